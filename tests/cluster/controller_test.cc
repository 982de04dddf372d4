#include <chrono>
#include <cstdlib>
#include <stop_token>
#include <string>
#include <thread>

#include "bandwidth_controller.h"
#include "bandwidth_limits.h"
#include "cluster/cluster.h"
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/rest/wait.h>

// A controller whose API server is killed and comes back.
namespace k8s::test {
namespace {

class ControllerClusterTest : public ClusterTest {
 protected:
  void Classify(const std::string& ingress) {
    corev1::ConfigMap classes;
    classes.metadata.name = bandwidth::kConfigMap;
    classes.data = {{"gold.ingress", ingress}};
    const auto maps = Clients().CoreV1().ConfigMaps(Namespace());
    if (maps.Get(bandwidth::kConfigMap, {}, Soon())) {
      ASSERT_TRUE(maps.Update(classes, {}, Soon()));
    } else {
      ASSERT_TRUE(maps.Create(classes, {}, Soon()));
    }
  }
  void CreatePod(const std::string& name) {
    corev1::Pod pod;
    pod.metadata.name = name;
    pod.metadata.labels = {{bandwidth::kClassLabel, "gold"}};
    pod.spec.containers.emplace_back().name = "main";
    pod.spec.containers.back().image = "image";
    const auto created = Clients().CoreV1().Pods(Namespace()).Create(pod, {}, Soon());
    ASSERT_TRUE(created) << created.error().ToString();
  }
  void AwaitIngress(const std::string& name, const std::string& limit) {
    const auto found = WaitFor(
        Clients().CoreV1().Pods(Namespace()), name,
        [&](const corev1::Pod& pod) {
          const auto annotation = pod.metadata.annotations.find(bandwidth::kIngress);
          return annotation != pod.metadata.annotations.end() && annotation->second == limit;
        },
        {}, Soon());
    EXPECT_TRUE(found) << name << ": " << found.error().ToString();
  }
};

TEST_F(ControllerClusterTest, GoesOnWhenTheApiServerWasKilledAndIsBack) {
  Classify("10M");
  CreatePod("before");
  bandwidth::BandwidthController controller(Clients(), [](const std::string&) {}, {.namespaces = {Namespace()}});
  std::jthread running([&](const std::stop_token& stop) { EXPECT_TRUE(controller.Run({.stop = stop})); });
  AwaitIngress("before", "10M");

  ASSERT_EQ(std::system("'" TESTBED_TOOL "' restart"), 0);

  ASSERT_TRUE(WaitFor(
      Clients().CoreV1().Pods(Namespace()), "before", [](const corev1::Pod&) { return true; }, {}, Soon()));
  Classify("20M");
  CreatePod("after");
  AwaitIngress("before", "20M");
  AwaitIngress("after", "20M");
}

}  // namespace
}  // namespace k8s::test
