#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <k8s/cache/listener.h>
#include <k8s/cache/replaced_objects.h>
#include <k8s/cache/store_core.h>

namespace k8s::internal {

/// The middle of an informer: each change goes into the store, then to every listener, in the order in which it came. So a
/// handler never hears of what the store does not show yet, and all handlers hear the same in the same order.
///
/// Thread safety: all members, from any thread; changes wait for each other.
class Mirror {
 public:
  explicit Mirror(std::shared_ptr<StoreCore> store) : store_(std::move(store)) {}

  const std::shared_ptr<StoreCore>& Store() const { return store_; }

  /// All objects of a namespace, or with an empty one of all, as a list tells them, in the order of their keys, each once. An
  /// object whose resourceVersion the store has already stays the one that is there, and nobody hears of it. What is missing is
  /// told first, as deleted with its last known state. Those of `unread`, which are there but in a state that nobody can take,
  /// stay as they are.
  void Replace(const std::string& namespace_, std::vector<Stored> objects, const std::vector<ObjectKey>& unread,
               const std::string& resourceVersion);
  /// Listeners hear of this, and of the next, when they are woken.
  void Put(Stored stored, const std::string& resourceVersion);
  /// `last` is the state with which it was deleted.
  void Remove(Stored last, const std::string& resourceVersion);
  /// It was deleted in a state that nobody can take.
  void Forget(const ObjectKey& key, const std::string& resourceVersion);
  /// A burst of changes is over. To wake all listeners once for each burst costs much less than once for each change.
  void Rest();
  void Bookmark(const std::string& resourceVersion) { store_->SetResourceVersion(resourceVersion); }

  /// All namespaces have been replaced once: the initial list is complete.
  void EndInitialList();
  bool IsComplete() const;

  /// From now on it hears of every change; first of each object that is there.
  void AddListener(std::shared_ptr<Listener> listener);
  void RemoveListener(const std::shared_ptr<Listener>& listener);
  std::vector<std::shared_ptr<Listener>> Listeners() const;

  /// Tells a listener of each object, as it is.
  void Resync(Listener& listener) const;

 private:
  void Tell(const Notification& notification) const;
  void WakeListenersLocked() const;
  void TellOf(const Stored& before, const Stored& after) const;

  const std::shared_ptr<StoreCore> store_;
  mutable std::mutex mutex_;  // of a change from the store to the last listener
  std::vector<std::shared_ptr<Listener>> listeners_;
  ReplacedObjects replaced_;
  bool complete_ = false;
};

}  // namespace k8s::internal
