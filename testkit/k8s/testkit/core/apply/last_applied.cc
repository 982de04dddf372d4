#include <algorithm>

#include <k8s/testkit/core/apply/fields.h>
#include <k8s/testkit/core/apply/last_applied.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kAnnotation = "kubectl.kubernetes.io/last-applied-configuration";

std::string_view AnnotationOf(const JsonValue& object) {
  const JsonValue* metadata = Find(object, "metadata");
  const JsonValue* annotations = metadata == nullptr ? nullptr : Find(*metadata, "annotations");
  return annotations == nullptr ? std::string_view() : StringAt(*annotations, kAnnotation);
}

JsonValue& AnnotationsOf(Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  return EnsureObject(EnsureObject(object, "metadata", allocator), "annotations", allocator);
}

void SortMembers(JsonValue& value) {
  if (value.IsArray()) {
    for (JsonValue& item : value.GetArray()) SortMembers(item);
  }
  if (!value.IsObject()) return;
  const auto members = MembersOf(value);
  std::sort(members.begin(), members.end(),
            [](const JsonMember& a, const JsonMember& b) { return TextOf(a.name) < TextOf(b.name); });
  for (JsonMember& member : members) SortMembers(member.value);
}

}  // namespace

FieldSet OwnedByLastApplied(const Shape& shape, const JsonValue& live) {
  const auto applied = ParseJson(AnnotationOf(live));
  if (!applied || StringAt(*applied, "apiVersion") != StringAt(live, "apiVersion")) return {};
  const Comparison found = Compare(shape, *applied, live);
  return FieldsOf(shape, *applied).Difference(found.modified).Difference(found.added).Difference(found.removed);
}

void RenewLastApplied(const JsonValue& config, Json& object) {
  if (AnnotationOf(object).empty()) return;
  Json said = CopyJson(config);
  if (!AnnotationOf(said).empty()) Remove(AnnotationsOf(said), kAnnotation);
  SortMembers(said);
  Set(AnnotationsOf(object), kAnnotation, WriteJson(said) + "\n", object.GetAllocator());
}

}  // namespace k8s::testkit::core
