#include <cmath>

#include <k8s/codec/validation/numbers.h>

namespace k8s::codec {
namespace {

constexpr double kLargestWhole = 9007199254740991.0;  // 2^53 - 1
constexpr double kBeyond = 9223372036854775808.0;     // 2^63

}  // namespace

bool IsNearlyWhole(double number) {
  constexpr double kRounding = 1e-9;
  if (!(std::abs(number) <= kLargestWhole)) return false;
  const double whole = std::trunc(number);
  return whole == number || (whole > 0 && (number - whole) / (number + whole) < kRounding);
}

bool IsNearlyMultiple(double number, double factor) {
  return IsNearlyWhole(factor < 1 ? 1 / factor * number : number / factor);
}

std::partial_ordering CompareWithBound(const Value& number, double bound) {
  const auto whole = number.AsInt();
  if (!whole) return number.AsDouble().value_or(0) <=> bound;
  if (std::abs(bound) >= kBeyond) return std::partial_ordering::unordered;
  return *whole <=> static_cast<std::int64_t>(bound);
}

Multiple IsMultiple(const Value& number, double factor) {
  const auto whole = number.AsInt();
  if (!whole) return IsNearlyMultiple(number.AsDouble().value_or(0), factor) ? Multiple::kYes : Multiple::kNo;
  if (factor >= kBeyond || std::trunc(factor) != factor) return Multiple::kUnknown;
  return *whole % static_cast<std::int64_t>(factor) == 0 ? Multiple::kYes : Multiple::kNo;
}

bool IsEnumerated(const Value& value, const Value& allowed) {
  const auto number = value.AsDouble();
  if (number && !value.AsInt() && allowed.AsInt()) return Value(std::trunc(*number)) == allowed;
  return value == allowed;
}

}  // namespace k8s::codec
