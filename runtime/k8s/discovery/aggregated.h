#pragma once

#include <string_view>

#include <k8s/base/result.h>
#include <k8s/discovery/served_resources.h>

/// Aggregated discovery (apidiscovery.k8s.io): everything that is below `/api` or `/apis` in one document.
namespace k8s::internal {

/// What to accept of `/api` and `/apis`: the aggregated form, also as servers before 1.30 have it, or else the old one.
inline constexpr std::string_view kAcceptAggregated =
    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
    "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
    "application/json";

/// Whether an answer with this Content-Type is in the aggregated form. Parameters may stand in any order.
bool IsAggregated(std::string_view contentType);

/// A version that the server calls stale, because who serves it could not be asked, is one that failed. kDecode, with the
/// place.
Result<ServedResources> ReadAggregated(std::string_view json);

}  // namespace k8s::internal
