#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/cache/store_core.h>
#include <k8s/codec/field_filter.h>

namespace k8s::internal {

/// Changes an object before it goes into a cache. An Error keeps it out.
using ObjectTransform = std::function<Result<void>(void* object)>;

/// An object as a cache takes it, and the version that it had on the server, whatever was made of it since.
struct DecodedObject {
  Stored stored;
  std::string resourceVersion;
};

/// Reads an object, and transforms it. An Error names the object as far as it can be told.
Result<DecodedObject> DecodeObject(std::string_view text, const ObjectKind& kind, const FieldFilter& filter,
                                   const ObjectTransform& transform);

}  // namespace k8s::internal
