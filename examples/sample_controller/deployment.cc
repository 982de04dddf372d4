#include "deployment.h"

#include <k8s/objects/owner_references.h>

using sample::samplecontrollerv1alpha1::Foo;

namespace {

constexpr std::int32_t kDefaultReplicas = 1;

}  // namespace

k8s::Result<k8s::appsv1::Deployment> DeploymentFor(const Foo& foo) {
  k8s::appsv1::Deployment deployment;
  deployment.metadata.name = foo.spec.deploymentName;
  deployment.metadata.namespace_ = foo.metadata.namespace_;
  if (auto owned = k8s::SetControllerReference(foo, deployment); !owned) return owned.error();

  deployment.spec.replicas = foo.spec.replicas.value_or(kDefaultReplicas);
  deployment.spec.selector.matchLabels = {{"app", "nginx"}, {"controller", foo.metadata.name}};
  deployment.spec.template_.metadata.labels = deployment.spec.selector.matchLabels;
  auto& container = deployment.spec.template_.spec.containers.emplace_back();
  container.name = "nginx";
  container.image = "nginx:latest";
  return deployment;
}

bool HasRightSize(const Foo& foo, const k8s::appsv1::Deployment& deployment) {
  return deployment.spec.replicas == foo.spec.replicas.value_or(kDefaultReplicas);
}
