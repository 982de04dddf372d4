// Many things at once on one thread: coroutines over the asynchronous twins of the verbs.
#include <chrono>
#include <string>

#include <fmt/format.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/client/core/v1/namespaces.h>
#include <k8s/clientset.h>

namespace corev1 = k8s::corev1;
using namespace std::chrono_literals;

namespace {

// Counts the first `wanted` events of a watch.
k8s::Future<int> CountEvents(corev1::ConfigMapClient configMaps, std::string version, int wanted) {
  auto opening = configMaps.WatchAsync({.resourceVersion = version}, k8s::CallContext::Within(30s));
  auto watch = co_await opening;  // in a line of its own: g++ 12 takes no braces within a co_await
  if (!watch) co_return watch.error();
  int seen = 0;
  while (seen < wanted) {
    auto event = co_await watch->NextAsync();
    if (!event) co_return event.error();
    if (!event->has_value()) break;
    ++seen;
  }
  co_return seen;
}

k8s::Future<int> CreateConfigMaps(corev1::ConfigMapClient configMaps, int count) {
  for (int i = 0; i < count; ++i) {
    corev1::ConfigMap map;
    map.metadata.generateName = "example-";
    map.metadata.labels = {{"example", "watch-async"}};
    auto created = co_await configMaps.CreateAsync(map);
    if (!created) co_return created.error();
  }
  co_return count;
}

}  // namespace

int main() {
  auto config = k8s::LoadConfig();
  auto clients = config ? k8s::Clientset::Create(*config) : config.error();
  if (!clients) {
    fmt::print(stderr, "{}\n", clients.error().ToString());
    return 1;
  }
  auto configMaps = clients->CoreV1().ConfigMaps("default");
  auto before = configMaps.List();
  if (!before) {
    fmt::print(stderr, "{}\n", before.error().ToString());
    return 1;
  }

  auto counting = CountEvents(configMaps, before->metadata.resourceVersion, 5);
  auto creating = CreateConfigMaps(configMaps, 5);
  auto created = creating.Get();
  auto counted = counting.Get();
  if (!created || !counted) {
    fmt::print(stderr, "{}\n", (created ? counted : created).error().ToString());
    return 1;
  }
  fmt::print("created {}, saw {}\n", *created, *counted);
  if (!configMaps.DeleteCollection({}, {.labelSelector = "example=watch-async"})) return 1;
  return *counted == *created ? 0 : 1;
}
