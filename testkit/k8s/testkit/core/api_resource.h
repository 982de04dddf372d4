#pragma once

#include <k8s/codec/resource.h>

namespace k8s::testkit::core {

using codec::ApiSubresource;

class CustomResource;

/// A resource that is served: one of the tables, or one that a CustomResourceDefinition defines.
struct ApiResource : codec::ApiResource {
  const CustomResource* custom = nullptr;  ///< what else is known of one that was defined
};

}  // namespace k8s::testkit::core
