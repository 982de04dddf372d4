#pragma once

#include <k8s/codec/type.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Puts into an object what Go writes of its type though nobody set it: structs that are no pointers, and fields that are
/// written even when they are empty. What a client creates is compared in that form, so that it owns `resources` of every
/// container.
void CompleteAsGo(const codec::Type& type, JsonValue& value, JsonAllocator& allocator);

}  // namespace k8s::testkit::core
