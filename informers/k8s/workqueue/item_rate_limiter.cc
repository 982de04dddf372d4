#include <cstdint>

#include <k8s/workqueue/item_rate_limiter.h>

namespace k8s::internal {

std::chrono::nanoseconds Doubled(std::chrono::nanoseconds base, int times, std::chrono::nanoseconds most) {
  constexpr int kBits = 62;  // more doublings of one nanosecond no duration holds
  if (base.count() <= 0) return {};
  if (times > kBits || base.count() > (most.count() >> times)) return most;
  return base * (std::int64_t{1} << times);
}

}  // namespace k8s::internal
