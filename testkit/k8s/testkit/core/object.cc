#include <utility>

#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {
namespace {

labels::Set LabelsOf(const JsonValue& metadata) {
  labels::Set set;
  const JsonValue* labels = Find(metadata, "labels");
  if (labels == nullptr || !labels->IsObject()) return set;
  for (const auto& label : MembersOf(*labels)) {
    if (label.value.IsString()) set.emplace(TextOf(label.name), TextOf(label.value));
  }
  return set;
}

}  // namespace

Object::Object(Json json, std::uint64_t version) : version_(version), json_(std::move(json)) {
  JsonAllocator& allocator = json_.GetAllocator();
  JsonValue& metadata = EnsureObject(json_, "metadata", allocator);
  if (version == 0) {
    Remove(metadata, "resourceVersion");
  } else {
    Set(metadata, "resourceVersion", std::to_string(version), allocator);
  }
  text_ = WriteJson(json_);
  labels_ = LabelsOf(Metadata());
}

const JsonValue& Object::Metadata() const { return *Find(json_, "metadata"); }

ObjectKey KeyOf(const JsonValue& object) {
  const JsonValue* metadata = Find(object, "metadata");
  if (metadata == nullptr) return {};
  return {std::string(StringAt(*metadata, "namespace")), std::string(StringAt(*metadata, "name"))};
}

std::string WithType(const codec::ApiKind& kind, std::string_view text) {
  std::string typed = R"({"kind":")";
  typed.append(kind.kind).append(R"(","apiVersion":")").append(kind.ApiVersion()).append("\"");
  if (text != "{}") typed += ',';
  return typed.append(text.substr(1));
}

}  // namespace k8s::testkit::core
