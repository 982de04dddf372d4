#pragma once

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Applies a JSON merge patch (RFC 7386).
void ApplyMergePatch(JsonValue& target, const JsonValue& patch, JsonAllocator& allocator);

}  // namespace k8s::testkit::core
