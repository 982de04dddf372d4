#include <algorithm>

#include <k8s/base/rate_limiter.h>

namespace k8s {

namespace {
constexpr double kSlowest = 1e-6;  // a token in eleven days: durations stay finite
}

RateLimiter::RateLimiter(double perSecond, int burst)
    : per_second_(perSecond > kSlowest ? perSecond : kSlowest), burst_(std::max(burst, 1)), tokens_(burst_) {}

std::optional<Clock::TimePoint> RateLimiter::Take(Clock::TimePoint now, std::optional<Clock::TimePoint> latest) {
  std::lock_guard lock(mutex_);
  if (counted_at_ && now > *counted_at_)
    tokens_ = std::min(burst_, tokens_ + Seconds(now - *counted_at_).count() * per_second_);
  counted_at_ = std::max(now, counted_at_.value_or(now));
  const double missing = std::max(0.0, 1.0 - tokens_);
  const auto at = After(now, Seconds(missing / per_second_));
  if (latest && at > *latest) return std::nullopt;
  tokens_ -= 1.0;
  return at;
}

void RateLimiter::GiveBack() {
  std::lock_guard lock(mutex_);
  tokens_ = std::min(burst_, tokens_ + 1.0);
}

}  // namespace k8s
