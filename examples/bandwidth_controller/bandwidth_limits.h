// What limits a pod should have, and the change that gives it those: no server, no threads, no time.
#pragma once

#include <k8s/api/core/v1/config_map.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/base/result.h>
#include <k8s/rest/patch.h>

namespace bandwidth {

// A pod says with this label of which class it is.
inline constexpr const char* kClassLabel = "bandwidth.example.com/class";
// The ConfigMap of its namespace says what that means: `gold.ingress: 10M`, `gold.egress: 5M`.
inline constexpr const char* kConfigMap = "bandwidth";

inline constexpr const char* kIngress = "kubernetes.io/ingress-bandwidth";
inline constexpr const char* kEgress = "kubernetes.io/egress-bandwidth";

// The pod with the limits of its class; without those that `classes` does not have. Null: there is no such ConfigMap. A pod
// without a class stays as it is.
// kInvalidArgument: a limit is no quantity.
k8s::Result<k8s::corev1::Pod> WithLimits(k8s::corev1::Pod pod, const k8s::corev1::ConfigMap* classes);

// The patch from one to the other. The server refuses it, as a conflict, if the pod is not as it `is` any more.
k8s::Result<k8s::Patch> PatchOf(k8s::corev1::Pod is, const k8s::corev1::Pod& wanted);

}  // namespace bandwidth
