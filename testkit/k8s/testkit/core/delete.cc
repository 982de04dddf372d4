#include <algorithm>
#include <array>
#include <utility>

#include <k8s/meta/time.h>
#include <k8s/testkit/core/custom/definition.h>
#include <k8s/testkit/core/grace.h>
#include <k8s/testkit/core/kind_facts.h>
#include <k8s/testkit/core/object_rules.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kForeground = "foregroundDeletion";
constexpr std::string_view kOrphan = "orphan";
constexpr int kNotFound = 404;

std::string Mismatch(std::string_view what, std::string_view wanted, std::string_view actual, std::string_view happened) {
  std::string message("the ");
  message.append(what).append(" in the precondition (").append(wanted).append(") does not match the ").append(what);
  return message.append(" in record (").append(actual).append("). The object might have been ").append(happened);
}

std::optional<Failure> CheckPreconditions(const Route& route, const Object& existing, const Preconditions& wanted) {
  const std::string version = std::to_string(existing.Version());
  const auto conflict = [&](const std::string& why) {
    Failure failure = Conflict({.group = "", .plural = route.resource->Kind().kind}, route.name, why);
    failure.group = route.resource->Kind().group;
    return failure;
  };
  if (wanted.uid && *wanted.uid != existing.Uid()) {
    return conflict(Mismatch("UID", *wanted.uid, existing.Uid(), "deleted and then recreated"));
  }
  if (wanted.resourceVersion && *wanted.resourceVersion != version) {
    return conflict(Mismatch("ResourceVersion", *wanted.resourceVersion, version, "modified"));
  }
  return std::nullopt;
}

/// Namespaces that the server needs.
std::optional<Failure> CheckMayGo(const Route& route) {
  constexpr std::array<std::string_view, 3> kImmortal = {"default", "kube-public", "kube-system"};
  if (!IsNamespaces(*route.resource) || std::find(kImmortal.begin(), kImmortal.end(), route.name) == kImmortal.end()) {
    return std::nullopt;
  }
  return Forbidden(NameOf(*route.resource), route.name, "this namespace may not be deleted");
}

/// Those two keep what they own unless told otherwise, as they did in their first versions.
bool OrphansByDefault(const ApiResource& resource) {
  const codec::ApiKind& kind = resource.Kind();
  return (kind.group.empty() && resource.plural == "replicationcontrollers") ||
         (kind.group == "batch" && kind.version == "v1" && resource.plural == "jobs");
}

Propagation PropagationOf(const ApiResource& resource, const JsonValue& metadata, Propagation wanted) {
  if (wanted != Propagation::kUnset) return wanted;
  if (HasFinalizer(metadata, kOrphan)) return Propagation::kOrphan;
  if (HasFinalizer(metadata, kForeground)) return Propagation::kForeground;
  return OrphansByDefault(resource) ? Propagation::kOrphan : Propagation::kBackground;
}

/// Puts the finalizer there that lets somebody look after what the object owns.
void SetPropagation(Json& object, Propagation propagation) {
  RemoveFinalizer(object, kOrphan);
  RemoveFinalizer(object, kForeground);
  if (propagation == Propagation::kOrphan) AddFinalizer(object, kOrphan);
  if (propagation == Propagation::kForeground) AddFinalizer(object, kForeground);
}

/// What the kind itself does on its way out.
void NoteEnd(const ApiResource& resource, Json& object, std::string_view now) {
  if (IsNamespaces(resource)) {
    Set(EnsureObject(object, "status", object.GetAllocator()), "phase", "Terminating", object.GetAllocator());
  }
  if (!IsDefinition(resource)) return;
  AddFinalizer(object, kCleanup);
  SetCondition(object,
               {"Terminating", "True", "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResourceDefinition deletion will be issued soon"},
               now);
}

/// Whether somebody other than the server has to do something before the object goes: the kinds that the server itself empties.
bool EndsLater(const ApiResource& resource) { return IsNamespaces(resource) || IsDefinition(resource); }

}  // namespace

Outcome<Deletion> Writes::Delete(const Route& route, const DeleteOptions& options) {
  const auto existing = FindExisting(route);
  if (!existing) return existing.failure();
  if (auto failure = CheckMayGo(route)) return *failure;
  if (auto failure = CheckPreconditions(route, **existing, options.preconditions)) return *failure;
  return DeleteObject(*route.resource, *existing, options);
}

Outcome<Page> Writes::DeleteAll(const Route& route, const Filter& filter, const ListOptions& list,
                                const DeleteOptions& options) {
  auto page = SelectPage(store_, route, filter, list);
  if (!page) return page;
  for (const ObjectPtr& object : page->objects) {
    Route one = route;
    one.name = object->Name();
    const auto deletion = Delete(one, options);
    if (!deletion && deletion.failure().code != kNotFound) return deletion.failure();
  }
  return page;
}

Deletion Writes::DeleteObject(const ApiResource& resource, const ObjectPtr& existing, const DeleteOptions& options) {
  Json next = MarkDeleted(resource, *existing, options);
  const JsonValue& metadata = *Find(std::as_const(next), "metadata");
  const std::int64_t grace = GraceIn(metadata);
  if (HasFinalizers(metadata) || grace > 0 || EndsLater(resource)) {
    return {.object = Commit(resource, *existing, std::move(next), options.dryRun), .isShown = true};
  }
  if (!options.dryRun) store_.Remove(resource, KeyOf(existing->Value()), CopyJson(next));
  if (!IsGraceful(resource)) {
    return {.object = existing, .isShown = KindFactsOf(resource).shownWhenDeleted, .isGone = true};
  }
  return {.object = std::make_shared<const Object>(std::move(next), store_.Version()), .isShown = true, .isGone = true};
}

/// The object as it is from when it is deleted to when it is gone.
Json Writes::MarkDeleted(const ApiResource& resource, const Object& existing, const DeleteOptions& options) {
  Json next = CopyJson(existing.Value());
  SetPropagation(next, PropagationOf(resource, existing.Metadata(), options.propagation));
  const std::int64_t grace = graceful_ ? GraceOf(resource, existing, options.gracePeriodSeconds) : 0;
  JsonAllocator& allocator = next.GetAllocator();
  JsonValue& metadata = EnsureObject(next, "metadata", allocator);
  const bool isMarked = Find(metadata, "deletionTimestamp") != nullptr;
  if (isMarked && grace >= GraceIn(metadata)) return next;
  const TimePoint now = clock_();
  Set(metadata, "deletionTimestamp", Time(now + std::chrono::seconds(grace)).ToString(), allocator);
  if (!EndsLater(resource)) Set(metadata, "deletionGracePeriodSeconds", JsonValue(grace), allocator);
  if (isMarked) return next;
  const JsonValue* generation = Find(metadata, "generation");
  if (generation != nullptr && generation->IsInt64() && !EndsLater(resource)) {
    Set(metadata, "generation", JsonValue(generation->GetInt64() + 1), allocator);
  }
  NoteEnd(resource, next, Time(now).ToString());
  return next;
}

}  // namespace k8s::testkit::core
