#pragma once

#include <chrono>
#include <compare>
#include <string>
#include <string_view>

#include <k8s/base/result.h>

namespace k8s {

/// A span of time in nanoseconds: metav1.Duration, which JSON carries as Go spells it, "1h2m3.5s".
///
/// Thread safety: as a value.
class Duration {
 public:
  constexpr Duration() noexcept = default;
  /// From whole seconds, hours, ...: `spec.timeout = 30s`. One beyond 292 years overflows, as in std::chrono.
  template <class Rep, class Period>
  constexpr Duration(std::chrono::duration<Rep, Period> span) noexcept  // NOLINT(google-explicit-constructor): the same value
      : span_(span) {}

  /// The span that Go's time.ParseDuration reads: an optional sign, then numbers with a unit of h, m, s, ms, us (or with a
  /// micro sign) and ns, fractions allowed; or "0".
  ///
  /// kDecode: says what is wrong; more than 292 years are out of range.
  static Result<Duration> Parse(std::string_view text);

  constexpr std::chrono::nanoseconds ToChrono() const noexcept { return span_; }

  /// As Go's Duration.String(): "1h0m0s", "1.5s", "250ms", "0s".
  std::string ToString() const;
  void AppendTo(std::string& out) const;

  friend constexpr bool operator==(Duration, Duration) = default;
  friend constexpr auto operator<=>(Duration, Duration) = default;

 private:
  std::chrono::nanoseconds span_{0};
};

}  // namespace k8s
