#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/cache/shared.h>
#include <k8s/cache/store_core.h>
#include <k8s/meta/object_key.h>

namespace k8s {

/// The values under which an index has an object: none, one or several. A function of the object alone, fast, without waiting.
/// An object for which it throws has no values in the index; of an informer, its onError hears of that.
template <class T>
using IndexFunc = std::function<std::vector<std::string>(const T& object)>;

/// What a cache holds, and its indices: the reading side of a Store, or of what an informer keeps. client-go's Indexer without
/// its writing half.
///
/// ```
/// auto added = cache.AddIndex("node", [](const corev1::Pod& pod) { return std::vector{pod.spec.nodeName}; });
/// auto pods = cache.ByIndex("node", "node-1");
/// ```
///
/// Every read sees the state of one moment and stays with it: a list is consistent, and neither keeps a writer waiting nor
/// waits for one. Lists are in the order of keys: by namespace, then by name. By namespace is no index but the order itself:
/// see Namespaced().
///
/// A cheap handle on a cache that lives as long as one of them. Thread safety: all members, from any thread.
template <class T>
class StoreReader {
 public:
  explicit StoreReader(std::shared_ptr<internal::StoreCore> core) : core_(std::move(core)) {}

  /// Null if there is no such object.
  Shared<T> Get(const ObjectKey& key) const { return Typed(core_->Find(key)); }
  std::vector<Shared<T>> List() const { return Typed(core_->All()); }
  std::vector<ObjectKey> Keys() const { return KeysOf(core_->All()); }
  std::size_t Size() const { return core_->Size(); }

  /// The objects of one namespace.
  std::vector<Shared<T>> Namespaced(const std::string& namespace_) const {
    std::vector<Shared<T>> objects;
    const internal::StoredSet all = core_->All();
    internal::VisitNamespace(all, namespace_, [&](const internal::Stored& stored) { objects.push_back(Typed(stored)); });
    return objects;
  }

  /// Calls `visit(const Shared<T>&)` for each object, without a list of them.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    const internal::StoredSet all = core_->All();
    all.ForEach([&](const internal::Stored& stored) { visit(Typed(stored)); });
  }

  /// The state that this is: at least as new as this resourceVersion. Of an informer of several namespaces: that of the one
  /// heard from last; the others may be older. Empty before anything is known.
  std::string ResourceVersion() const { return core_->ResourceVersion(); }

  /// An index, of the objects that are there and those that come. It may be added at any time. kAlreadyExists: the name is
  /// taken.
  Result<void> AddIndex(std::string name, IndexFunc<T> function) const {
    return core_->AddIndex(std::move(name), [function = std::move(function)](const void* object) {
      return function(*static_cast<const T*>(object));
    });
  }
  /// kNotFound: there is no index of that name; so of those that follow.
  Result<void> RemoveIndex(std::string_view name) const { return core_->RemoveIndex(name); }
  std::vector<std::string> IndexNames() const { return core_->IndexNames(); }

  /// The objects that the index has under `value`.
  Result<std::vector<Shared<T>>> ByIndex(std::string_view index, const std::string& value) const {
    return core_->ByIndex(index, value).transform([](const internal::StoredSet& found) { return Typed(found); });
  }
  /// Their keys.
  Result<std::vector<ObjectKey>> IndexKeys(std::string_view index, const std::string& value) const {
    return core_->ByIndex(index, value).transform([](const internal::StoredSet& found) { return KeysOf(found); });
  }
  /// The objects that share a value of the index with `object`, each once. kInternal: the index function throws.
  Result<std::vector<Shared<T>>> Index(std::string_view index, const T& object) const {
    return core_->Alike(index, &object).transform([](const internal::StoredSet& found) { return Typed(found); });
  }
  /// The values under which the index has objects now, sorted.
  Result<std::vector<std::string>> ListIndexFuncValues(std::string_view index) const { return core_->IndexValues(index); }

 protected:
  template <class U>
  friend class Lister;

  static Shared<T> Typed(const internal::Stored& stored) {
    return stored ? std::static_pointer_cast<const T>(stored->Object()) : nullptr;
  }
  static std::vector<Shared<T>> Typed(const internal::StoredSet& set) {
    std::vector<Shared<T>> objects;
    objects.reserve(set.size());
    set.ForEach([&](const internal::Stored& stored) { objects.push_back(Typed(stored)); });
    return objects;
  }
  static std::vector<ObjectKey> KeysOf(const internal::StoredSet& set) {
    std::vector<ObjectKey> keys;
    keys.reserve(set.size());
    set.ForEach([&](const internal::Stored& stored) { keys.push_back(stored->key); });
    return keys;
  }

  std::shared_ptr<internal::StoreCore> core_;
};

}  // namespace k8s
