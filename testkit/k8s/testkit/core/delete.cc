#include <utility>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {
namespace {

std::string Mismatch(std::string_view what, std::string_view wanted, std::string_view actual, std::string_view happened) {
  std::string message("the ");
  message.append(what).append(" in the precondition (").append(wanted).append(") does not match the ").append(what);
  return message.append(" in record (").append(actual).append("). The object might have been ").append(happened);
}

std::optional<Failure> CheckPreconditions(const Route& route, const Object& existing, const Preconditions& wanted) {
  const std::string version = std::to_string(existing.Version());
  if (!wanted.uid.empty() && wanted.uid != existing.Uid()) {
    return Conflict(NameOf(*route.resource), route.name,
                    Mismatch("UID", wanted.uid, existing.Uid(), "deleted and then recreated"));
  }
  if (!wanted.resourceVersion.empty() && wanted.resourceVersion != version) {
    return Conflict(NameOf(*route.resource), route.name,
                    Mismatch("ResourceVersion", wanted.resourceVersion, version, "modified"));
  }
  return std::nullopt;
}

}  // namespace

Outcome<Deletion> Writes::Delete(const Route& route, const Preconditions& preconditions, bool dryRun) {
  const auto existing = FindExisting(route);
  if (!existing) return existing.failure();
  if (auto failure = CheckPreconditions(route, **existing, preconditions)) return *failure;
  return DeleteObject(*route.resource, *existing, dryRun);
}

std::vector<ObjectPtr> Writes::DeleteAll(const Route& route, const Filter& filter, bool dryRun) {
  std::vector<ObjectPtr> selected = store_.Of(*route.resource).Select(filter);
  for (ObjectPtr& object : selected) object = DeleteObject(*route.resource, object, dryRun).object;
  return selected;
}

Deletion Writes::DeleteObject(const ApiResource& resource, const ObjectPtr& existing, bool dryRun) {
  if (HasFinalizers(existing->Metadata())) return {MarkDeleted(resource, *existing, dryRun), true};
  if (dryRun) return {existing, false};
  if (resource.Kind().group.empty() && resource.plural == "namespaces") EmptyNamespace(existing->Name());
  store_.Remove(resource, KeyOf(existing->Value()));
  return {existing, false};
}

ObjectPtr Writes::MarkDeleted(const ApiResource& resource, const Object& existing, bool dryRun) {
  Json next = CopyJson(existing.Value());
  JsonAllocator& allocator = next.GetAllocator();
  JsonValue& metadata = EnsureObject(next, "metadata", allocator);
  if (Find(metadata, "deletionTimestamp") == nullptr) {
    Set(metadata, "deletionTimestamp", Time(clock_()).ToString(), allocator);
    Set(metadata, "deletionGracePeriodSeconds", JsonValue(0), allocator);
  }
  return Commit(resource, existing, std::move(next), dryRun);
}

/// What a controller does in a cluster: the namespace takes along what lives in it.
void Writes::EmptyNamespace(std::string_view name) {
  for (const GroupVersion& groupVersion : catalog_.GroupVersions()) {
    for (const ApiResource* resource : groupVersion.resources) {
      if (!resource->namespaced) continue;
      for (const ObjectKey& key : store_.Of(*resource).KeysIn(name)) store_.Remove(*resource, key);
    }
  }
}

}  // namespace k8s::testkit::core
