#include <cstddef>
#include <vector>

#include <k8s/api/meta/v1/list_meta.h>
#include <k8s/api/meta/v1/object_meta.h>
#include <k8s/api/registry.h>
#include <k8s/codec/describe.h>
#include <k8s/testkit/wire_kinds.h>

// Members are reached by their offset; all structs here are plain enough for that on every compiler we build with.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace k8s::testkit {
namespace {

// The specification does not have these two: any path may answer with them.
struct ShownMetadata {
  metav1::ObjectMeta metadata;

  static const codec::Type kType;
};

struct ShownMetadataList {
  metav1::ListMeta metadata;
  std::vector<ShownMetadata> items;

  static const codec::Type kType;
};

constexpr codec::ApiKind kObjectKind = {.group = "meta.k8s.io", .version = "v1", .kind = "PartialObjectMetadata"};
constexpr codec::Field kObjectFields[] = {{.name = "metadata",
                                           .type = codec::TypeOf<metav1::ObjectMeta>(),
                                           .offset = offsetof(ShownMetadata, metadata),
                                           .protobuf = {1}}};
constexpr codec::Struct kObject = {.name = "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata",
                                   .fields = kObjectFields,
                                   .kind = &kObjectKind,
                                   .make = &codec::internal::Make<ShownMetadata>,
                                   .clone = &codec::internal::Clone<ShownMetadata>};

constexpr codec::ApiKind kListKind = {.group = "meta.k8s.io", .version = "v1", .kind = "PartialObjectMetadataList"};
constexpr codec::Field kListFields[] = {{.name = "metadata",
                                         .type = codec::TypeOf<metav1::ListMeta>(),
                                         .offset = offsetof(ShownMetadataList, metadata),
                                         .protobuf = {1}},
                                        {.name = "items",
                                         .type = codec::TypeOf<std::vector<ShownMetadata>>(),
                                         .offset = offsetof(ShownMetadataList, items),
                                         .emit = codec::Emit::kAlways,
                                         .protobuf = {2}}};
constexpr codec::Struct kList = {.name = "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadataList",
                                 .fields = kListFields,
                                 .kind = &kListKind,
                                 .make = &codec::internal::Make<ShownMetadataList>,
                                 .clone = &codec::internal::Clone<ShownMetadataList>};

constinit const codec::Type ShownMetadata::kType = codec::StructType<ShownMetadata>(&kObject);
constinit const codec::Type ShownMetadataList::kType = codec::StructType<ShownMetadataList>(&kList);

}  // namespace

std::span<const codec::Type* const> WireKinds() {
  static const std::vector<const codec::Type*> kKinds = [] {
    std::vector<const codec::Type*> kinds(Kinds().begin(), Kinds().end());
    kinds.insert(kinds.end(), {&ShownMetadata::kType, &ShownMetadataList::kType});
    return kinds;
  }();
  return kKinds;
}

}  // namespace k8s::testkit
