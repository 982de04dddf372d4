#include "foo_controller.h"

#include <chrono>
#include <utility>

#include "deployment.h"
#include <sample/client/samplecontroller/v1alpha1/foos.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/events.h>
#include <k8s/objects/owner_references.h>

FooController::FooController(const k8s::Clientset& clients, Report report)
    : clients_(clients),
      custom_clients_(clients.Rest()),
      report_(std::move(report)),
      informers_(clients),
      deployments_(informers_.AppsV1().Deployments()),
      foos_(sample::InformerFactory(informers_).SamplecontrollerV1alpha1().Foos()),
      controller_(
          [this](const k8s::ObjectKey& key, const k8s::CallContext& context) { return Reconcile(key, context); },
          {.name = "foo controller", .workers = 2, .onError = [this](const k8s::ObjectKey& foo, const k8s::Error& error) {
             report_(foo.ToString() + ": " + error.ToString() + "; trying again");
           }}) {
  controller_.Watch(foos_);
  controller_.Watch(deployments_, k8s::OwnedBy<Foo>());
}

// Nothing is remembered between two calls: what the caches say decides. So it does not matter what was missed, or who died.
k8s::Result<k8s::Reconciled> FooController::Reconcile(const k8s::ObjectKey& key, const k8s::CallContext& context) {
  const k8s::Shared<Foo> foo = foos_.Get(key);
  // What a Foo owns goes with it: the server sees to that.
  if (!foo || foo->metadata.deletionTimestamp) return k8s::Reconciled{};

  const auto deployment = Ensure(*foo, context);
  if (!deployment) return deployment.error();
  if (auto written = WriteStatus(*foo, *deployment, context); !written) return written.error();
  return k8s::Reconciled{};
}

k8s::Result<k8s::appsv1::Deployment> FooController::Ensure(const Foo& foo, const k8s::CallContext& context) {
  const auto deployments = clients_.AppsV1().Deployments(foo.metadata.namespace_);
  const k8s::Shared<Deployment> found = deployments_.Get({foo.metadata.namespace_, foo.spec.deploymentName});
  if (!found) {
    const auto wanted = DeploymentFor(foo);
    if (!wanted) return wanted.error();
    auto created = deployments.Create(*wanted, {}, context);
    if (created) Tell(foo, "Normal", "Synced", "created Deployment " + foo.spec.deploymentName, context);
    return created;
  }
  if (!k8s::IsControlledBy(*found, foo)) {
    const std::string message = "Deployment " + foo.spec.deploymentName + " exists and is not of this Foo";
    Tell(foo, "Warning", "ErrResourceExists", message, context);
    return k8s::Error(k8s::ErrorCode::kAlreadyExists, message);
  }
  if (HasRightSize(foo, *found)) return *found;
  Deployment changed = *found;
  changed.spec.replicas = DeploymentFor(foo)->spec.replicas;
  auto updated = deployments.Update(changed, {}, context);  // a conflict is tried again, when the cache knows better
  if (updated) Tell(foo, "Normal", "Synced", "resized Deployment " + foo.spec.deploymentName, context);
  return updated;
}

k8s::Result<void> FooController::WriteStatus(const Foo& foo, const Deployment& deployment, const k8s::CallContext& context) {
  if (foo.status.availableReplicas == deployment.status.availableReplicas) return {};
  Foo changed = foo;
  changed.status.availableReplicas = deployment.status.availableReplicas;
  const auto foos = custom_clients_.SamplecontrollerV1alpha1().Foos(foo.metadata.namespace_);
  if (auto updated = foos.UpdateStatus(changed, {}, context); !updated) return updated.error();
  return {};
}

// Events are for people: that one is lost changes nothing.
void FooController::Tell(const Foo& foo, const std::string& type, const std::string& reason, const std::string& message,
                         const k8s::CallContext& context) {
  k8s::corev1::Event event;
  event.metadata.generateName = foo.metadata.name + ".";
  event.metadata.namespace_ = foo.metadata.namespace_;
  event.involvedObject.apiVersion = Foo::kType.structure->kind->ApiVersion();
  event.involvedObject.kind = "Foo";
  event.involvedObject.namespace_ = foo.metadata.namespace_;
  event.involvedObject.name = foo.metadata.name;
  event.involvedObject.uid = foo.metadata.uid;
  event.type = type;
  event.reason = reason;
  event.message = message;
  event.source.component = "sample-controller";
  event.count = 1;
  event.firstTimestamp = event.lastTimestamp = k8s::Time(std::chrono::system_clock::now());
  if (auto told = clients_.CoreV1().Events(foo.metadata.namespace_).Create(event, {}, context); !told) {
    report_("event of " + foo.metadata.name + ": " + told.error().ToString());
  }
}
