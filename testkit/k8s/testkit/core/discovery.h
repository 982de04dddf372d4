#pragma once

#include <string>

#include <k8s/testkit/core/catalog.h>

/// The documents by which a client learns what is served, as JSON text.
namespace k8s::testkit::core {

inline constexpr std::string_view kAggregatedDiscoveryType =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

std::string VersionJson();
/// `/api`
std::string CoreVersionsJson(const Catalog& catalog);
/// `/apis`
std::string GroupsJson(const Catalog& catalog);
/// `/apis/<group>`; empty when there is no such group.
std::string GroupJson(const Catalog& catalog, std::string_view group);
/// `/api/<version>`, `/apis/<group>/<version>`
std::string ResourcesJson(const GroupVersion& groupVersion);
/// `/api` (the core group) and `/apis` (all others) for clients that take everything at once.
std::string AggregatedJson(const Catalog& catalog, bool core);

}  // namespace k8s::testkit::core
