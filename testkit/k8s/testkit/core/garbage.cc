#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include <k8s/testkit/core/body.h>
#include <k8s/testkit/core/garbage.h>
#include <k8s/testkit/core/object_rules.h>

namespace k8s::testkit::core {
namespace {

constexpr std::string_view kOrphan = "orphan";
constexpr std::string_view kForeground = "foregroundDeletion";

std::span<const JsonValue> OwnersOf(const JsonValue& metadata) {
  const JsonValue* owners = Find(metadata, "ownerReferences");
  if (owners == nullptr || !owners->IsArray()) return {};
  return {owners->Begin(), owners->Size()};
}

bool IsMarked(const Object& object) { return Find(object.Metadata(), "deletionTimestamp") != nullptr; }

bool AsksForCare(const Object& object) {
  const JsonValue& metadata = object.Metadata();
  return IsMarked(object) && (HasFinalizer(metadata, kOrphan) || HasFinalizer(metadata, kForeground));
}

bool Blocks(const JsonValue& metadata, std::string_view ownerUid) {
  const auto owners = OwnersOf(metadata);
  return std::any_of(owners.begin(), owners.end(), [&](const JsonValue& owner) {
    const JsonValue* blocks = Find(owner, "blockOwnerDeletion");
    return StringAt(owner, "uid") == ownerUid && blocks != nullptr && blocks->IsTrue();
  });
}

/// As the finalizers of the object say, that nobody asked to delete.
Propagation PropagationOf(const JsonValue& metadata) {
  if (HasFinalizer(metadata, kOrphan)) return Propagation::kOrphan;
  return HasFinalizer(metadata, kForeground) ? Propagation::kForeground : Propagation::kBackground;
}

}  // namespace

void Garbage::See(const Happening& happening) {
  if (!enabled_) return;
  const Event& event = happening.event;
  const Object& object = *event.object;
  if (event.previous != nullptr) Unlink(*event.previous);
  if (event.change == Change::kDeleted) {
    leaving_.erase(std::string(object.Uid()));
    gone_.emplace(object.Uid());
    return;
  }
  const Place place{happening.resource, KeyOf(object.Value())};
  Link(object, place);
  if (AsksForCare(object)) leaving_.insert_or_assign(std::string(object.Uid()), place);
}

void Garbage::Run() {
  for (const std::string& owner : std::exchange(gone_, {})) {
    for (const auto& [uid, place] : DependentsOf(owner)) Collect(uid, place);
  }
  for (const auto& [uid, place] : std::exchange(owned_, {})) Collect(uid, place);
  std::erase_if(leaving_, [this](const auto& owner) { return LookAfter(owner.first, owner.second); });
}

void Garbage::Link(const Object& object, const Place& place) {
  const std::string uid(object.Uid());
  for (const JsonValue& owner : OwnersOf(object.Metadata())) {
    dependents_[std::string(StringAt(owner, "uid"))].insert_or_assign(uid, place);
    owned_.insert_or_assign(uid, place);
  }
}

void Garbage::Unlink(const Object& object) {
  for (const JsonValue& owner : OwnersOf(object.Metadata())) {
    const auto entry = dependents_.find(StringAt(owner, "uid"));
    if (entry == dependents_.end()) continue;
    entry->second.erase(std::string(object.Uid()));
    if (entry->second.empty()) dependents_.erase(entry);
  }
}

Garbage::Places Garbage::DependentsOf(std::string_view uid) const {
  const auto found = dependents_.find(uid);
  return found == dependents_.end() ? Places() : found->second;
}

ObjectPtr Garbage::At(std::string_view uid, const Place& place) {
  const ApiResource* resource = catalog_.Current(*place.resource);
  if (resource == nullptr) return nullptr;
  ObjectPtr object = store_.Of(*resource).Find(place.key);
  return object != nullptr && object->Uid() == uid ? object : nullptr;
}

Garbage::Owner Garbage::Judge(const JsonValue& reference, const std::string& ns) {
  const std::string_view apiVersion = StringAt(reference, "apiVersion");
  const std::size_t slash = apiVersion.find('/');
  const bool isCore = slash == std::string_view::npos;
  const ApiResource* resource =
      catalog_.FindKind(isCore ? std::string_view() : apiVersion.substr(0, slash),
                        isCore ? apiVersion : apiVersion.substr(slash + 1), StringAt(reference, "kind"));
  if (resource == nullptr || (resource->namespaced && ns.empty())) return Owner::kUnknown;
  const Place place{resource, {resource->namespaced ? ns : "", std::string(StringAt(reference, "name"))}};
  const ObjectPtr owner = At(StringAt(reference, "uid"), place);
  if (owner == nullptr) return Owner::kGone;
  return IsMarked(*owner) && HasFinalizer(owner->Metadata(), kForeground) ? Owner::kLeaving : Owner::kThere;
}

void Garbage::Collect(std::string_view uid, const Place& place) {
  const ObjectPtr object = At(uid, place);
  if (object == nullptr || IsMarked(*object)) return;
  std::map<Owner, int> owners;
  for (const JsonValue& owner : OwnersOf(object->Metadata())) ++owners[Judge(owner, place.key.namespace_)];
  const bool nothingToDo = !owners.contains(Owner::kGone) && !owners.contains(Owner::kLeaving);
  if (nothingToDo || owners.contains(Owner::kUnknown)) return;
  if (!owners.contains(Owner::kThere)) return Delete(*object, place, owners.contains(Owner::kLeaving));
  Release(*object, place, [&](const JsonValue& owner) { return Judge(owner, place.key.namespace_) != Owner::kThere; });
}

void Garbage::Delete(const Object& object, const Place& place, bool inForeground) {
  const bool owns = dependents_.contains(object.Uid());
  const Route route{.resource = catalog_.Current(*place.resource), .ns = place.key.namespace_, .name = place.key.name};
  const Propagation propagation = inForeground && owns ? Propagation::kForeground : PropagationOf(object.Metadata());
  static_cast<void>(writes_.Delete(route, {.propagation = propagation}));
}

template <class IsSuch>
bool Garbage::Release(const Object& object, const Place& place, IsSuch isSuch) {
  Json next = CopyJson(object.Value());
  JsonValue& metadata = EnsureObject(next, "metadata", next.GetAllocator());
  JsonValue* owners = Find(metadata, "ownerReferences");
  if (owners == nullptr || !owners->IsArray()) return true;
  for (auto owner = owners->Begin(); owner != owners->End();) owner = isSuch(*owner) ? owners->Erase(owner) : owner + 1;
  if (owners->Empty()) Remove(metadata, "ownerReferences");
  return Write(place, std::move(next));
}

bool Garbage::LookAfter(std::string_view uid, const Place& owner) {
  const ObjectPtr object = At(uid, owner);
  if (object == nullptr) return true;
  if (HasFinalizer(object->Metadata(), kOrphan)) return Orphan(*object, owner);
  if (HasFinalizer(object->Metadata(), kForeground)) return DeleteFirstWhatIsOwnedBy(*object, owner);
  return true;
}

/// It goes when all are released: what still refers to it would be deleted.
bool Garbage::Orphan(const Object& object, const Place& owner) {
  bool areReleased = true;
  for (const auto& [uid, place] : DependentsOf(object.Uid())) {
    const ObjectPtr dependent = At(uid, place);
    const auto isThatOwner = [&](const JsonValue& reference) { return StringAt(reference, "uid") == object.Uid(); };
    if (dependent != nullptr) areReleased = Release(*dependent, place, isThatOwner) && areReleased;
  }
  return areReleased && TakeFinalizer(object, owner, kOrphan);
}

bool Garbage::DeleteFirstWhatIsOwnedBy(const Object& object, const Place& owner) {
  bool isBlocked = false;
  for (const auto& [uid, place] : DependentsOf(object.Uid())) {
    Collect(uid, place);
    const ObjectPtr left = At(uid, place);
    isBlocked = isBlocked || (left != nullptr && Blocks(left->Metadata(), object.Uid()));
  }
  return !isBlocked && TakeFinalizer(object, owner, kForeground);
}

bool Garbage::TakeFinalizer(const Object& object, const Place& owner, std::string_view finalizer) {
  Json next = CopyJson(object.Value());
  RemoveFinalizer(next, finalizer);
  return Write(owner, std::move(next));
}

bool Garbage::Write(const Place& place, Json object) {
  const ApiResource* resource = catalog_.Current(*place.resource);
  AddType(resource->Kind(), object);
  const Route route{.resource = resource, .ns = place.key.namespace_, .name = place.key.name};
  WriteOptions options;
  options.manager = "kube-controller-manager";
  return static_cast<bool>(writes_.Update(route, std::move(object), options));
}

}  // namespace k8s::testkit::core
