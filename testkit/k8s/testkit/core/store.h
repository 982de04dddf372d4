#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/filter.h>
#include <k8s/testkit/core/history.h>
#include <k8s/testkit/core/object.h>
#include <k8s/testkit/core/stream.h>

namespace k8s::testkit::core {

using ObjectMap = std::map<ObjectKey, ObjectPtr>;

/// The objects of one resource, what happened to them of late, and who waits for more.
class Collection {
 public:
  explicit Collection(std::size_t history) : history_(history) {}

  /// Null when there is none.
  ObjectPtr Find(const ObjectKey& key) const;
  std::vector<ObjectPtr> Select(const Filter& filter) const;
  std::vector<ObjectKey> KeysIn(std::string_view ns) const;
  const ObjectMap& Objects() const { return objects_; }
  /// The objects as they were at `version`, which is not before the floor of the past.
  ObjectMap ObjectsAt(std::uint64_t version) const;
  const History& Past() const { return history_; }

  /// Registers the one Wake of `who`, to be called at the next change.
  void Await(const void* who, Wake wake) { waiting_.insert_or_assign(who, std::move(wake)); }
  void Forget(const void* who) { waiting_.erase(who); }

 private:
  friend class Store;

  ObjectMap objects_;
  History history_;
  std::unordered_map<const void*, Wake> waiting_;
};

/// A change of an object of that resource.
struct Happening {
  const ApiResource* resource = nullptr;
  Event event = {};
};

/// All objects, under one sequence of versions. What is put here was checked before.
///
/// Thread safety: one thread at a time.
class Store {
 public:
  /// Each resource remembers so many changes.
  explicit Store(std::size_t history) : history_(history) {}

  /// All versions of a custom resource share one.
  Collection& Of(const ApiResource& resource);

  /// That of the latest change.
  std::uint64_t Version() const { return version_; }

  /// Adds the object, or replaces the one of the same name.
  ObjectPtr Put(const ApiResource& resource, Json object);
  /// `last` is what watches are told of it.
  void Remove(const ApiResource& resource, const ObjectKey& key, Json last);
  /// Puts the object there as if it had always been: in that version, or a new one for 0. The resource has no past then.
  void Restore(const ApiResource& resource, Json object, std::uint64_t version);
  /// Lets a resource begin without a past.
  void BeginAnew(const ApiResource& resource);

  /// Forgets what happened up to now: lists and watches of earlier versions have expired.
  void Compact();

  /// What happened since the last call.
  std::vector<Happening> TakeHappenings() { return std::exchange(happenings_, {}); }

  /// Those who wait for anything: to be called without the lock that guards this store.
  std::vector<Wake> TakeAllWakes();
  /// Those who waited for what has changed since the last call.
  std::vector<Wake> TakeDueWakes() { return std::exchange(due_, {}); }

 private:
  void Record(const ApiResource& resource, Collection& collection, Event event);
  void MakeDue(Collection& collection);

  std::size_t history_;
  std::uint64_t version_ = 0;
  std::uint64_t compacted_ = 0;
  std::map<std::string, Collection, std::less<>> collections_;
  std::vector<Happening> happenings_;
  std::vector<Wake> due_;
};

}  // namespace k8s::testkit::core
