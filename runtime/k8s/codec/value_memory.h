#pragma once

#include <cstddef>

#include <k8s/codec/value.h>

namespace k8s::codec {

/// About how many bytes a value takes, with all that is in it.
std::size_t MemoryOf(const Value& value);
std::size_t MemoryOf(const ValueObject& object);

}  // namespace k8s::codec
