#pragma once

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/object.h>
#include <k8s/testkit/core/route.h>

/// `metadata.generation`: how often what is wanted of an object was changed.
namespace k8s::testkit::core {

/// Gives a new object its first one, if the kind has one.
void BeginGeneration(const ApiResource& resource, Json& object);
/// Counts what is wanted of `next` and not of `existing`, if the kind counts it; of the metadata, what is not written through a
/// part of the object.
void CountGeneration(const Route& route, const Object& existing, Json& next);

}  // namespace k8s::testkit::core
