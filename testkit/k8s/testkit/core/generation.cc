#include <algorithm>
#include <cstdint>

#include <k8s/testkit/core/generation.h>
#include <k8s/testkit/core/kind_facts.h>
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

/// Of one that is defined without a path for its status, that is wanted too.
bool WantsDiffer(const ApiResource& resource, const JsonValue& a, const JsonValue& b) {
  const bool withStatus = resource.custom != nullptr && !HasStatusSubresource(resource);
  return !WantsOfAreIn(a, b, withStatus) || !WantsOfAreIn(b, a, withStatus);
}

bool MapsDiffer(std::string_view map, const JsonValue& a, const JsonValue& b) {
  return !SameJson(ObjectAt(ObjectAt(a, "metadata"), map), ObjectAt(ObjectAt(b, "metadata"), map));
}

/// The map of the metadata whose changes are counted; empty: none.
std::string_view CountedMapOf(Generation generation) {
  if (generation == Generation::kWithLabels) return "labels";
  return generation == Generation::kWithAnnotations ? "annotations" : std::string_view();
}

std::int64_t GenerationOf(const Object& object) {
  const JsonValue* generation = Find(object.Metadata(), "generation");
  return generation != nullptr && generation->IsInt64() ? generation->GetInt64() : 0;
}

void SetGeneration(Json& object, std::int64_t generation) {
  JsonAllocator& allocator = object.GetAllocator();
  Set(EnsureObject(object, "metadata", allocator), "generation", JsonValue(generation), allocator);
}

}  // namespace

void BeginGeneration(const ApiResource& resource, Json& object) {
  const Generation generation = KindFactsOf(resource).generation;
  if (generation != Generation::kNone && generation != Generation::kFromZero) SetGeneration(object, 1);
}

void CountGeneration(const Route& route, const Object& existing, Json& next) {
  const ApiResource& resource = *route.resource;
  const Generation generation = KindFactsOf(resource).generation;
  if (generation == Generation::kNone || generation == Generation::kFixed) return;
  const std::string_view map = CountedMapOf(generation);
  const bool changed = WantsDiffer(resource, existing.Value(), next) ||
                       (!map.empty() && route.subresource == nullptr && MapsDiffer(map, existing.Value(), next));
  if (changed) SetGeneration(next, GenerationOf(existing) + 1);
}

}  // namespace k8s::testkit::core
