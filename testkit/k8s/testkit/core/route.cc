#include <algorithm>
#include <cstddef>
#include <span>

#include <k8s/testkit/core/route.h>

namespace k8s::testkit::core {
namespace {

using Segments = std::span<const std::string>;

/// `<plural>[/<name>[/<subresource>]]`
std::optional<Route> RouteBelow(const GroupVersion& home, std::string_view ns, Segments rest) {
  if (rest.empty() || rest.size() > 3) return std::nullopt;
  Route route{.resource = home.Find(rest[0]), .ns = std::string(ns)};
  if (route.resource == nullptr) return std::nullopt;
  if (rest.size() >= 2) route.name = rest[1];
  if (rest.size() == 3) {
    route.subresource = FindSubresource(*route.resource, rest[2]);
    if (route.subresource == nullptr) return std::nullopt;
  }
  return route;
}

/// A namespaced object needs its namespace in the path, a cluster-scoped one must not have one.
bool ScopeFits(const Route& route) {
  if (!route.resource->namespaced) return route.ns.empty();
  return !route.SpansNamespaces() || route.IsCollection();
}

/// `namespaces/<ns>/<plural>...` is about what lives in the namespace, `namespaces/<ns>[/<subresource>]` about itself.
std::optional<Route> RouteIn(const GroupVersion& home, Segments rest) {
  if (rest.size() > 2 && rest[0] == "namespaces") {
    auto inside = RouteBelow(home, rest[1], rest.subspan(2));
    if (inside && ScopeFits(*inside)) return inside;
  }
  auto route = RouteBelow(home, "", rest);
  if (!route || !ScopeFits(*route)) return std::nullopt;
  return route;
}

Failure NothingThere(const GroupVersion& home, Segments rest) {
  if (home.resources.front()->custom == nullptr) return UnknownResource();
  const std::string_view last = rest.back();
  const bool isSubresource = rest.size() > 2 && (last == "status" || last == "scale");
  const ApiResource* resource = isSubresource ? home.Find(rest[rest.size() - 3]) : nullptr;
  return resource == nullptr ? NoSuchPage() : NotFound(NameOf(*resource), rest[rest.size() - 2]);
}

}  // namespace

/// In a cluster, definitions are served by a server behind that of the built-in groups, which knows those and no others.
Failure UnknownVersion(const Catalog& catalog, std::string_view group) {
  const auto& all = catalog.GroupVersions();
  const bool isBuiltIn = std::any_of(all.begin(), all.end(), [&](const GroupVersion& groupVersion) {
    return groupVersion.group == group && groupVersion.resources.front()->custom == nullptr;
  });
  return isBuiltIn ? UnknownResource() : NoSuchPage();
}

Outcome<Route> FindRoute(const Catalog& catalog, const Target& target) {
  const Segments segments = target.segments;
  const bool isCore = segments[0] == "api";
  const std::size_t prefix = isCore ? 2 : 3;
  if (segments.size() <= prefix) return UnknownResource();
  const GroupVersion* home = catalog.Find(isCore ? std::string_view() : segments[1], segments[prefix - 1]);
  if (home == nullptr) return UnknownVersion(catalog, isCore ? std::string_view() : segments[1]);
  auto route = RouteIn(*home, segments.subspan(prefix));
  if (!route) return NothingThere(*home, segments.subspan(prefix));
  return std::move(*route);
}

}  // namespace k8s::testkit::core
