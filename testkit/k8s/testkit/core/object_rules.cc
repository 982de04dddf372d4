#include <algorithm>

#include <k8s/testkit/core/object_rules.h>

namespace k8s::testkit::core {
bool HasStatusSubresource(const ApiResource& resource) { return FindSubresource(resource, "status") != nullptr; }

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
