#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/store.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {

/// Does what the garbage collector does in a cluster: what a deleted object owned is deleted too, before it or after it, or
/// released, as the deletion says. An object that has another owner left loses only the reference; one whose owners are all
/// gone, or never were, goes. Owners of kinds that are not served cannot be judged: who refers to one stays.
///
/// Objects are known by their uids: definitions change, and their objects are written in several versions.
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
  /// Where an object was when it was last written.
  struct Place {
    const ApiResource* resource;
    ObjectKey key;
  };
  using Places = std::map<std::string, Place, std::less<>>;  ///< by uid

  /// What a reference says of an owner.
  enum class Owner {
    kThere,
    kLeaving,  ///< it waits for what it owns to be deleted
    kGone,
    kUnknown,  ///< nobody can tell
  };

  void Link(const Object& object, const Place& place);
  void Unlink(const Object& object);
  Places DependentsOf(std::string_view uid) const;
  /// The object of that uid, if it is still there.
  ObjectPtr At(std::string_view uid, const Place& place);
  Owner Judge(const JsonValue& reference, const std::string& ns);

  /// Deletes an object that has no owner left, and takes off it the references to those that it has no more.
  void Collect(std::string_view uid, const Place& place);
  void Delete(const Object& object, const Place& place, bool inForeground);
  /// Takes the references to such owners off it; tells whether they are off.
  template <class IsSuch>
  bool Release(const Object& object, const Place& place, IsSuch isSuch);

  /// Whether it has no more to wait for.
  bool LookAfter(std::string_view uid, const Place& owner);
  bool Orphan(const Object& object, const Place& owner);
  bool DeleteFirstWhatIsOwnedBy(const Object& object, const Place& owner);
  bool TakeFinalizer(const Object& object, const Place& owner, std::string_view finalizer);
  bool Write(const Place& place, Json object);

  Store& store_;
  const Catalog& catalog_;
  Writes& writes_;
  const bool enabled_;
  std::map<std::string, Places, std::less<>> dependents_;  ///< by the uid of the owner
  std::set<std::string, std::less<>> gone_;
  Places owned_;    ///< written since the last run, and owned
  Places leaving_;  ///< deleted objects whose finalizers ask for what is done here
};

}  // namespace k8s::testkit::core
