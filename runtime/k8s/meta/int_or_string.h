#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <k8s/base/result.h>

namespace k8s {

/// A number or a string, where the API takes either: a port by number or by name, a count or a percentage. The default is the
/// number 0, as in Go.
///
/// Thread safety: as a value.
class IntOrString {
 public:
  IntOrString() = default;
  IntOrString(std::int32_t number) noexcept : value_(number) {}        // NOLINT(google-explicit-constructor): either is
  IntOrString(std::string text) noexcept : value_(std::move(text)) {}  // NOLINT(google-explicit-constructor): its value
  IntOrString(std::string_view text) : value_(std::string(text)) {}    // NOLINT(google-explicit-constructor)
  IntOrString(const char* text) : value_(std::string(text)) {}         // NOLINT(google-explicit-constructor)

  bool IsInt() const noexcept { return value_.index() == 0; }
  bool IsString() const noexcept { return value_.index() == 1; }

  /// The number; of a string the decimal number it spells, or 0 if it spells none that fits.
  std::int32_t AsInt() const;

  /// The string; empty if this is a number.
  const std::string& AsString() const;

  /// The string, or the number in decimal.
  std::string ToString() const;

  /// A number and a string are never equal, not even 80 and "80".
  friend bool operator==(const IntOrString&, const IntOrString&) = default;

 private:
  std::variant<std::int32_t, std::string> value_;
};

/// Which way a percentage of a count that is no whole number goes.
enum class Rounding { kDown, kUp };

/// What a field such as `maxUnavailable` means for `total` replicas: a number is itself, "25%" is that share of the total.
/// Controllers round `maxSurge` and a disruption budget up, `maxUnavailable` of a Deployment down.
///
/// kInvalidArgument: a string that is no whole percentage, or a result that does not fit.
Result<std::int32_t> ScaledValue(const IntOrString& count, std::int32_t total, Rounding rounding);

}  // namespace k8s
