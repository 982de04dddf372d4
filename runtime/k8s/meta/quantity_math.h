#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include <k8s/meta/quantity.h>

/// What can be done with quantities besides comparing and adding them. All of it is exact: where Go's resource.Quantity
/// overflows, this does not.
namespace k8s {

/// The quantity in multiples of 10^exponent, rounded away from zero; the nearest std::int64_t if they are beyond. With -3 it is
/// MilliValue(), with 6 the megas of Go's ScaledValue(resource.Mega). 0 of a text that is no quantity.
std::int64_t ScaledValue(const Quantity& quantity, int exponent);

/// The whole number that the quantity is; nothing if it is none, or beyond 64 bits, or no quantity.
std::optional<std::int64_t> ExactValue(const Quantity& quantity);

/// The quantity beside a whole number; what is no quantity comes after all numbers. Go's CmpInt64().
inline std::weak_ordering Compare(const Quantity& quantity, std::int64_t number) {
  return quantity <=> Quantity::FromValue(number);
}

/// The nearest multiple of 10^exponent that is not closer to zero, in canonical form: Go's RoundUp(). What is no quantity stays
/// as it is.
Quantity RoundedUp(const Quantity& quantity, int exponent);

/// In canonical form, in the family of the quantity. What is no quantity stays as it is.
Quantity operator*(const Quantity& quantity, std::int64_t factor);
inline Quantity operator*(std::int64_t factor, const Quantity& quantity) { return quantity * factor; }
inline Quantity& operator*=(Quantity& quantity, std::int64_t factor) { return quantity = quantity * factor; }

}  // namespace k8s
