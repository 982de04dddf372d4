#include <algorithm>

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

bool Blocks(const JsonValue& metadata, std::string_view ownerUid) {
  const auto owners = OwnersOf(metadata);
  return std::any_of(owners.begin(), owners.end(), [&](const JsonValue& owner) {
    const JsonValue* blocks = Find(owner, "blockOwnerDeletion");
    return StringAt(owner, "uid") == ownerUid && blocks != nullptr && blocks->IsTrue();
  });
}

}  // namespace

void Garbage::See(const Happening& happening) {
  if (!enabled_) return;
  const Event& event = happening.event;
  const Place place(happening.resource, KeyOf(event.object->Value()));
  if (event.previous != nullptr) Index(place, *event.previous, false);
  if (event.change == Change::kDeleted) {
    leaving_.erase(place);
    gone_.emplace(event.object->Uid());
    return;
  }
  Index(place, *event.object, true);
  const JsonValue& metadata = event.object->Metadata();
  const bool asks = HasFinalizer(metadata, kOrphan) || HasFinalizer(metadata, kForeground);
  if (IsMarked(*event.object) && asks) leaving_.insert(place);
}

void Garbage::Run() {
  for (const std::string& uid : std::exchange(gone_, {})) CollectOf(uid);
  std::erase_if(leaving_, [this](const Place& owner) { return LookAfter(owner); });
}

void Garbage::Index(const Place& place, const Object& object, bool isThere) {
  for (const JsonValue& owner : OwnersOf(object.Metadata())) {
    const std::string uid(StringAt(owner, "uid"));
    if (isThere) {
      dependents_[uid].insert(place);
    } else if (const auto entry = dependents_.find(uid); entry != dependents_.end()) {
      entry->second.erase(place);
      if (entry->second.empty()) dependents_.erase(entry);
    }
  }
}

std::vector<Garbage::Place> Garbage::DependentsOf(const std::string& uid) const {
  const auto found = dependents_.find(uid);
  if (found == dependents_.end()) return {};
  return {found->second.begin(), found->second.end()};
}

ObjectPtr Garbage::At(const Place& place) { return store_.Of(*place.first).Find(place.second); }

void Garbage::CollectOf(const std::string& uid) {
  for (const Place& dependent : DependentsOf(uid)) Collect(dependent, uid, false);
}

void Garbage::Collect(const Place& dependent, const std::string& uid, bool inForeground) {
  const ObjectPtr object = At(dependent);
  if (object == nullptr) return;
  const auto owners = OwnersOf(object->Metadata());
  const bool hasOther = std::any_of(owners.begin(), owners.end(), [&](const JsonValue& owner) {
    return StringAt(owner, "uid") != uid && Exists(owner, dependent.second.namespace_);
  });
  if (hasOther) return Release(dependent, uid);
  if (IsMarked(*object)) return;
  const bool owns = dependents_.contains(object->Uid());
  const Route route{.resource = dependent.first, .ns = dependent.second.namespace_, .name = dependent.second.name};
  const auto propagation = inForeground && owns ? Propagation::kForeground : Propagation::kBackground;
  static_cast<void>(writes_.Delete(route, {.propagation = propagation}));
}

void Garbage::Release(const Place& dependent, const std::string& uid) {
  const ObjectPtr object = At(dependent);
  if (object == nullptr) return;
  Json next = CopyJson(object->Value());
  JsonValue& metadata = EnsureObject(next, "metadata", next.GetAllocator());
  JsonValue* owners = Find(metadata, "ownerReferences");
  if (owners == nullptr || !owners->IsArray()) return;
  for (auto owner = owners->Begin(); owner != owners->End();) {
    owner = StringAt(*owner, "uid") == uid ? owners->Erase(owner) : owner + 1;
  }
  if (owners->Empty()) Remove(metadata, "ownerReferences");
  Write(dependent, std::move(next));
}

bool Garbage::LookAfter(const Place& owner) {
  const ObjectPtr object = At(owner);
  if (object == nullptr) return true;
  if (HasFinalizer(object->Metadata(), kOrphan)) return Orphan(owner, *object);
  if (HasFinalizer(object->Metadata(), kForeground)) return DeleteFirstWhatIsOwnedBy(owner, *object);
  return true;
}

bool Garbage::Orphan(const Place& owner, const Object& object) {
  const std::string uid(object.Uid());
  for (const Place& dependent : DependentsOf(uid)) Release(dependent, uid);
  TakeFinalizer(owner, kOrphan);
  return true;
}

bool Garbage::DeleteFirstWhatIsOwnedBy(const Place& owner, const Object& object) {
  const std::string uid(object.Uid());
  bool isBlocked = false;
  for (const Place& dependent : DependentsOf(uid)) {
    Collect(dependent, uid, true);
    const ObjectPtr left = At(dependent);
    isBlocked = isBlocked || (left != nullptr && Blocks(left->Metadata(), uid));
  }
  if (!isBlocked) TakeFinalizer(owner, kForeground);
  return !isBlocked;
}

void Garbage::TakeFinalizer(const Place& owner, std::string_view finalizer) {
  const ObjectPtr object = At(owner);
  Json next = CopyJson(object->Value());
  RemoveFinalizer(next, finalizer);
  Write(owner, std::move(next));
}

bool Garbage::Exists(const JsonValue& reference, const std::string& ns) {
  const std::string_view apiVersion = StringAt(reference, "apiVersion");
  const std::size_t slash = apiVersion.find('/');
  const bool isCore = slash == std::string_view::npos;
  const ApiResource* resource =
      catalog_.FindKind(isCore ? std::string_view() : apiVersion.substr(0, slash),
                        isCore ? apiVersion : apiVersion.substr(slash + 1), StringAt(reference, "kind"));
  if (resource == nullptr) return false;
  const ObjectPtr owner = At({resource, {resource->namespaced ? ns : "", std::string(StringAt(reference, "name"))}});
  return owner != nullptr && owner->Uid() == StringAt(reference, "uid");
}

void Garbage::Write(const Place& place, Json object) {
  const Route route{.resource = place.first, .ns = place.second.namespace_, .name = place.second.name};
  WriteOptions options;
  options.manager = "kube-controller-manager";
  static_cast<void>(writes_.Update(route, std::move(object), options));
}

}  // namespace k8s::testkit::core
