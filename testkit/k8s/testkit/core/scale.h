#pragma once

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {

/// How many replicas an object wants and has, in the form that is the same for all that can be scaled. Without kind and
/// version, like what is stored.
Json ScaleOf(const ApiResource& resource, const Object& object);

}  // namespace k8s::testkit::core
