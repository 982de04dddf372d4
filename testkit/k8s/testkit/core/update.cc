#include <utility>

#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/check_content.h>
#include <k8s/testkit/core/defaults.h>
#include <k8s/testkit/core/generation.h>
#include <k8s/testkit/core/grace.h>
#include <k8s/testkit/core/kind_facts.h>
#include <k8s/testkit/core/object_part.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/versions.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {
namespace {

std::optional<Failure> CheckSameName(const Route& route, Json& object) {
  const JsonValue& metadata = EnsureObject(object, "metadata", object.GetAllocator());
  const std::string_view given = StringAt(metadata, "name");
  if (given.empty()) {
    return BadRequest("the name of the object (" + route.name + " based on URL) was undeterminable: name must be provided");
  }
  if (given != route.name) {
    return BadRequest("the name of the object (" + std::string(given) + ") does not match the name on the URL (" + route.name +
                      ")");
  }
  return std::nullopt;
}

/// Some kinds are not replaced without knowing what is there.
Failure VersionNeeded(const Route& route) {
  const codec::ApiKind resource{.group = route.resource->Kind().group, .version = {}, .kind = route.resource->plural};
  return Invalid(resource, route.name,
                 {{.reason = "FieldValueInvalid",
                   .message = "Invalid value: 0: must be specified for an update",
                   .field = "metadata.resourceVersion"}});
}

Failure OtherUid(const Route& route, std::string_view wanted, std::string_view present) {
  return Conflict(
      NameOf(*route.resource), route.name,
      "Precondition failed: UID in precondition: " + std::string(wanted) + ", UID in object meta: " + std::string(present));
}

std::optional<Failure> CheckUnchanged(const Route& route, const Object& existing, const JsonValue& metadata) {
  const std::string_view uid = StringAt(metadata, "uid");
  if (!uid.empty() && uid != existing.Uid()) {
    return OtherUid(route, uid, existing.Uid());
  }
  const std::string_view version = StringAt(metadata, "resourceVersion");
  if (version.empty() && KindFactsOf(*route.resource).needsVersion) return VersionNeeded(route);
  if (const auto number = ParseVersion(version); !number) {
    Failure failure = number.failure();
    failure.message = failure.message.substr(failure.message.find("strconv"));
    return failure;
  }
  if (!version.empty() && version != "0" && version != std::to_string(existing.Version())) {
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

/// `next` with what cannot be written through the object itself: the server's part of the metadata, and the status.
Json WithWantsOf(const ApiResource& resource, const Object& existing, Json next) {
  KeepServerOwned(existing, next);
  if (HasStatusSubresource(resource)) SetFrom(next, "status", existing.Value(), next.GetAllocator());
  return next;
}

/// What is no precondition but a change to the object; the real server finds it twice.
std::optional<Failure> CheckUidOfPatched(const Route& route, const Object& existing, const JsonValue& next) {
  const JsonValue* metadata = Find(next, "metadata");
  const std::string_view uid = metadata == nullptr ? std::string_view() : StringAt(*metadata, "uid");
  if (uid.empty() || uid == existing.Uid()) return std::nullopt;
  const Cause cause{.reason = "FieldValueInvalid",
                    .message = "Invalid value: \"" + std::string(uid) + "\": field is immutable",
                    .field = "metadata.uid"};
  return Invalid(route.resource->Kind(), route.name, {cause, cause});
}

/// Why the result of a patch is no object of that kind; nothing if it is.
std::optional<std::string> CheckDecodes(const ApiResource& resource, const JsonValue& object, FieldValidation validation) {
  Json copy = CopyJson(object);
  const auto warnings = Decode(resource, copy, validation);
  if (warnings) return std::nullopt;
  const std::string& message = warnings.failure().message;
  const std::size_t colon = message.find(": ");
  return colon == std::string::npos ? message : message.substr(colon + 2);
}

}  // namespace

Outcome<ObjectPtr> Writes::FindExisting(const Route& route) {
  ObjectPtr existing = store_.Of(*route.resource).Find({route.ns, route.name});
  if (existing == nullptr) return NotFound(NameOf(*route.resource), route.name);
  return existing;
}

Outcome<Written> Writes::Update(const Route& route, Json object, const WriteOptions& options) {
  const auto existing = FindExisting(route);
  if (existing) return Replace(route, **existing, std::move(object), options, Books::kToKeep);
  if (route.subresource != nullptr || !KindFactsOf(*route.resource).createdByUpdate) return existing.failure();
  if (auto failure = CheckSameName(route, object)) return *failure;
  JsonValue& metadata = EnsureObject(object, "metadata", object.GetAllocator());
  if (const std::string_view uid = StringAt(metadata, "uid"); !uid.empty()) return OtherUid(route, uid, "");
  Remove(metadata, "resourceVersion");
  return Create(route, std::move(object), options);
}

Outcome<Written> Writes::UpdateWithBooks(const Route& route, Json object, const WriteOptions& options) {
  const auto existing = FindExisting(route);
  if (!existing) return existing.failure();
  return Replace(route, **existing, std::move(object), options, Books::kKept);
}

Outcome<Written> Writes::Apply(const Route& route, const Patch& patch, const WriteOptions& options) {
  const auto existing = FindExisting(route);
  if (!existing) return existing.failure();
  Json next = CopyJson((*existing)->Value());
  AddType(route.resource->Kind(), next);
  if (auto failure = patch.ApplyTo(next)) return *failure;
  if (!next.IsObject()) return Unprocessable("the patched object is no object");
  if (auto failure = CheckUidOfPatched(route, **existing, next)) return *failure;
  const std::string result = WriteJson(next);
  if (auto failure = CheckDecodes(*route.resource, next, options.validation)) return InvalidPatch(result, *failure);
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
  next = route.subresource == nullptr ? WithWantsOf(resource, existing, std::move(next))
                                      : WithPartOf(resource, route.subresource->name, existing, next);
  CountGeneration(route, existing, next);
  CompleteContent(resource, next);
  if (auto failure = CheckContent(resource, next, &existing)) return *failure;
  if (books == Books::kToKeep) ManagerOf(route, options, false).NoteUpdate(existing.Value(), next);
  KeepTimesOfNothing(existing.Value(), next);
  return Written{Commit(resource, existing, std::move(next), options.dryRun), std::move(*warnings)};
}

/// Stores the next version. What changes nothing makes no version; what takes the last finalizer off a deleted object ends it.
ObjectPtr Writes::Commit(const ApiResource& resource, const Object& existing, Json next, bool dryRun) {
  if (SameJson(next, existing.Value())) return std::make_shared<const Object>(CopyJson(existing.Value()), existing.Version());
  if (dryRun) return std::make_shared<const Object>(std::move(next), existing.Version());
  const JsonValue& metadata = *Find(static_cast<const JsonValue&>(next), "metadata");
  const bool ends = Find(metadata, "deletionTimestamp") != nullptr && !HasFinalizers(metadata) && GraceIn(metadata) == 0 &&
                    !IsNamespaces(resource);
  if (!ends) return store_.Put(resource, std::move(next));
  store_.Remove(resource, KeyOf(existing.Value()), CopyJson(next));
  return std::make_shared<const Object>(std::move(next), existing.Version());
}

}  // namespace k8s::testkit::core
