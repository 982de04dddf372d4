#pragma once

#include <algorithm>
#include <chrono>

namespace k8s {

/// The time that lies `length` behind `begin`; the clock's last where there is none so late. So durations that mean "for ever",
/// such as `std::chrono::milliseconds::max()`, may be given wherever one is asked for.
template <class Rep, class Period>
std::chrono::steady_clock::time_point After(std::chrono::steady_clock::time_point begin,
                                            std::chrono::duration<Rep, Period> length) {
  using TimePoint = std::chrono::steady_clock::time_point;
  using Length = std::chrono::duration<Rep, Period>;
  const auto passed = std::max(begin.time_since_epoch(), TimePoint::duration::zero());
  const auto left = std::chrono::duration_cast<Length>(TimePoint::duration::max() - passed);
  return length < left ? begin + std::chrono::duration_cast<TimePoint::duration>(length) : TimePoint::max();
}

}  // namespace k8s
