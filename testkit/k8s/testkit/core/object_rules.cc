#include <algorithm>

#include <k8s/testkit/core/object_rules.h>

namespace k8s::testkit::core {
namespace {

/// Whether each wanted member of `a` is the same in `b`.
bool WantsOfAreIn(const JsonValue& a, const JsonValue& b, bool withStatus) {
  const auto members = MembersOf(a);
  return std::all_of(members.begin(), members.end(), [&](const JsonMember& member) {
    const std::string_view name = TextOf(member.name);
    if (name == "metadata" || (name == "status" && !withStatus)) return true;
    const JsonValue* other = Find(b, name);
    return other != nullptr && SameJson(member.value, *other);
  });
}

}  // namespace

bool HasStatusSubresource(const ApiResource& resource) { return FindSubresource(resource, "status") != nullptr; }

bool HasGeneration(const ApiResource& resource) {
  if (resource.custom != nullptr) return true;
  return codec::FindField(*resource.type->structure, "spec") != nullptr;
}

bool WantsDiffer(const ApiResource& resource, const JsonValue& a, const JsonValue& b) {
  const bool withStatus = resource.custom != nullptr && !HasStatusSubresource(resource);
  return !WantsOfAreIn(a, b, withStatus) || !WantsOfAreIn(b, a, withStatus);
}

bool HasFinalizers(const JsonValue& metadata) {
  const JsonValue* finalizers = Find(metadata, "finalizers");
  return finalizers != nullptr && finalizers->IsArray() && !finalizers->Empty();
}

bool HasFinalizer(const JsonValue& metadata, std::string_view finalizer) {
  if (!HasFinalizers(metadata)) return false;
  const JsonValue& finalizers = *Find(metadata, "finalizers");
  return std::any_of(finalizers.Begin(), finalizers.End(),
                     [&](const JsonValue& item) { return item.IsString() && TextOf(item) == finalizer; });
}

void AddFinalizer(Json& object, std::string_view finalizer) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  if (HasFinalizer(metadata, finalizer)) return;
  if (!HasFinalizers(metadata)) Set(metadata, "finalizers", JsonValue(rapidjson::kArrayType), allocator);
  Find(metadata, "finalizers")->PushBack(MakeString(finalizer, allocator), allocator);
}

void RemoveFinalizer(Json& object, std::string_view finalizer) {
  JsonValue& metadata = EnsureObject(object, "metadata", object.GetAllocator());
  if (!HasFinalizer(metadata, finalizer)) return;
  JsonValue& finalizers = *Find(metadata, "finalizers");
  for (auto item = finalizers.Begin(); item != finalizers.End();) {
    item = item->IsString() && TextOf(*item) == finalizer ? finalizers.Erase(item) : item + 1;
  }
  if (finalizers.Empty()) Remove(metadata, "finalizers");
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
