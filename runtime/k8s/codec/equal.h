#pragma once

#include <k8s/codec/type.h>

namespace k8s::codec {

/// Whether two values of a type are the same: every member, in depth. Quantities compare as numbers, RawJson as text.
bool Equal(const Type& type, const void* a, const void* b);

/// Whether a value is what `omitempty` leaves out: zero, "", absent, no elements, the zero time; of a struct, whether all its
/// members are. A present optional or Box is never empty.
bool IsEmpty(const Type& type, const void* value);

}  // namespace k8s::codec
