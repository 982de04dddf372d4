#pragma once

#include <string>

#include <k8s/testkit/core/custom/custom_resource.h>
#include <k8s/testkit/core/openapi_dialect.h>

namespace k8s::testkit::core {

/// The schema of a custom resource as OpenAPI documents show it, as JSON text: as it was defined, with what every object has
/// and without what that version of OpenAPI cannot say.
std::string PublishedSchema(const CustomResource& resource, OpenApi version);
/// That of a list of them.
std::string PublishedListSchema(const CustomResource& resource, OpenApi version);

}  // namespace k8s::testkit::core
