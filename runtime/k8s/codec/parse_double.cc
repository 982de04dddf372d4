#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include <k8s/codec/parse_double.h>

namespace k8s::codec {
namespace {

// How many places the first digit that counts is before the point; less than one if it is behind it.
std::int64_t PlacesOf(std::string_view mantissa) {
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  const auto first = static_cast<std::int64_t>(std::min(mantissa.find_first_of("123456789"), mantissa.size()));
  return first < point ? point - first : point - first + 1;
}

// Whether a number that no double holds is too small for one, not too large.
bool IsTiny(std::string_view text) {
  const std::size_t exponentAt = std::min(text.find_first_of("eE"), text.size());
  const std::int64_t places = PlacesOf(text.substr(0, exponentAt));
  std::string_view exponent = text.substr(std::min(exponentAt + 1, text.size()));
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int64_t power = 0;
  const auto parsed = std::from_chars(exponent.data(), exponent.data() + exponent.size(), power);
  if (parsed.ec == std::errc::result_out_of_range) return exponent.starts_with('-');
  return power < -places;
}

}  // namespace

std::optional<double> ParseDouble(std::string_view text) {
  double number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc::result_out_of_range) return number;
  if (!IsTiny(text)) return std::nullopt;
  return text.starts_with('-') ? -0.0 : 0.0;
}

}  // namespace k8s::codec
