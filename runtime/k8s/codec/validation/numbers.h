#pragma once

#include <compare>
#include <cstdint>

#include <k8s/codec/value.h>

/// Numbers as servers compare them: in integers of 64 bits where a value is one, which bounds and factors are cut to.
namespace k8s::codec {

/// Whether a server takes it for a whole number: up to 2^53, and what is above one by a billionth part.
bool IsNearlyWhole(double number);

/// Whether a factor goes into it, but for rounding.
bool IsNearlyMultiple(double number, double factor);

/// Neither less nor greater where a whole number is compared with a bound beyond all of them: servers differ about that.
std::partial_ordering CompareWithBound(const Value& number, double bound);

enum class Multiple : std::uint8_t { kNo, kUnknown, kYes };

/// Unknown of whole numbers and a factor that is none: servers differ about that. What is below a multiple by rounding is none,
/// such as 0.29 of 0.01.
Multiple IsMultiple(const Value& number, double factor);

/// Whether a value is the one of an enumeration. A number is converted to the type of that first, so 1.5 passes for 1.
bool IsEnumerated(const Value& value, const Value& allowed);

}  // namespace k8s::codec
