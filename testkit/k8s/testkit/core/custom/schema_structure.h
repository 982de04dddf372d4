#pragma once

#include <string>
#include <vector>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Which part of JSON Schema a JSONSchemaProps makes use of that structural schemas do not have, in the words of the real
/// server; empty if none.
std::string UnsupportedIn(const JsonValue& schema);

/// What keeps a JSONSchemaProps from being structural, that is from telling the type of each place apart from all conditions,
/// in the words and the order of the real server; `path` is its place.
std::vector<Cause> CheckStructure(const JsonValue& schema, const std::string& path);

}  // namespace k8s::testkit::core
