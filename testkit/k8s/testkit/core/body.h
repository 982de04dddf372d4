#pragma once

#include <optional>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/json.h>

/// What comes in: the object in the body of a request.
namespace k8s::testkit::core {

/// The body of a request that has to be one JSON object.
Outcome<Json> ReadObject(const Request& request);

/// Takes `kind` and `apiVersion` off an object. They may be absent; where they are there they must be right.
std::optional<Failure> StripType(const codec::ApiKind& kind, Json& object);

/// Puts them on again.
void AddType(const codec::ApiKind& kind, Json& object);

}  // namespace k8s::testkit::core
