// Keeps a Deployment for each Foo.
#pragma once

#include <functional>
#include <string>

#include <sample/clientset.h>
#include <sample/informers/samplecontroller/v1alpha1/foos.h>

#include <k8s/api/core/v1/event.h>
#include <k8s/clientset.h>
#include <k8s/controller/controller.h>
#include <k8s/informers/apps/v1/deployments.h>

class FooController {
 public:
  // Is told in words what went wrong, on any thread.
  using Report = std::function<void(const std::string& line)>;

  FooController(const k8s::Clientset& clients, Report report);

  // Works until it is to stop.
  k8s::Result<void> Run(const k8s::CallContext& context) { return controller_.Run(context); }

 private:
  using Foo = sample::samplecontrollerv1alpha1::Foo;
  using Deployment = k8s::appsv1::Deployment;

  k8s::Result<k8s::Reconciled> Reconcile(const k8s::ObjectKey& key, const k8s::CallContext& context);
  k8s::Result<Deployment> Ensure(const Foo& foo, const k8s::CallContext& context);
  k8s::Result<void> WriteStatus(const Foo& foo, const Deployment& deployment, const k8s::CallContext& context);
  void Tell(const Foo& foo, const std::string& type, const std::string& reason, const std::string& message,
            const k8s::CallContext& context);

  k8s::Clientset clients_;
  sample::Clientset custom_clients_;
  Report report_;
  k8s::InformerFactory informers_;
  k8s::appsv1::DeploymentInformer deployments_;
  sample::samplecontrollerv1alpha1::FooInformer foos_;
  k8s::Controller controller_;
};
