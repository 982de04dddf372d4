#pragma once

#include <string_view>
#include <vector>

#include <k8s/api/meta/v1/list_meta.h>
#include <k8s/api/meta/v1/object_meta.h>
#include <k8s/base/result.h>
#include <k8s/codec/field_filter.h>
#include <k8s/codec/type.h>

namespace k8s {

/// The metadata of an object of any kind, and nothing else: `meta.k8s.io/v1`, PartialObjectMetadata.
///
/// Thread safety: as a value.
struct PartialObjectMetadata {
  metav1::ObjectMeta metadata;

  static const codec::Type kType;

  friend bool operator==(const PartialObjectMetadata&, const PartialObjectMetadata&) = default;
};

/// A list of them: `meta.k8s.io/v1`, PartialObjectMetadataList.
struct PartialObjectMetadataList {
  metav1::ListMeta metadata;
  std::vector<PartialObjectMetadata> items;

  static const codec::Type kType;

  friend bool operator==(const PartialObjectMetadataList&, const PartialObjectMetadataList&) = default;
};

namespace internal {

/// What to accept where metadata is wanted: protobuf of it, JSON of it, or whole objects from servers that know no better.
inline constexpr std::string_view kAcceptMetadata =
    "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,"
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
inline constexpr std::string_view kAcceptMetadataList =
    "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,"
    "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";

/// Reads metadata, in either form, also of a whole object of whatever kind. kDecode: with the place, or what has no metadata.
Result<PartialObjectMetadata> ReadMetadata(std::string_view text, const FieldFilter& filter = FieldFilter());
Result<PartialObjectMetadataList> ReadMetadataList(std::string_view text);

}  // namespace internal

}  // namespace k8s
