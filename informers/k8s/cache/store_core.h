#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/cache/object_kind.h>
#include <k8s/cache/store_index.h>
#include <k8s/cache/stored_object.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

/// The objects of one resource and the indices of them, for Store<T>, Lister<T> and informers alike: a state that never changes
/// and is replaced by each write. A reader takes the pointer of the state and reads on by itself; a writer makes the next state
/// and sets the pointer. They wait for each other no longer than that takes, and nobody sees half of a write: an object and all
/// of its indices change at once, and so does everything at Replace().
///
/// Thread safety: all members, from any thread. Writers wait for each other. Index functions run within them; what they throw
/// is told by ReportFailures().
class StoreCore {
 public:
  using ErrorHandler = std::function<void(const Error&)>;

  explicit StoreCore(const ObjectKind& kind, ErrorHandler onError = nullptr)
      : kind_(kind), on_error_(std::move(onError)), state_(std::make_shared<const State>()) {}
  StoreCore(const StoreCore&) = delete;
  StoreCore& operator=(const StoreCore&) = delete;

  const ObjectKind& Kind() const { return kind_; }

  // Writing. An empty `resourceVersion` leaves that of the store as it is.

  /// Puts an object into the place of the one with its key, which is returned, or null.
  Stored Put(Stored stored, std::string resourceVersion = {});
  /// Returns what was there, or null.
  Stored Remove(const ObjectKey& key, std::string resourceVersion = {});
  /// Of a namespace, or with an empty one of all, the store holds `objects` from now on; of equal keys the last. Returns what
  /// was there, of all namespaces. That of a namespace costs as much as its objects, however many others there are.
  StoredSet Replace(const std::string& namespace_, std::vector<Stored> objects, std::string resourceVersion);
  void SetResourceVersion(std::string resourceVersion);

  /// kAlreadyExists: there is an index of that name.
  Result<void> AddIndex(std::string name, ObjectIndexFunc function);
  /// kNotFound: there is none.
  Result<void> RemoveIndex(std::string_view name);

  /// Tells of what index functions threw since the last time: one error an index. Not while a lock is held that the error
  /// handler may want. AddIndex() does it itself.
  void ReportFailures();

  // Reading. Lists are in the order of keys: by namespace, then by name. kNotFound, of an index: there is none of that name.

  Stored Find(const ObjectKey& key) const { return Now()->objects.Find(key); }
  StoredSet All() const { return Now()->objects; }
  Result<StoredSet> ByIndex(std::string_view index, const std::string& value) const;
  /// Those that share a value of the index with `object`, each once. kInternal: the index function throws.
  Result<StoredSet> Alike(std::string_view index, const void* object) const;
  Result<std::vector<std::string>> IndexValues(std::string_view index) const;
  std::vector<std::string> IndexNames() const;

  std::string ResourceVersion() const { return Now()->resourceVersion; }
  std::size_t Size() const { return Now()->objects.size(); }
  std::size_t Bytes() const { return Now()->bytes; }

 private:
  struct State {
    StoredSet objects = {};
    std::map<std::string, StoreIndex, std::less<>> indices = {};
    std::size_t bytes = 0;
    std::string resourceVersion = {};
  };

  std::shared_ptr<const State> Now() const {
    std::lock_guard lock(mutex_);
    return state_;
  }
  void Publish(State next);
  Result<const StoreIndex*> FindIndex(const State& state, std::string_view name) const;
  void Exchange(State& state, const Stored& before, const Stored& after);
  void ReplaceAll(State& state, const std::vector<Stored>& objects);
  void ReplaceNamespace(State& state, const std::string& namespace_, const std::vector<Stored>& objects);
  void Note(const std::string& index, IndexFailure failure);

  const ObjectKind kind_;
  const ErrorHandler on_error_;
  std::mutex writing_;
  std::map<std::string, IndexFailure> failures_;  // of each index; of writers
  mutable std::mutex mutex_;                      // of state_, for as long as a pointer is copied
  std::shared_ptr<const State> state_;
};

/// The objects of one namespace.
template <class Visit>
void VisitNamespace(const StoredSet& objects, const std::string& namespace_, Visit&& visit) {
  objects.VisitFrom(BeginOfNamespace(namespace_), [&](const Stored& stored) {
    if (stored->key.namespace_ != namespace_) return false;
    visit(stored);
    return true;
  });
}

}  // namespace k8s::internal
