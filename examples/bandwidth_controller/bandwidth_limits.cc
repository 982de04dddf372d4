#include "bandwidth_limits.h"

#include <map>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/patch/merge_patch.h>
#include <k8s/meta/quantity.h>

namespace corev1 = k8s::corev1;

namespace bandwidth {
namespace {

const std::string* Find(const std::map<std::string, std::string>& texts, const std::string& key) {
  const auto found = texts.find(key);
  return found == texts.end() ? nullptr : &found->second;
}

k8s::Result<void> SetLimit(corev1::Pod& pod, const char* annotation, const corev1::ConfigMap* classes, const std::string& key) {
  const std::string* limit = classes ? Find(classes->data, key) : nullptr;
  if (limit == nullptr) {
    pod.metadata.annotations.erase(annotation);
    return {};
  }
  if (!k8s::Quantity::Parse(*limit)) {
    return k8s::Error(k8s::ErrorCode::kInvalidArgument, fmt::format("{}: \"{}\" is no bandwidth", key, *limit));
  }
  pod.metadata.annotations[annotation] = *limit;
  return {};
}

}  // namespace

k8s::Result<corev1::Pod> WithLimits(corev1::Pod pod, const corev1::ConfigMap* classes) {
  const std::string* name = Find(pod.metadata.labels, kClassLabel);
  if (name == nullptr) return pod;
  if (auto set = SetLimit(pod, kIngress, classes, *name + ".ingress"); !set) return set.error();
  if (auto set = SetLimit(pod, kEgress, classes, *name + ".egress"); !set) return set.error();
  return pod;
}

k8s::Result<k8s::Patch> PatchOf(corev1::Pod is, const corev1::Pod& wanted) {
  is.metadata.resourceVersion.clear();  // then the patch has that of `wanted`
  return k8s::CreateMergePatch(is, wanted)
      .and_then([](const k8s::Value& patch) { return patch.ToJson(); })
      .transform([](std::string body) { return k8s::MergePatch(std::move(body)); });
}

}  // namespace bandwidth
