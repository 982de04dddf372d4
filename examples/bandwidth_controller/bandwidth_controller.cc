#include "bandwidth_controller.h"

#include <utility>

#include "bandwidth_limits.h"
#include <fmt/format.h>

namespace corev1 = k8s::corev1;

namespace bandwidth {
namespace {

// An informer costs what it follows: these see the pods with a class, and one ConfigMap of each namespace.
k8s::InformerOptions OnlyLabelled(k8s::InformerOptions follow) {
  follow.labelSelector = kClassLabel;
  return follow;
}
k8s::InformerOptions OnlyClasses(k8s::InformerOptions follow) {
  follow.fieldSelector = fmt::format("metadata.name={}", kConfigMap);
  return follow;
}

k8s::ControllerOptions Options(const BandwidthController::Report& report) {
  return {
      .name = "bandwidth controller", .workers = 4, .onError = [report](const k8s::ObjectKey& pod, const k8s::Error& error) {
        report(fmt::format("{}: {}; trying again", pod.ToString(), error.ToString()));
      }};
}

std::string LimitOf(const corev1::Pod& pod, const char* annotation) {
  const auto limit = pod.metadata.annotations.find(annotation);
  return limit == pod.metadata.annotations.end() ? "unlimited" : limit->second;
}

}  // namespace

BandwidthController::BandwidthController(const k8s::Clientset& clients, Report report, const k8s::InformerOptions& follow)
    : clients_(clients),
      report_(std::move(report)),
      labelled_(clients, OnlyLabelled(follow)),
      configured_(clients, OnlyClasses(follow)),
      pods_(labelled_.CoreV1().Pods()),
      config_maps_(configured_.CoreV1().ConfigMaps()),
      controller_([this](const k8s::ObjectKey& key, const k8s::CallContext& context) { return Reconcile(key, context); },
                  Options(report_)) {
  controller_.Watch(pods_);
  controller_.Watch(config_maps_, [this](const corev1::ConfigMap& classes) { return PodsOf(classes); });
}

// Nothing is remembered between two calls: what the caches say decides. So it does not matter what was missed, or who died.
k8s::Result<k8s::Reconciled> BandwidthController::Reconcile(const k8s::ObjectKey& key, const k8s::CallContext& context) {
  const k8s::Shared<corev1::Pod> pod = pods_.Get(key);
  if (!pod || pod->metadata.deletionTimestamp) return k8s::Reconciled{};
  const k8s::Shared<corev1::ConfigMap> classes = config_maps_.Get({.namespace_ = key.namespace_, .name = kConfigMap});

  const auto wanted = WithLimits(*pod, classes.get());
  if (!wanted) {  // no second try mends that, but a change of the ConfigMap, which brings us here
    report_(fmt::format("{}: {}", key.ToString(), wanted.error().ToString()));
    return k8s::Reconciled{};
  }
  if (*wanted == *pod) return k8s::Reconciled{};

  const auto patch = PatchOf(*pod, *wanted);
  if (!patch) return patch.error();
  const auto patched = clients_.CoreV1().Pods(key.namespace_).Patch(key.name, *patch, {}, context);
  if (!patched) return patched.error();  // a conflict too: by the next try the cache knows of it
  report_(fmt::format("{}: ingress {}, egress {}", key.ToString(), LimitOf(*patched, kIngress), LimitOf(*patched, kEgress)));
  return k8s::Reconciled{};
}

std::vector<k8s::ObjectKey> BandwidthController::PodsOf(const corev1::ConfigMap& classes) const {
  std::vector<k8s::ObjectKey> keys;
  for (const auto& pod : pods_.Namespaced(classes.metadata.namespace_)) keys.push_back(k8s::KeyOf(*pod));
  return keys;
}

}  // namespace bandwidth
