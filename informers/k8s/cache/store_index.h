#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/cache/persistent_set.h>
#include <k8s/cache/stored_object.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

using StoredSet = PersistentSet<StoredObject>;

/// The values under which an index has an object.
using ObjectIndexFunc = std::function<std::vector<std::string>(const void* object)>;

/// Objects without values, as the function of their index has thrown: which was the first, and how many there are.
struct IndexFailure {
  ObjectKey first = {};
  std::string what = {};
  std::size_t objects = 0;

  void Note(const ObjectKey& key, const std::string& words);
};

/// One index of a store. A copy costs nothing and stays as it is.
///
/// An object for which the function throws has no values; it is remembered, so that the function is not asked again where it
/// was. If it throws only when the object is to leave, its places are looked for.
///
/// Thread safety: as a value.
class StoreIndex {
 public:
  explicit StoreIndex(ObjectIndexFunc function) : function_(std::make_shared<const ObjectIndexFunc>(std::move(function))) {}

  /// One object takes the place of the other, which is the same by its key; null: there is none.
  void Change(const Stored& before, const Stored& after, IndexFailure& failure);
  /// The same of a whole namespace; both in the order of their keys.
  void ChangeNamespace(const std::string& namespace_, const std::vector<Stored>& before, const std::vector<Stored>& after,
                       IndexFailure& failure);
  /// These objects, and no others.
  void Fill(const StoredSet& objects, IndexFailure& failure);

  StoredSet Find(const std::string& value) const;
  std::vector<std::string> Values() const;
  /// Those of any object, sorted, each once. kInternal: the function throws.
  Result<std::vector<std::string>> ValuesOf(const void* object) const;

 private:
  struct Entry {
    std::string key;  // the value
    StoredSet objects;
  };

  std::optional<std::vector<std::string>> ValuesOf(const Stored& stored, IndexFailure& failure) const;
  std::vector<std::string> Places(const Stored& stored, IndexFailure& failure) const;
  void Set(const std::string& value, StoredSet objects);

  std::shared_ptr<const ObjectIndexFunc> function_;
  PersistentSet<Entry> entries_;
  StoredSet failed_;
};

/// From the first key of a namespace to behind its last one.
ObjectKey BeginOfNamespace(const std::string& namespace_);
ObjectKey EndOfNamespace(const std::string& namespace_);

}  // namespace k8s::internal
