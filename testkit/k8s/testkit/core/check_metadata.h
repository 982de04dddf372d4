#pragma once

#include <vector>

#include <k8s/testkit/core/failure.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// What is wrong with labels, annotations, owners and finalizers of an object that is to be stored; `before` is the metadata
/// that they replace, or null.
std::vector<Cause> CheckMetadata(const JsonValue& metadata, const JsonValue* before);

}  // namespace k8s::testkit::core
