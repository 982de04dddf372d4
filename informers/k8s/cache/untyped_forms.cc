#include <utility>

#include <k8s/cache/object_form.h>
#include <k8s/codec/packed.h>
#include <k8s/dynamic/item_kind.h>
#include <k8s/dynamic/partial_object_metadata.h>
#include <k8s/dynamic/unstructured.h>

namespace k8s::internal {
namespace {

class UnstructuredForm final : public ObjectForm {
 public:
  explicit UnstructuredForm(bool dropManagedFields) : drop_managed_fields_(dropManagedFields) {}

  // Objects without a type have no fields that a filter could know.
  Result<std::shared_ptr<void>> Read(std::string_view text, const FieldFilter&) const override {
    Result<Unstructured> object = Unstructured::FromJson(text);
    if (!object) return object.error();
    if (drop_managed_fields_) static_cast<void>(object->Remove("metadata.managedFields"));  // there may be none
    return std::static_pointer_cast<void>(std::make_shared<Unstructured>(*std::move(object)));
  }

  void NameKind(void* object, const ItemKind& kind) const override { kind.Complete(*static_cast<Unstructured*>(object)); }

  ObjectKey KeyOf(const void* object) const override {
    return {.namespace_ = In(object).Namespace(), .name = In(object).Name()};
  }
  ObjectVersion VersionOf(const void* object) const override {
    return {In(object).ResourceVersion(), ObjectVersion::HashOf(In(object).Uid())};
  }
  bool IsSelected(const labels::Selector& selector, const void* object) const override {
    return selector.Matches(In(object).Labels());
  }
  std::optional<std::string> AnnotationOf(const void* object, const std::string& name) const override {
    const auto annotations = In(object).Annotations();
    const auto found = annotations.find(name);
    return found == annotations.end() ? std::nullopt : std::optional(found->second);
  }

  // What was read from JSON can be written as JSON; what a transform has put in that cannot is no object any more.
  std::string Pack(const void* object) const override { return In(object).ToJson().value_or(std::string("{}")); }
  std::shared_ptr<const void> Unpack(const std::string& bytes, bool) const override {
    return std::make_shared<const Unstructured>(Unstructured::FromJson(bytes).value_or(Unstructured()));
  }

  std::string_view AcceptOfLists() const override { return "application/json"; }
  std::string_view AcceptOfWatches() const override { return "application/json"; }

 private:
  static const Unstructured& In(const void* object) { return *static_cast<const Unstructured*>(object); }

  const bool drop_managed_fields_;
};

class MetadataForm final : public ObjectForm {
 public:
  Result<std::shared_ptr<void>> Read(std::string_view text, const FieldFilter& filter) const override {
    return ReadMetadata(text, filter).transform([](PartialObjectMetadata&& object) {
      return std::static_pointer_cast<void>(std::make_shared<PartialObjectMetadata>(std::move(object)));
    });
  }

  ObjectKey KeyOf(const void* object) const override { return {.namespace_ = In(object).namespace_, .name = In(object).name}; }
  ObjectVersion VersionOf(const void* object) const override { return ObjectVersion::Of(In(object)); }
  bool IsSelected(const labels::Selector& selector, const void* object) const override {
    return selector.Matches(In(object).labels);
  }
  std::optional<std::string> AnnotationOf(const void* object, const std::string& name) const override {
    const auto found = In(object).annotations.find(name);
    return found == In(object).annotations.end() ? std::nullopt : std::optional(found->second);
  }

  std::string Pack(const void* object) const override {
    std::string bytes;
    codec::WritePacked(PartialObjectMetadata::kType, object, bytes);
    return bytes;
  }
  std::shared_ptr<const void> Unpack(const std::string& bytes, bool) const override {
    auto object = std::make_shared<PartialObjectMetadata>();
    static_cast<void>(codec::ReadPacked(bytes, PartialObjectMetadata::kType, object.get()));
    return object;
  }

  std::string_view AcceptOfLists() const override { return kAcceptMetadataList; }
  std::string_view AcceptOfWatches() const override { return kAcceptMetadata; }

 private:
  static const metav1::ObjectMeta& In(const void* object) {
    return static_cast<const PartialObjectMetadata*>(object)->metadata;
  }
};

}  // namespace

std::shared_ptr<const ObjectForm> FormOfUnstructured(bool dropManagedFields) {
  return std::make_shared<const UnstructuredForm>(dropManagedFields);
}

std::shared_ptr<const ObjectForm> FormOfMetadata() { return std::make_shared<const MetadataForm>(); }

}  // namespace k8s::internal
