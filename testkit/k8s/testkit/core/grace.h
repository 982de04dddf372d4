#pragma once

#include <cstdint>
#include <optional>

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {

/// Whether objects of that resource get time to end: pods.
bool IsGraceful(const ApiResource& resource);

/// The seconds that an object gets; 0 if nothing of it runs.
std::int64_t GraceOf(const ApiResource& resource, const Object& existing, std::optional<std::int64_t> wanted);

/// The seconds that a deleted object got.
std::int64_t GraceIn(const JsonValue& metadata);

}  // namespace k8s::testkit::core
