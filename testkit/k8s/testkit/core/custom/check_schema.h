#pragma once

#include <string>
#include <vector>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// What keeps a JSONSchemaProps from being the structural schema of a whole object, in the words of the real server; `path` is
/// its place, and `hasStatus` whether the status of these objects is a subresource.
std::vector<Cause> CheckSchema(const JsonValue& schema, const std::string& path, bool hasStatus);

}  // namespace k8s::testkit::core
