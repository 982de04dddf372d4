#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/cache/object_packer.h>
#include <k8s/cache/stored_object.h>
#include <k8s/codec/field_filter.h>
#include <k8s/dynamic/item_kind.h>

namespace k8s::internal {

/// Changes an object before it goes into a cache. An Error keeps it out.
using ObjectTransform = std::function<Result<void>(void* object)>;

/// What came of the text of an object.
struct DecodedObject {
  /// As a cache takes it, or why it cannot be taken.
  Result<Stored> stored;
  /// What it had on the server, whatever was made of it since; empty: nobody can tell.
  std::string resourceVersion = {};
  /// Of one that cannot be taken, which one it is: as far as that can be told.
  ObjectKey leftOut = {};
};

/// What becomes of an object before it is in a cache.
struct ObjectTreatment {
  FieldFilter filter = {};
  ObjectTransform transform = {};
  std::shared_ptr<ObjectPacker> packer = {};  ///< Null: it is kept as it is
};

/// Reads an object, transforms it, and packs it. `itemKind`: what it is if it does not say so. An Error names the object as far
/// as it can be told.
DecodedObject DecodeObject(std::string_view text, const ObjectKind& kind, const ObjectTreatment& treatment,
                           const ItemKind& itemKind = ItemKind());

}  // namespace k8s::internal
