#include <utility>

#include <fmt/format.h>

#include <k8s/cache/object_form.h>
#include <k8s/codec/json.h>
#include <k8s/codec/packed.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>

namespace k8s::internal {
namespace {

// Works on the table of the type.
class TypedForm final : public ObjectForm {
 public:
  TypedForm(const codec::Type& type, std::uint32_t metadataOffset)
      : type_(type),
        metadata_offset_(metadataOffset),
        // Every ObjectMeta has labels: what could be wrong is a path.
        labels_(FieldFilter::Compile(type, {.keep = {"metadata.labels"}}).value_or(FieldFilter())) {}

  Result<std::shared_ptr<void>> Read(std::string_view text, const FieldFilter& filter) const override {
    std::shared_ptr<void> object = Make();
    if (Result<void> read = ReadInto(text, filter, object.get()); !read) return read.error();
    return object;
  }

  ObjectKey KeyOf(const void* object) const override {
    const metav1::ObjectMeta& metadata = MetadataOf(object);
    return {.namespace_ = metadata.namespace_, .name = metadata.name};
  }
  ObjectVersion VersionOf(const void* object) const override { return ObjectVersion::Of(MetadataOf(object)); }
  bool IsSelected(const labels::Selector& selector, const void* object) const override {
    return selector.Matches(MetadataOf(object).labels);
  }
  std::optional<std::string> AnnotationOf(const void* object, const std::string& name) const override {
    const auto& annotations = MetadataOf(object).annotations;
    const auto found = annotations.find(name);
    return found == annotations.end() ? std::nullopt : std::optional(found->second);
  }

  std::string Pack(const void* object) const override {
    std::string bytes;
    codec::WritePacked(type_, object, bytes);
    return bytes;
  }
  // What was written by this very program can be read.
  std::shared_ptr<const void> Unpack(const std::string& bytes, bool labelsOnly) const override {
    std::shared_ptr<void> object = Make();
    static_cast<void>(codec::ReadPacked(bytes, type_, object.get(), labelsOnly ? labels_ : FieldFilter()));
    return object;
  }

 private:
  std::shared_ptr<void> Make() const { return type_.structure->make(); }

  Result<void> ReadInto(std::string_view text, const FieldFilter& filter, void* object) const {
    if (IsProtobufEnvelope(text)) {
      ProtobufReadOptions options;
      options.filter = filter;
      return codec::ReadProtobuf(text, type_, object, options);
    }
    JsonReadOptions options;
    options.filter = filter;
    return codec::ReadJson(text, type_, object, options);
  }

  const metav1::ObjectMeta& MetadataOf(const void* object) const {
    return *static_cast<const metav1::ObjectMeta*>(
        static_cast<const void*>(static_cast<const unsigned char*>(object) + metadata_offset_));
  }

  const codec::Type& type_;
  const std::uint32_t metadata_offset_;
  const FieldFilter labels_;
};

}  // namespace

Result<std::shared_ptr<const ObjectForm>> FormOfType(const codec::Type& type) {
  const codec::Field* metadata = codec::FindField(*type.structure, "metadata");
  if (metadata == nullptr || metadata->type != &metav1::ObjectMeta::kType) {
    return Error(ErrorCode::kUnsupported, "objects that have no metadata");
  }
  return std::make_shared<const TypedForm>(type, metadata->offset);
}

}  // namespace k8s::internal
