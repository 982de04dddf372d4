#pragma once

#include <cstdint>
#include <optional>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {

/// How many replicas an object wants and has, in the form that is the same for all that can be scaled. Without kind and
/// version, like what is stored. 500 if a definition names a place that the object does not have.
Outcome<Json> ScaleOf(const ApiResource& resource, const Object& object);

/// The same for who is about to change it, and may be the first to fill that place.
Json ScaleToChange(const ApiResource& resource, const Object& object);

/// Where that is in an object of that resource: "spec.replicas".
std::string_view ReplicasPathOf(const ApiResource& resource);

/// Makes an object want so many replicas.
void SetReplicas(const ApiResource& resource, Json& object, std::int64_t replicas);

/// A 422 if nobody can want so many; a 400 if neither the object nor the change says how many.
std::optional<Failure> CheckReplicas(const ApiResource& resource, std::string_view name, std::int64_t replicas);

}  // namespace k8s::testkit::core
