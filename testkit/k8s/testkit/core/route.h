#pragma once

#include <optional>
#include <string>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {

/// What a path below `/api` or `/apis` names: a collection, an object, or a subresource of an object.
struct Route {
  const ApiResource* resource = nullptr;
  std::string ns = {};    ///< empty: cluster-scoped, or all namespaces
  std::string name = {};  ///< empty: the collection
  const ApiSubresource* subresource = nullptr;

  bool IsCollection() const { return name.empty(); }
  /// The objects of all namespaces: they can be read together, not written.
  bool SpansNamespaces() const { return resource->namespaced && ns.empty(); }
};

/// The route of a path that names a group, a version and more. What leads nowhere is a 404.
Outcome<Route> FindRoute(const Catalog& catalog, const Target& target);

/// The 404 of a path into a version of a group that is not served.
Failure UnknownVersion(const Catalog& catalog, std::string_view group);

}  // namespace k8s::testkit::core
