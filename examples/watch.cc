// A watch as a range, and what a program does with its end: one reads where things stand, then watches from there.
#include <chrono>
#include <string>

#include <fmt/format.h>

#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/clientset.h>
#include <k8s/rest/pager.h>

namespace corev1 = k8s::corev1;
using namespace std::chrono_literals;

namespace {

constexpr const char* kMine = "example=watch";

const char* NameOf(k8s::WatchEventType type) {
  switch (type) {
    case k8s::WatchEventType::kAdded: return "added";
    case k8s::WatchEventType::kModified: return "modified";
    case k8s::WatchEventType::kDeleted: return "deleted";
    case k8s::WatchEventType::kBookmark: return "bookmark";
  }
  return "";
}

// Something to see.
k8s::Result<void> MakeChanges(const corev1::ConfigMapClient& configMaps) {
  corev1::ConfigMap map;
  map.metadata.name = "watched";
  map.metadata.labels = {{"example", "watch"}};
  if (auto created = configMaps.Create(map); !created) return created.error();
  if (auto patched = configMaps.Patch("watched", k8s::MergePatch(R"({"data":{"key":"value"}})")); !patched) {
    return patched.error();
  }
  if (auto deleted = configMaps.Delete("watched"); !deleted) return deleted.error();
  return {};
}

// Prints what happens until the object is gone.
k8s::Result<int> Follow(k8s::WatchStream<corev1::ConfigMap>& watch) {
  int seen = 0;
  for (k8s::Result<k8s::WatchEvent<corev1::ConfigMap>>& event : watch) {
    if (!event) return event.error();  // kGone: list again; kUnavailable: watch again from the last version
    fmt::print("{}: {}\n", event->object.metadata.name, NameOf(event->type));
    ++seen;
    if (event->type == k8s::WatchEventType::kDeleted) break;
  }
  return seen;
}

k8s::Result<int> Run(const corev1::ConfigMapClient& configMaps) {
  auto before = k8s::ListAll<corev1::ConfigMap>(configMaps, {.labelSelector = kMine});
  if (!before) return before.error();
  auto watch = configMaps.Watch({.labelSelector = kMine, .resourceVersion = before->metadata.resourceVersion},
                                k8s::CallContext::Within(30s));
  if (!watch) return watch.error();
  if (auto changed = MakeChanges(configMaps); !changed) return changed.error();
  return Follow(*watch);
}

}  // namespace

int main() {
  auto config = k8s::LoadConfig();
  auto clients = config ? k8s::Clientset::Create(*config) : config.error();
  if (!clients) {
    fmt::print(stderr, "{}\n", clients.error().ToString());
    return 1;
  }
  auto seen = Run(clients->CoreV1().ConfigMaps("default"));
  if (!seen) {
    fmt::print(stderr, "{}\n", seen.error().ToString());
    return 1;
  }
  return *seen == 3 ? 0 : 1;
}
