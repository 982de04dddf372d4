#pragma once

#include <set>
#include <string>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/store.h>
#include <k8s/testkit/core/writes.h>

namespace k8s::testkit::core {

/// Does what a controller does in a cluster: a deleted namespace takes along what lives in it, and goes when that is gone.
///
/// Thread safety: one thread at a time, under the lock of the store.
class Namespaces {
 public:
  Namespaces(Store& store, const Catalog& catalog, Writes& writes) : store_(store), catalog_(catalog), writes_(writes) {}

  void See(const Happening& happening);
  void Run();

 private:
  /// Whether it is gone.
  bool End(const std::string& name);
  /// Whether nothing is left.
  bool Empty(const std::string& name);

  Store& store_;
  const Catalog& catalog_;
  Writes& writes_;
  std::set<std::string> terminating_;
};

}  // namespace k8s::testkit::core
