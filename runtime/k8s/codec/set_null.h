#pragma once

#include <k8s/codec/type.h>

namespace k8s::codec {

/// What `null` does to a member, as in Go: what can be absent is, times and quantities are zero, other scalars and structs stay
/// as they are.
void SetNull(const Type& type, void* member);

/// Empties a union (Struct::shapeUnion) before it takes a value: of the two that a repeated key gives it, the last one counts.
void ClearUnion(const Struct& structure, void* out);

}  // namespace k8s::codec
