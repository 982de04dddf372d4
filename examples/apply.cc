// Server-side apply: the same struct that is read is what is applied, and only what it sets is claimed.
#include <fmt/format.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/clientset.h>

namespace corev1 = k8s::corev1;

int main() {
  auto config = k8s::LoadConfig();
  auto clients = config ? k8s::Clientset::Create(*config) : config.error();
  if (!clients) {
    fmt::print(stderr, "{}\n", clients.error().ToString());
    return 1;
  }
  auto configMaps = clients->CoreV1().ConfigMaps("default");

  corev1::ConfigMap settings;
  settings.metadata.name = "settings";
  settings.data = {{"color", "blue"}};
  auto applied = configMaps.Apply(settings, {.fieldManager = "team-a"});
  if (!applied) {
    fmt::print(stderr, "{}\n", applied.error().ToString());
    return 1;
  }
  fmt::print("team-a owns the color: {}\n", applied->data.at("color"));

  settings.data = {{"color", "red"}};
  auto refused = configMaps.Apply(settings, {.fieldManager = "team-b"});
  if (refused || !k8s::IsConflict(refused.error())) return 1;
  fmt::print("team-b may not change it: {}\n", refused.error().ServerMessage());

  auto forced = configMaps.Apply(settings, {.fieldManager = "team-b", .force = true});
  if (!forced) return 1;
  fmt::print("by force it does: {}\n", forced->data.at("color"));
  return configMaps.Delete("settings") ? 0 : 1;
}
