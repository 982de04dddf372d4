#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <type_traits>

namespace k8s {

/// The time that lies `length` behind `begin`, or before it if that is negative; the clock's last where there is none so late,
/// its first where there is none so early. So durations that mean "for ever", such as `std::chrono::milliseconds::max()`, may
/// be given wherever one is asked for, and no other does harm.
template <class Rep, class Period>
std::chrono::steady_clock::time_point After(std::chrono::steady_clock::time_point begin,
                                            std::chrono::duration<Rep, Period> length) {
  using TimePoint = std::chrono::steady_clock::time_point;
  using Ticks = TimePoint::duration;
  using Width = std::conditional_t<std::chrono::treat_as_floating_point_v<Rep>, Rep, std::intmax_t>;
  using Length = std::chrono::duration<Width, Period>;
  const Length wanted(length);
  if (wanted < Length::zero()) {
    const auto passed = std::min(begin.time_since_epoch(), Ticks::zero());
    const auto left = std::chrono::duration_cast<Length>(Ticks::min() - passed);
    return wanted > left ? begin + std::chrono::duration_cast<Ticks>(wanted) : TimePoint::min();
  }
  const auto passed = std::max(begin.time_since_epoch(), Ticks::zero());
  const auto left = std::chrono::duration_cast<Length>(Ticks::max() - passed);
  return wanted < left ? begin + std::chrono::duration_cast<Ticks>(wanted) : TimePoint::max();
}

}  // namespace k8s
