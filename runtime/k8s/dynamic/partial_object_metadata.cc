#include <cstddef>

#include <k8s/codec/describe.h>
#include <k8s/codec/json.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/dynamic/partial_object_metadata.h>

// Members are reached by their offset; all structs here are plain enough for that on every compiler we build with.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace k8s {
namespace {

constexpr codec::Field kObjectFields[] = {{.name = "metadata",
                                           .type = codec::TypeOf<metav1::ObjectMeta>(),
                                           .offset = offsetof(PartialObjectMetadata, metadata),
                                           .protobuf = {1}}};

// No kind, so that none is demanded: a server may answer with the whole object.
constexpr codec::Struct kObject = {.name = "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata",
                                   .fields = kObjectFields,
                                   .make = &codec::internal::Make<PartialObjectMetadata>,
                                   .clone = &codec::internal::Clone<PartialObjectMetadata>};

constexpr codec::Field kListFields[] = {{.name = "metadata",
                                         .type = codec::TypeOf<metav1::ListMeta>(),
                                         .offset = offsetof(PartialObjectMetadataList, metadata),
                                         .protobuf = {1}},
                                        {.name = "items",
                                         .type = codec::TypeOf<std::vector<PartialObjectMetadata>>(),
                                         .offset = offsetof(PartialObjectMetadataList, items),
                                         .emit = codec::Emit::kAlways,
                                         .protobuf = {2}}};

constexpr codec::Struct kList = {.name = "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadataList",
                                 .fields = kListFields,
                                 .make = &codec::internal::Make<PartialObjectMetadataList>,
                                 .clone = &codec::internal::Clone<PartialObjectMetadataList>};

Result<void> Read(std::string_view text, const codec::Type& type, const FieldFilter& filter, void* out) {
  if (!IsProtobufEnvelope(text)) {
    JsonReadOptions options;
    options.filter = filter;
    return codec::ReadJson(text, type, out, options);
  }
  const Result<ProtobufEnvelope> envelope = OpenProtobufEnvelope(text);
  if (!envelope) return envelope.error();
  ProtobufReadOptions options;
  options.filter = filter;
  return codec::ReadProtobuf(envelope->object, type, out, options);
}

}  // namespace

constinit const codec::Type PartialObjectMetadata::kType = codec::StructType<PartialObjectMetadata>(&kObject);
constinit const codec::Type PartialObjectMetadataList::kType = codec::StructType<PartialObjectMetadataList>(&kList);

namespace internal {

Result<PartialObjectMetadata> ReadMetadata(std::string_view text, const FieldFilter& filter) {
  Result<PartialObjectMetadata> object{PartialObjectMetadata()};
  if (Result<void> read = Read(text, PartialObjectMetadata::kType, filter, &*object); !read) return read.error();
  return object;
}

Result<PartialObjectMetadataList> ReadMetadataList(std::string_view text) {
  Result<PartialObjectMetadataList> list{PartialObjectMetadataList()};
  if (Result<void> read = Read(text, PartialObjectMetadataList::kType, FieldFilter(), &*list); !read) return read.error();
  return list;
}

}  // namespace internal

}  // namespace k8s
