#include <algorithm>

#include <k8s/testkit/core/object_rules.h>

namespace k8s::testkit::core {
namespace {

/// Whether each wanted member of `a` is the same in `b`.
bool WantsOfAreIn(const JsonValue& a, const JsonValue& b) {
  const auto members = MembersOf(a);
  return std::all_of(members.begin(), members.end(), [&](const JsonMember& member) {
    const std::string_view name = TextOf(member.name);
    if (name == "metadata" || name == "status") return true;
    const JsonValue* other = Find(b, name);
    return other != nullptr && SameJson(member.value, *other);
  });
}

}  // namespace

bool HasStatusSubresource(const ApiResource& resource) { return FindSubresource(resource, "status") != nullptr; }

bool HasGeneration(const ApiResource& resource) { return codec::FindField(*resource.type->structure, "spec") != nullptr; }

bool WantsDiffer(const JsonValue& a, const JsonValue& b) { return !WantsOfAreIn(a, b) || !WantsOfAreIn(b, a); }

bool HasFinalizers(const JsonValue& metadata) {
  const JsonValue* finalizers = Find(metadata, "finalizers");
  return finalizers != nullptr && finalizers->IsArray() && !finalizers->Empty();
}

std::optional<Failure> PlaceInNamespace(const Route& route, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  const std::string_view given = StringAt(metadata, "namespace");
  if (!given.empty() && given != route.ns) {
    return BadRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  if (route.ns.empty()) {
    Remove(metadata, "namespace");
  } else {
    Set(metadata, "namespace", route.ns, allocator);
  }
  return std::nullopt;
}

}  // namespace k8s::testkit::core
