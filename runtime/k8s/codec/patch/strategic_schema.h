#pragma once

#include <string_view>

#include <k8s/codec/type.h>

namespace k8s::codec {

/// What a strategic merge knows of a place: its type, and of a field how it is merged.
struct StrategicPlace {
  const Type* type = nullptr;    // null where the tables know nothing, within a RawJson: there it is a plain merge
  const Merge* merge = nullptr;  // null of what is no field, or one without a strategy

  bool MergesItems() const { return merge != nullptr && merge->patchMerge; }
  bool RetainsKeys() const { return merge != nullptr && merge->retainKeys; }
  std::string_view MergeKey() const { return merge == nullptr ? std::string_view() : merge->patchKey; }

  /// The place of a member; false if this is a struct that does not have it.
  bool Member(std::string_view name, StrategicPlace& member) const;
  /// The place of the elements of a list.
  StrategicPlace Element() const;
};

constexpr std::string_view kPatchDirective = "$patch";
constexpr std::string_view kRetainKeysDirective = "$retainKeys";
constexpr std::string_view kDeleteFromListDirective = "$deleteFromPrimitiveList/";
constexpr std::string_view kSetOrderDirective = "$setElementOrder/";

}  // namespace k8s::codec
