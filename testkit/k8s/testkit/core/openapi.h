#pragma once

#include <string>

#include <k8s/testkit/core/catalog.h>

/// The OpenAPI documents, as JSON text: what can be done with each resource that is served, and the schemas of all types,
/// without prose.
namespace k8s::testkit::core {

/// `/openapi/v2`: everything in one.
std::string OpenApiV2Json(const Catalog& catalog);
/// `/openapi/v3/api/v1`, `/openapi/v3/apis/<group>/<version>`
std::string OpenApiV3Json(const GroupVersion& groupVersion);

}  // namespace k8s::testkit::core
