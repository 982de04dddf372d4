#pragma once

#include <string>
#include <vector>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Which keywords of a JSONSchemaProps the real server does not take, or not together, in its words; `path` is its place. Rules
/// in CEL are not compiled.
std::vector<Cause> CheckKeywords(const JsonValue& schema, const std::string& path);

}  // namespace k8s::testkit::core
