#include <utility>

#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {
namespace {

/// The name may be left out; it cannot be changed.
std::optional<Failure> CheckSameName(const Route& route, Json& object) {
  JsonAllocator& allocator = object.GetAllocator();
  JsonValue& metadata = EnsureObject(object, "metadata", allocator);
  const std::string_view given = StringAt(metadata, "name");
  if (!given.empty() && given != route.name) {
    return BadRequest("the name of the object (" + std::string(given) + ") does not match the name on the URL (" + route.name +
                      ")");
  }
  Set(metadata, "name", route.name, allocator);
  return std::nullopt;
}

std::optional<Failure> CheckUnchanged(const Route& route, const Object& existing, const JsonValue& metadata) {
  const std::string_view uid = StringAt(metadata, "uid");
  if (!uid.empty() && uid != existing.Uid()) {
    return Conflict(NameOf(*route.resource), route.name,
                    "Precondition failed: UID in precondition: " + std::string(uid) +
                        ", UID in object meta: " + std::string(existing.Uid()));
  }
  const std::string_view version = StringAt(metadata, "resourceVersion");
  if (!version.empty() && version != std::to_string(existing.Version())) {
    return Conflict(NameOf(*route.resource), route.name,
                    "the object has been modified; please apply your changes to the latest version and try again");
  }
  return std::nullopt;
}

void KeepServerOwned(const Object& existing, Json& next) {
  JsonAllocator& allocator = next.GetAllocator();
  JsonValue& metadata = EnsureObject(next, "metadata", allocator);
  for (const std::string_view owned : kServerOwnedMetadata) SetFrom(metadata, owned, existing.Metadata(), allocator);
  SetFrom(metadata, "resourceVersion", existing.Metadata(), allocator);
}

void CountGeneration(const Object& existing, Json& next) {
  const JsonValue* generation = Find(existing.Metadata(), "generation");
  if (generation == nullptr || !generation->IsInt64() || !WantsDiffer(existing.Value(), next)) return;
  JsonAllocator& allocator = next.GetAllocator();
  Set(EnsureObject(next, "metadata", allocator), "generation", JsonValue(generation->GetInt64() + 1), allocator);
}

/// The existing object with the status of `next`, and who owns it: all that can be written through the subresource.
Json WithStatusOf(const Object& existing, const JsonValue& next) {
  Json changed = CopyJson(existing.Value());
  JsonAllocator& allocator = changed.GetAllocator();
  SetFrom(changed, "status", next, allocator);
  SetFrom(EnsureObject(changed, "metadata", allocator), "managedFields", *Find(next, "metadata"), allocator);
  return changed;
}

/// `next` with what cannot be written through the object itself: the server's part of the metadata, and the status.
Json WithWantsOf(const ApiResource& resource, const Object& existing, Json next) {
  KeepServerOwned(existing, next);
  if (HasStatusSubresource(resource)) SetFrom(next, "status", existing.Value(), next.GetAllocator());
  CountGeneration(existing, next);
  return next;
}

}  // namespace

Outcome<ObjectPtr> Writes::FindExisting(const Route& route) {
  ObjectPtr existing = store_.Of(*route.resource).Find({route.ns, route.name});
  if (existing == nullptr) return NotFound(NameOf(*route.resource), route.name);
  return existing;
}

Outcome<Written> Writes::Update(const Route& route, Json object, const WriteOptions& options) {
  const auto existing = FindExisting(route);
  if (!existing) return existing.failure();
  return Replace(route, **existing, std::move(object), options, Books::kToKeep);
}

Outcome<Written> Writes::Apply(const Route& route, const Patch& patch, const WriteOptions& options) {
  const auto existing = FindExisting(route);
  if (!existing) return existing.failure();
  Json next = CopyJson((*existing)->Value());
  AddType(route.resource->Kind(), next);
  if (auto failure = patch.ApplyTo(next)) return *failure;
  if (!next.IsObject()) return Unprocessable("the patched object is no object");
  return Replace(route, **existing, std::move(next), options, Books::kToKeep);
}

Outcome<Written> Writes::Replace(const Route& route, const Object& existing, Json next, const WriteOptions& options,
                                 Books books) {
  const ApiResource& resource = *route.resource;
  SpellOutReset(next);
  auto warnings = Decode(resource, next, options.validation);
  if (!warnings) return warnings.failure();
  if (auto failure = PlaceInNamespace(route, next)) return *failure;
  if (auto failure = CheckSameName(route, next)) return *failure;
  if (auto failure = CheckUnchanged(route, existing, *Find(next, "metadata"))) return *failure;
  next = route.subresource != nullptr ? WithStatusOf(existing, next) : WithWantsOf(resource, existing, std::move(next));
  if (books == Books::kToKeep) ManagerOf(route, options, false).NoteUpdate(existing.Value(), next);
  KeepTimesOfNothing(existing.Value(), next);
  return Written{Commit(resource, existing, std::move(next), options.dryRun), std::move(*warnings)};
}

/// Stores the next version. What changes nothing makes no version; what takes the last finalizer off a deleted object ends it.
ObjectPtr Writes::Commit(const ApiResource& resource, const Object& existing, Json next, bool dryRun) {
  if (SameJson(next, existing.Value())) return std::make_shared<const Object>(CopyJson(existing.Value()), existing.Version());
  if (dryRun) return std::make_shared<const Object>(std::move(next), existing.Version());
  const JsonValue& metadata = *Find(static_cast<const JsonValue&>(next), "metadata");
  const bool ends = Find(metadata, "deletionTimestamp") != nullptr && !HasFinalizers(metadata);
  ObjectPtr stored = store_.Put(resource, std::move(next));
  if (ends) store_.Remove(resource, KeyOf(stored->Value()));
  return stored;
}

}  // namespace k8s::testkit::core
