// What a user's program may need of the library: the types, a client, an informer, and the API server for its tests.
#include <iostream>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/clientset.h>
#include <k8s/informers/core/v1/config_maps.h>
#include <k8s/testkit/api_server.h>
#include <k8s/version.h>

namespace corev1 = k8s::corev1;

int main() {
  const k8s::testkit::ApiServer server;
  const auto clients = k8s::Clientset::Create(server.InMemoryTransport());
  if (!clients) return 1;
  const auto configMaps = clients->CoreV1().ConfigMaps("default");

  corev1::ConfigMap map;
  map.metadata.name = "settings";
  map.data["color"] = "blue";
  if (const auto created = configMaps.Create(map); !created) {
    std::cerr << created.error().ToString() << '\n';
    return 1;
  }
  const auto read = configMaps.Get("settings");
  if (!read) {
    std::cerr << read.error().ToString() << '\n';
    return 1;
  }

  const k8s::InformerFactory informers(*clients);
  const auto followed = informers.CoreV1().ConfigMaps();
  informers.Start();
  if (const auto synced = informers.WaitForCacheSync({}); !synced) return 1;
  const auto cached = followed.Lister().Namespaced("default").Get("settings");
  if (!cached || **cached != *read) return 1;

  std::cout << "client-cpp " << k8s::kVersion << " read " << read->metadata.name << ": " << read->data.at("color") << '\n';
}
