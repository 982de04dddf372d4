// A test without a cluster: an API server inside the process.
#include <fmt/format.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/clientset.h>
#include <k8s/testkit/api_server.h>

namespace corev1 = k8s::corev1;

int main() {
  k8s::testkit::ApiServer server;
  auto remote = k8s::Clientset::Create(server.ClientConfig());      // real HTTP on the loopback
  auto local = k8s::Clientset::Create(server.InMemoryTransport());  // the same server, no socket
  if (!remote || !local) return 1;

  corev1::ConfigMap map;
  map.metadata.name = "shared";
  map.data["from"] = "memory";
  if (auto created = local->CoreV1().ConfigMaps("default").Create(map); !created) {
    fmt::print(stderr, "{}\n", created.error().ToString());
    return 1;
  }
  auto read = remote->CoreV1().ConfigMaps("default").Get("shared");
  if (!read) {
    fmt::print(stderr, "{}\n", read.error().ToString());
    return 1;
  }
  fmt::print("written in memory, read over HTTP: {}\n", read->data.at("from"));
}
