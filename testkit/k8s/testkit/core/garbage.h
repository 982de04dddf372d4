#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/store.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {

/// Does what the garbage collector does in a cluster: what a deleted object owned is deleted too, before it or after it, or
/// released, as the deletion says. An object that has another owner left loses only the reference. Who refers to an owner that
/// never was stays.
///
/// Thread safety: one thread at a time, under the lock of the store.
class Garbage {
 public:
  /// If not `enabled`, it does nothing.
  Garbage(Store& store, const Catalog& catalog, Writes& writes, bool enabled)
      : store_(store), catalog_(catalog), writes_(writes), enabled_(enabled) {}

  void See(const Happening& happening);
  void Run();

 private:
  /// Where an object is.
  using Place = std::pair<const ApiResource*, ObjectKey>;

  void Index(const Place& place, const Object& object, bool isThere);
  std::vector<Place> DependentsOf(const std::string& uid) const;
  ObjectPtr At(const Place& place);
  void CollectOf(const std::string& uid);
  void Collect(const Place& dependent, const std::string& uid, bool inForeground);
  void Release(const Place& dependent, const std::string& uid);
  /// Whether it has no more to wait for.
  bool Orphan(const Place& owner, const Object& object);
  bool DeleteFirstWhatIsOwnedBy(const Place& owner, const Object& object);
  bool LookAfter(const Place& owner);
  void TakeFinalizer(const Place& owner, std::string_view finalizer);
  bool Exists(const JsonValue& reference, const std::string& ns);
  void Write(const Place& place, Json object);

  Store& store_;
  const Catalog& catalog_;
  Writes& writes_;
  const bool enabled_;
  std::map<std::string, std::set<Place>, std::less<>> dependents_;  ///< by the uid of the owner
  std::set<std::string> gone_;
  std::set<Place> leaving_;  ///< deleted objects whose finalizers ask for what is done here
};

}  // namespace k8s::testkit::core
