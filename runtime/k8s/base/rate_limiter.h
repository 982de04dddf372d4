#pragma once

#include <mutex>
#include <optional>

#include <k8s/base/clock.h>

namespace k8s {

/// A bucket of tokens, one for each request, or each of whatever is to be limited: it holds up to `burst`, full at first, and
/// gets `perSecond` new ones a second. Whoever finds it empty waits for a token, in the order of asking. Several clients may
/// share one.
///
/// The API server protects itself (priority and fairness); this is for programs that must not even try.
///
/// Thread safety: all members, from any thread.
class RateLimiter {
 public:
  /// `perSecond` above zero, `burst` at least 1; smaller ones count as that.
  RateLimiter(double perSecond, int burst);

  /// Takes a token: when it will be there. Nothing, and none is taken, if that would be after `latest`.
  std::optional<Clock::TimePoint> Take(Clock::TimePoint now, std::optional<Clock::TimePoint> latest = {});

  /// Gives back a token that was not used.
  void GiveBack();

 private:
  using Seconds = std::chrono::duration<double>;

  const double per_second_;
  const double burst_;
  std::mutex mutex_;
  double tokens_;  // below zero: so many are promised to those who wait
  std::optional<Clock::TimePoint> counted_at_;
};

}  // namespace k8s
