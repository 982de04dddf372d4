#include <algorithm>

#include <k8s/dynamic/unstructured.h>

namespace k8s {
namespace {

std::string TextOf(const Value* value) {
  return value == nullptr ? std::string() : std::string(value->AsString().value_or(std::string_view()));
}

}  // namespace

std::string Unstructured::TextAt(std::string_view key) const { return TextOf(content_.Find(key)); }

void Unstructured::SetText(std::string_view key, std::string_view text) {
  if (text.empty()) {
    content_.Remove(key);
  } else {
    content_.Set(key, text);
  }
}

const Value* Unstructured::MetadataAt(std::string_view key) const {
  const Value* metadata = content_.Find("metadata");
  return metadata == nullptr ? nullptr : metadata->Find(key);
}

void Unstructured::SetMetadata(std::string_view key, Value value) {
  Value& metadata = content_.Ensure("metadata");
  if (!metadata.IsObject()) metadata = ValueObject();
  metadata.AsObject()->Set(key, std::move(value));
}

void Unstructured::RemoveMetadata(std::string_view key) {
  if (Value* metadata = content_.Find("metadata"); metadata != nullptr && metadata->IsObject())
    metadata->AsObject()->Remove(key);
}

std::string Unstructured::MetadataText(std::string_view key) const { return TextOf(MetadataAt(key)); }

void Unstructured::SetMetadataText(std::string_view key, std::string_view text) {
  if (text.empty()) {
    RemoveMetadata(key);
  } else {
    SetMetadata(key, text);
  }
}

std::int64_t Unstructured::Generation() const {
  const Value* generation = MetadataAt("generation");
  return generation == nullptr ? 0 : generation->AsInt().value_or(0);
}

void Unstructured::SetGeneration(std::int64_t generation) {
  if (generation == 0) {
    RemoveMetadata("generation");
  } else {
    SetMetadata("generation", generation);
  }
}

std::map<std::string, std::string> Unstructured::TextsByKey(std::string_view key) const {
  const Value* found = MetadataAt(key);
  if (found == nullptr || !found->IsObject()) return {};
  std::map<std::string, std::string> texts;
  for (const auto [name, text] : *found->AsObject()) {
    if (!text.IsString()) return {};
    texts.emplace(name, *text.AsString());
  }
  return texts;
}

void Unstructured::SetTextsByKey(std::string_view key, const std::map<std::string, std::string>& texts) {
  if (texts.empty()) return RemoveMetadata(key);
  ValueObject object;
  for (const auto& [name, text] : texts) object.Set(name, text);
  SetMetadata(key, std::move(object));
}

std::vector<std::string> Unstructured::Finalizers() const {
  const Value* found = MetadataAt("finalizers");
  if (found == nullptr || !found->IsList()) return {};
  std::vector<std::string> finalizers;
  for (const Value& finalizer : *found->AsList()) {
    if (!finalizer.IsString()) return {};
    finalizers.emplace_back(*finalizer.AsString());
  }
  return finalizers;
}

void Unstructured::SetFinalizers(const std::vector<std::string>& finalizers) {
  if (finalizers.empty()) return RemoveMetadata("finalizers");
  ValueList list;
  for (const std::string& finalizer : finalizers) list.Append(finalizer);
  SetMetadata("finalizers", std::move(list));
}

std::vector<metav1::OwnerReference> Unstructured::OwnerReferences() const {
  const Value* found = MetadataAt("ownerReferences");
  if (found == nullptr || !found->IsList()) return {};
  std::vector<metav1::OwnerReference> owners;
  for (const Value& owner : *found->AsList()) {
    if (Result<metav1::OwnerReference> read = FromValue<metav1::OwnerReference>(owner)) owners.push_back(*std::move(read));
  }
  return owners;
}

Result<void> Unstructured::SetOwnerReferences(const std::vector<metav1::OwnerReference>& owners) {
  ValueList list;
  for (const metav1::OwnerReference& owner : owners) {
    Result<Value> value = ToValue(owner);
    if (!value) return value.error().WithContext("metadata.ownerReferences");
    list.Append(*std::move(value));
  }
  if (list.empty()) {
    RemoveMetadata("ownerReferences");
  } else {
    SetMetadata("ownerReferences", std::move(list));
  }
  return {};
}

std::optional<Time> Unstructured::TimeAt(std::string_view key) const {
  Result<Time> time = Time::Parse(MetadataText(key));
  if (!time || time->IsZero()) return std::nullopt;
  return *time;
}

void Unstructured::SetTime(std::string_view key, const Time& time) {
  SetMetadataText(key, time.IsZero() ? std::string() : time.ToString());
}

}  // namespace k8s
