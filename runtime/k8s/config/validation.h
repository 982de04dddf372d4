#pragma once

#include <string_view>

#include <k8s/base/result.h>
#include <k8s/config/config.h>

/// What a Config must fulfil, said in the terms of a kubeconfig file. All failures are kConfig.
namespace k8s::internal {

/// The part that says where the cluster is and how it is recognized.
Result<void> CheckCluster(const Config& config);

/// The part that says who the user is.
Result<void> CheckUser(const Config& config);

/// A proxy's URL, which `what` names. Which kinds of proxies a transport can use, it says itself.
Result<void> CheckProxyUrl(std::string_view what, std::string_view url);

/// Whether requests to that cluster are encrypted.
bool UsesTls(const Config& config);

}  // namespace k8s::internal
