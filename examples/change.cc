// Three ways to change an object that others change, too: update what was read, patch a part, apply what one owns.
#include <fmt/format.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/clientset.h>
#include <k8s/objects/managed_fields.h>
#include <k8s/rest/retry_on_conflict.h>

namespace corev1 = k8s::corev1;

namespace {

using Changed = k8s::Result<corev1::ConfigMap>;

// Reads, changes, writes; and does it again if somebody was faster.
Changed Update(const corev1::ConfigMapClient& configMaps) {
  return k8s::RetryOnConflict([&]() -> Changed {
    auto map = configMaps.Get("shared");
    if (!map) return map;
    map->data["updated"] = "yes";
    return configMaps.Update(*map);
  });
}

// Says only what is to be different.
Changed Patch(const corev1::ConfigMapClient& configMaps) {
  return configMaps.Patch("shared", k8s::MergePatch(R"({"data":{"patched":"yes"}})"));
}

// Claims fields in the name of a manager, takes what that manager owns, and claims it once more with a change.
Changed Apply(const corev1::ConfigMapClient& configMaps) {
  const k8s::ApplyOptions asMe = {.fieldManager = "example"};
  corev1::ConfigMap mine;
  mine.metadata.name = "shared";
  mine.data = {{"applied", "once"}};
  auto live = configMaps.Apply(mine, asMe);
  if (!live) return live;
  auto owned = k8s::ExtractManaged(*live, "example");
  if (!owned) return owned;
  owned->data["applied"] = "twice";
  return configMaps.Apply(*owned, asMe);
}

Changed Run(const corev1::ConfigMapClient& configMaps) {
  corev1::ConfigMap shared;
  shared.metadata.name = "shared";
  if (auto created = configMaps.Create(shared); !created) return created;
  if (auto updated = Update(configMaps); !updated) return updated;
  if (auto patched = Patch(configMaps); !patched) return patched;
  return Apply(configMaps);
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
  auto changed = Run(configMaps);
  auto deleted = configMaps.Delete("shared");
  if (!changed || !deleted) {
    fmt::print(stderr, "{}\n", (changed ? deleted.error() : changed.error()).ToString());
    return 1;
  }
  for (const auto& [key, value] : changed->data) fmt::print("{}: {}\n", key, value);
  return changed->data.size() == 3 ? 0 : 1;
}
