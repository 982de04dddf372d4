#include <algorithm>
#include <cstddef>
#include <utility>

#include <k8s/cache/mirror.h>

namespace k8s::internal {
namespace {

using Kind = Notification::Kind;

Notification AddOf(const Stored& stored, bool inInitialList) {
  return {.kind = Kind::kAdd, .after = stored, .inInitialList = inInitialList};
}

// The object that is there already, if it is the same: then the memory of the new one is free at once.
Stored KeptOrNew(const StoredSet& present, Stored listed) {
  Stored before = present.Find(listed->key);
  return before && before->version.IsSame(listed->version) ? before : listed;
}

void AddPresent(const StoredSet& present, const std::vector<ObjectKey>& unread, std::vector<Stored>& objects) {
  const auto listed = static_cast<std::ptrdiff_t>(objects.size());
  for (const ObjectKey& key : unread) {
    if (Stored before = present.Find(key)) objects.push_back(std::move(before));
  }
  std::inplace_merge(objects.begin(), objects.begin() + listed, objects.end(), ByKey());
}

}  // namespace

void Mirror::Replace(const std::string& namespace_, std::vector<Stored> objects, const std::vector<ObjectKey>& unread,
                     const std::string& resourceVersion) {
  std::lock_guard lock(mutex_);
  const StoredSet present = store_->All();
  for (Stored& object : objects) object = KeptOrNew(present, std::move(object));
  AddPresent(present, unread, objects);
  store_->Replace(namespace_, objects, resourceVersion);
  const auto tellIfMissing = [&](const Stored& before) {
    if (std::binary_search(objects.begin(), objects.end(), before, ByKey())) return;
    Tell({.kind = Kind::kDelete, .before = before, .last = before, .lastStateUnknown = true});
  };
  if (namespace_.empty()) {
    present.ForEach(tellIfMissing);
  } else {
    VisitNamespace(present, namespace_, tellIfMissing);
  }
  for (const Stored& after : objects) TellOf(present.Find(after->key), after);
  WakeListenersLocked();
}

void Mirror::Put(Stored stored, const std::string& resourceVersion) {
  std::lock_guard lock(mutex_);
  Stored before = store_->Put(stored, resourceVersion);
  TellOf(before, stored);
  replaced_.Add(std::move(before));
}

void Mirror::Remove(Stored last, const std::string& resourceVersion) {
  std::lock_guard lock(mutex_);
  const Stored before = store_->Remove(last->key, resourceVersion);
  if (before) Tell({.kind = Kind::kDelete, .before = before, .last = last});
}

void Mirror::Forget(const ObjectKey& key, const std::string& resourceVersion) {
  std::lock_guard lock(mutex_);
  const Stored before = store_->Remove(key, resourceVersion);
  if (before) Tell({.kind = Kind::kDelete, .before = before, .last = before, .lastStateUnknown = true});
}

// An object that is there again as it was is no news: a resync would tell it.
void Mirror::TellOf(const Stored& before, const Stored& after) const {
  if (!before) return Tell(AddOf(after, !complete_));
  if (before == after || before->version.IsSame(after->version)) return;
  Tell({.kind = Kind::kUpdate, .before = before, .after = after});
}

void Mirror::Tell(const Notification& notification) const {
  for (const auto& listener : listeners_) listener->Add(notification);
}

void Mirror::Rest() {
  std::lock_guard lock(mutex_);
  replaced_.LetGo();
  WakeListenersLocked();
}

void Mirror::WakeListenersLocked() const {
  for (const auto& listener : listeners_) listener->Wake();
}

void Mirror::EndInitialList() {
  std::lock_guard lock(mutex_);
  complete_ = true;
  for (const auto& listener : listeners_) listener->EndInitialList();
}

bool Mirror::IsComplete() const {
  std::lock_guard lock(mutex_);
  return complete_;
}

void Mirror::AddListener(std::shared_ptr<Listener> listener) {
  std::lock_guard lock(mutex_);
  store_->All().ForEach([&](const Stored& stored) { listener->Add(AddOf(stored, true)); });
  listener->Wake();
  if (complete_) listener->EndInitialList();
  listeners_.push_back(std::move(listener));
}

void Mirror::RemoveListener(const std::shared_ptr<Listener>& listener) {
  std::lock_guard lock(mutex_);
  listeners_.erase(std::remove(listeners_.begin(), listeners_.end(), listener), listeners_.end());
}

std::vector<std::shared_ptr<Listener>> Mirror::Listeners() const {
  std::lock_guard lock(mutex_);
  return listeners_;
}

void Mirror::Resync(Listener& listener) const {
  std::lock_guard lock(mutex_);
  store_->All().ForEach(
      [&](const Stored& stored) { listener.Add({.kind = Kind::kResync, .before = stored, .after = stored}); });
  listener.Wake();
}

}  // namespace k8s::internal
