// Creates what a manifest of several kinds describes, as `kubectl create -f`, but with typed objects in between.
#include <array>

#include <fmt/format.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/clientset.h>
#include <k8s/codec/manifest.h>

namespace appsv1 = k8s::appsv1;
namespace corev1 = k8s::corev1;

constexpr const char* kManifest = R"(
apiVersion: v1
kind: ConfigMap
metadata:
  name: from-manifest
data:
  greeting: |
    hello
    world
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: from-manifest
spec:
  selector: {matchLabels: &labels {app: from-manifest}}
  template:
    metadata: {labels: *labels}
    spec:
      containers:
      - {name: web, image: "nginx:1.27"}
)";

// The kinds to make; others are kept without a type. k8s::Kinds() of <k8s/api/registry.h> is all of them.
constexpr std::array kKinds = {&corev1::ConfigMap::kType, &appsv1::Deployment::kType};

k8s::Result<void> Create(const k8s::Clientset& clients, const k8s::ManifestObject& object) {
  if (auto configMap = object.As<corev1::ConfigMap>()) {
    auto created = clients.CoreV1().ConfigMaps("default").Create(*configMap);
    return created ? k8s::Result<void>() : created.error();
  }
  if (auto deployment = object.As<appsv1::Deployment>()) {
    deployment->spec.replicas = 2;  // what the manifest leaves to us
    auto created = clients.AppsV1().Deployments("default").Create(*deployment);
    return created ? k8s::Result<void>() : created.error();
  }
  return k8s::Error(k8s::ErrorCode::kUnsupported, fmt::format("line {}: no way to create a {}", object.line, object.kind));
}

int main() {
  auto config = k8s::LoadConfig();
  auto clients = config ? k8s::Clientset::Create(*config) : config.error();
  auto objects = k8s::FromManifest(kManifest, kKinds);
  if (!clients || !objects) {
    fmt::print(stderr, "{}\n", (clients ? objects.error() : clients.error()).ToString());
    return 1;
  }
  for (const k8s::ManifestObject& object : *objects) {
    if (auto created = Create(*clients, object); !created) {
      fmt::print(stderr, "{}\n", created.error().ToString());
      return 1;
    }
    fmt::print("document {}: created {}\n", object.document, object.kind);
  }

  auto text = clients->CoreV1().ConfigMaps("default").Get("from-manifest").and_then([](corev1::ConfigMap&& found) {
    return k8s::ToYaml(found);
  });
  if (!text) return 1;
  fmt::print("{}", *text);
  auto deleted = clients->AppsV1().Deployments("default").Delete("from-manifest");
  return deleted && clients->CoreV1().ConfigMaps("default").Delete("from-manifest") ? 0 : 1;
}
