#pragma once

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/openapi_dialect.h>

namespace k8s::testkit::core {

/// What can be done with the resources of a group and version: one member of `paths` for each path at which something can.
void WritePaths(JsonWriter& json, const GroupVersion& groupVersion, OpenApi version);

/// "api/v1", "apis/apps/v1"
std::string RootOf(const GroupVersion& groupVersion);

}  // namespace k8s::testkit::core
