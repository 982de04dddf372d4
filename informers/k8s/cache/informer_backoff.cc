#include <algorithm>
#include <utility>

#include <k8s/cache/informer_backoff.h>

namespace k8s::internal {

using std::chrono::milliseconds;

InformerWaits::InformerWaits(const InformerBackoff& options, std::function<double()> random)
    : options_(options), random_(std::move(random)), base_(options.initial) {}

milliseconds InformerWaits::Next(Clock::TimePoint now) {
  if (now - ended_ > options_.quiet) base_ = options_.initial;
  const auto wait = std::chrono::duration_cast<milliseconds>(base_ * (1.0 + options_.jitter * random_()));
  base_ = std::min<decltype(base_)>(base_ * options_.factor, options_.cap);
  ended_ = now + wait;
  return wait;
}

}  // namespace k8s::internal
