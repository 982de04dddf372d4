#pragma once

#include <optional>
#include <string>
#include <vector>

#include <k8s/testkit/core/apply/field_manager.h>
#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/clock.h>
#include <k8s/testkit/core/delete_options.h>
#include <k8s/testkit/core/filter.h>
#include <k8s/testkit/core/names.h>
#include <k8s/testkit/core/page.h>
#include <k8s/testkit/core/patch.h>
#include <k8s/testkit/core/route.h>
#include <k8s/testkit/core/store.h>
#include <k8s/testkit/core/write_options.h>

namespace k8s::testkit::core {

/// An object as it was written, and what to warn of.
struct Written {
  ObjectPtr object;
  std::vector<std::string> warnings;
  bool created = false;
};

/// What became of an object that was to be deleted.
struct Deletion {
  ObjectPtr object;      ///< as it was, or as it stays until its finalizers are gone
  bool isShown = false;  ///< who deletes it is shown the object
  bool isGone = false;
};

/// The verbs that change something. With `dryRun`, all is done but the change.
///
/// Thread safety: one thread at a time, under the lock of the store.
class Writes {
 public:
  /// `graceful`: deleted pods that run stay until they are deleted with a grace of 0.
  Writes(Store& store, const Catalog& catalog, NameSource& names, const Clock& clock, bool graceful);

  Outcome<Written> Create(const Route& route, Json object, const WriteOptions& options);
  /// Creates what is not there, where that is a kind of which the real server does.
  Outcome<Written> Update(const Route& route, Json object, const WriteOptions& options);
  /// The same of an object that brings the books of its fields' owners along.
  Outcome<Written> UpdateWithBooks(const Route& route, Json object, const WriteOptions& options);
  Outcome<Written> Apply(const Route& route, const Patch& patch, const WriteOptions& options);
  /// Server-side apply: creates the object, or brings it to what the configuration says.
  Outcome<Written> ApplyConfiguration(const Route& route, Json configuration, const WriteOptions& options);
  Outcome<Deletion> Delete(const Route& route, const DeleteOptions& options);
  /// Deletes one after the other what would be listed, and gives that; the first that cannot be deleted is the end of it.
  Outcome<Page> DeleteAll(const Route& route, const Filter& filter, const ListOptions& list, const DeleteOptions& options);
  /// Puts an object there as it is, its status and what only the server sets included; what it lacks it is given.
  std::optional<Failure> Restore(const ApiResource& resource, Json object);

 private:
  /// Whether the books of the fields' owners are still to be kept for an object, or come with it.
  enum class Books { kToKeep, kKept };

  FieldManager ManagerOf(const Route& route, const WriteOptions& options, bool applies) const;
  Outcome<Written> Insert(const Route& route, Json object, const WriteOptions& options, Books books);

  Outcome<ObjectPtr> FindExisting(const Route& route);
  std::optional<Failure> CheckNamespaceExists(const Route& route, std::string_view name);
  std::optional<Failure> NameNew(const Route& route, Json& object);
  void StampNew(const ApiResource& resource, Json& object);
  void StampMissing(const ApiResource& resource, Json& object);

  Outcome<Written> Replace(const Route& route, const Object& existing, Json next, const WriteOptions& options, Books books);
  ObjectPtr Commit(const ApiResource& resource, const Object& existing, Json next, bool dryRun);

  Deletion DeleteObject(const ApiResource& resource, const ObjectPtr& existing, const DeleteOptions& options);
  Json MarkDeleted(const ApiResource& resource, const Object& existing, const DeleteOptions& options);

  Store& store_;
  const Catalog& catalog_;
  NameSource& names_;
  const Clock& clock_;
  const bool graceful_;
};

}  // namespace k8s::testkit::core
