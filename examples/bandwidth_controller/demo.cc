// The bandwidth controller at work: this program runs it, and changes what it looks after.
#include <chrono>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "bandwidth_controller.h"
#include "bandwidth_limits.h"
#include <fmt/format.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/rest/wait.h>

namespace corev1 = k8s::corev1;
using namespace std::chrono_literals;

namespace {

constexpr const char* kNamespace = "default";

void Say(const char* who, const std::string& line) {
  static std::mutex mutex;
  std::lock_guard lock(mutex);
  fmt::print("  {:<10} {}\n", who, line);
  std::fflush(stdout);
}

// What a user of the controller does, one thing after the other; after each it waits for what the controller makes of it.
class Scene {
 public:
  explicit Scene(const k8s::Clientset& clients)
      : pods_(clients.CoreV1().Pods(kNamespace)), config_maps_(clients.CoreV1().ConfigMaps(kNamespace)) {}

  k8s::Result<void> Play() {
    Say("you", "create ConfigMap bandwidth: gold 10M in, 5M out");
    if (auto done = CreateClasses(); !done) return done;
    Say("you", "create Pod demo of class gold");
    if (auto done = CreatePod(); !done) return done;
    if (auto done = AwaitIngress("10M"); !done) return done;
    Say("you", "change ConfigMap bandwidth: gold 20M in");
    if (auto done = SetClass(R"("20M")"); !done) return done;
    if (auto done = AwaitIngress("20M"); !done) return done;
    Say("you", "annotate Pod demo with 1G in, by hand");
    if (auto done = Annotate("1G"); !done) return done;
    if (auto done = AwaitIngress("20M"); !done) return done;
    Say("you", "change ConfigMap bandwidth: no limit for gold in");
    if (auto done = SetClass("null"); !done) return done;
    return AwaitIngress("");
  }

  k8s::Result<void> CleanUp() {
    auto pod = pods_.Delete(kPod, {.gracePeriodSeconds = 0});
    auto classes = config_maps_.Delete(bandwidth::kConfigMap);
    if (!pod) return pod.error();
    if (!classes) return classes.error();
    Say("you", "delete both");
    return {};
  }

 private:
  static constexpr const char* kPod = "demo";

  k8s::Result<void> CreateClasses() {
    corev1::ConfigMap classes;
    classes.metadata.name = bandwidth::kConfigMap;
    classes.data = {{"gold.ingress", "10M"}, {"gold.egress", "5M"}};
    auto created = config_maps_.Create(classes);
    if (!created) return created.error();
    return {};
  }

  k8s::Result<void> CreatePod() {
    corev1::Pod pod;
    pod.metadata.name = kPod;
    pod.metadata.labels = {{bandwidth::kClassLabel, "gold"}};
    auto& container = pod.spec.containers.emplace_back();
    container.name = "pause";
    container.image = "registry.k8s.io/pause:3.10";
    auto created = pods_.Create(pod);
    if (!created) return created.error();
    return {};
  }

  k8s::Result<void> SetClass(const std::string& ingress) {
    auto patched =
        config_maps_.Patch(bandwidth::kConfigMap, k8s::MergePatch(fmt::format(R"({{"data":{{"gold.ingress":{}}}}})", ingress)));
    if (!patched) return patched.error();
    return {};
  }

  k8s::Result<void> Annotate(const std::string& ingress) {
    auto patched = pods_.Patch(
        kPod, k8s::MergePatch(fmt::format(R"({{"metadata":{{"annotations":{{"{}":"{}"}}}}}})", bandwidth::kIngress, ingress)));
    if (!patched) return patched.error();
    return {};
  }

  k8s::Result<void> AwaitIngress(const std::string& limit) {
    const auto isSo = [&](const corev1::Pod& pod) {
      const auto found = pod.metadata.annotations.find(bandwidth::kIngress);
      return limit == (found == pod.metadata.annotations.end() ? "" : found->second);
    };
    auto found = k8s::WaitFor(pods_, kPod, isSo, {}, k8s::CallContext::Within(60s));
    if (!found) return found.error();
    return {};
  }

  corev1::PodClient pods_;
  corev1::ConfigMapClient config_maps_;
};

int Fail(const k8s::Error& error) {
  fmt::print(stderr, "{}\n", error.ToString());
  return 1;
}

}  // namespace

int main() {
  auto config = k8s::LoadConfig();
  if (!config) return Fail(config.error());
  auto clients = k8s::Clientset::Create(*config);
  if (!clients) return Fail(clients.error());

  bandwidth::BandwidthController controller(*clients, [](const std::string& line) { Say("controller", line); });
  k8s::Result<void> ran;
  std::jthread running([&](const std::stop_token& stop) { ran = controller.Run({.stop = stop}); });
  Scene scene(*clients);
  auto played = scene.Play();
  auto cleaned = scene.CleanUp();
  running.request_stop();
  running.join();
  for (const auto& result : {ran, played, cleaned}) {
    if (!result) return Fail(result.error());
  }
}
