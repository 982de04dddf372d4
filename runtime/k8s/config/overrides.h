#pragma once

#include <k8s/config/config.h>

/// What a program's own flags put in the place of what a kubeconfig says. See LoadConfigOptions::overrides.
namespace k8s::internal {

/// The part that says where the cluster is and how it is recognized.
void OverrideCluster(const Config& overrides, Config& config);

/// The part that says who the user is.
void OverrideUser(const Config& overrides, Config& config);

}  // namespace k8s::internal
