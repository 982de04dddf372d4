// The verbs of a typed client, one after the other: list, create, patch, watch, delete.
#include <chrono>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/namespaces.h>
#include <k8s/clientset.h>

namespace appsv1 = k8s::appsv1;
using namespace std::chrono_literals;

namespace {

int Fail(const k8s::Error& error) {
  fmt::print(stderr, "{}\n", error.ToString());
  return 1;
}

appsv1::Deployment WebDeployment() {
  appsv1::Deployment web;
  web.metadata.name = "web";
  web.spec.replicas = 0;  // std::optional<int32_t>: zero is sent, absent is not
  web.spec.selector.matchLabels = {{"app", "web"}};
  web.spec.template_.metadata.labels = {{"app", "web"}};  // a C++ keyword gets a trailing underscore
  auto& container = web.spec.template_.spec.containers.emplace_back();
  container.name = "nginx";
  container.image = "nginx:1.27";
  return web;
}

std::string_view NameOf(k8s::WatchEventType type) {
  switch (type) {
    case k8s::WatchEventType::kAdded: return "added";
    case k8s::WatchEventType::kModified: return "modified";
    case k8s::WatchEventType::kDeleted: return "deleted";
    case k8s::WatchEventType::kBookmark: return "bookmark";
  }
  return "";
}

// Prints what happens to the Deployment until it is gone.
int PrintEvents(k8s::WatchStream<appsv1::Deployment>& watch) {
  while (true) {
    auto event = watch.Next();
    if (!event) return Fail(event.error());
    if (!event->has_value()) return 1;  // the server has ended the watch before
    const appsv1::Deployment& web = (*event)->object;
    fmt::print("  watch    {:<9} {} with {} replicas, version {}\n", NameOf((*event)->type), web.metadata.name,
               web.spec.replicas.value_or(1), web.metadata.resourceVersion);
    if ((*event)->type == k8s::WatchEventType::kDeleted) return 0;
  }
}

}  // namespace

int main() {
  auto config = k8s::LoadConfig();
  if (!config) return Fail(config.error());
  auto clients = k8s::Clientset::Create(*config);
  if (!clients) return Fail(clients.error());

  auto namespaces = clients->CoreV1().Namespaces().List();
  if (!namespaces) return Fail(namespaces.error());
  for (const auto& item : namespaces->items) fmt::print("  list     namespace {}\n", item.metadata.name);

  auto deployments = clients->AppsV1().Deployments("default");
  auto before = deployments.List();
  if (!before) return Fail(before.error());

  auto created = deployments.Create(WebDeployment());
  if (!created) return Fail(created.error());
  fmt::print("  create   {} with {} replicas, uid {}\n", created->metadata.name, created->spec.replicas.value_or(1),
             created->metadata.uid);

  auto patched = deployments.Patch("web", k8s::MergePatch(R"({"spec":{"replicas":3}})"));
  if (!patched) return Fail(patched.error());
  fmt::print("  patch    {} to {} replicas\n", patched->metadata.name, patched->spec.replicas.value_or(1));

  auto again = deployments.Create(WebDeployment());
  if (again || !k8s::IsAlreadyExists(again.error())) return 1;
  fmt::print("  create   once more: {}\n", again.error().ToString());

  auto deleted = deployments.Delete("web");
  if (!deleted) return Fail(deleted.error());
  fmt::print("  delete   web\n");

  // The watch begins where the first list ended, so it tells all of the above.
  auto watch = deployments.Watch({.fieldSelector = "metadata.name=web", .resourceVersion = before->metadata.resourceVersion},
                                 k8s::CallContext::Within(30s));
  if (!watch) return Fail(watch.error());
  return PrintEvents(*watch);
}
