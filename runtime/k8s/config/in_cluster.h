#pragma once

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>

namespace k8s {

/// The configuration that a pod has from its service account: the API server from KUBERNETES_SERVICE_HOST and _PORT, token and
/// CA from /var/run/secrets/kubernetes.io/serviceaccount, the namespace from POD_NAMESPACE or the pod's own. The token is named
/// as a file, because kubelet renews it.
///
/// kConfig: this is no pod, or its service account is not mounted.
Result<Config> InClusterConfig(const Environment& environment = Environment::Process());

}  // namespace k8s
