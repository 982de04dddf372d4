#pragma once

#include <map>
#include <set>
#include <string>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/clock.h>
#include <k8s/testkit/core/store.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {

/// Serves what the CustomResourceDefinitions in the store define: accepts their names, establishes them, takes new schemas
/// over, and deletes the objects of those that are deleted.
///
/// Thread safety: one thread at a time, under the lock of the store.
class Definitions {
 public:
  Definitions(Store& store, Catalog& catalog, Writes& writes, const Clock& clock)
      : store_(store), catalog_(catalog), writes_(writes), clock_(clock) {}

  void See(const Happening& happening);
  void Run();

 private:
  void Accept(const std::string& name);
  bool Serve(const Object& definition);
  bool Terminate(const std::string& name);
  void DeleteObjectsOf(const std::string& name);
  ObjectPtr Stored(const std::string& name);
  void AcceptNames(Json& definition);
  void Write(const ApiResource& definitions, Json definition);

  Store& store_;
  Catalog& catalog_;
  Writes& writes_;
  const Clock& clock_;
  std::set<std::string> changed_;
  std::set<std::string> terminating_;
};

}  // namespace k8s::testkit::core
