// Keeps the bandwidth annotations of pods at what a ConfigMap says.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/controller/controller.h>
#include <k8s/informers/core/v1/config_maps.h>
#include <k8s/informers/core/v1/pods.h>

namespace bandwidth {

class BandwidthController {
 public:
  // Is told in words what was done, on any thread.
  using Report = std::function<void(const std::string& line)>;

  BandwidthController(const k8s::Clientset& clients, Report report, const k8s::InformerOptions& follow = {});

  // Works until it is to stop.
  k8s::Result<void> Run(const k8s::CallContext& context) { return controller_.Run(context); }

 private:
  k8s::Result<k8s::Reconciled> Reconcile(const k8s::ObjectKey& key, const k8s::CallContext& context);
  std::vector<k8s::ObjectKey> PodsOf(const k8s::corev1::ConfigMap& classes) const;

  k8s::Clientset clients_;
  Report report_;
  k8s::InformerFactory labelled_;
  k8s::InformerFactory configured_;
  k8s::corev1::PodInformer pods_;
  k8s::corev1::ConfigMapInformer config_maps_;
  k8s::Controller controller_;
};

}  // namespace bandwidth
