#pragma once

#include <k8s/codec/type.h>

namespace k8s::codec {

/// What `null` does to a member, as in Go: what can be absent is, times and quantities are zero, other scalars and structs stay
/// as they are.
void SetNull(const Type& type, void* member);

}  // namespace k8s::codec
