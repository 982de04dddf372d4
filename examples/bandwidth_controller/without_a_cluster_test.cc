// How a controller is tested without a cluster: against the API server of the test kit, which fails as it is told to. It is the
// test that docs/testing.md shows.
#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "bandwidth_controller.h"
#include "bandwidth_limits.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/rest/wait.h>
#include <k8s/testkit/api_server.h>

namespace {

using namespace std::chrono_literals;
using namespace k8s::testkit;
using bandwidth::BandwidthController;
using k8s::corev1::ConfigMap;
using k8s::corev1::Pod;
using testing::Ge;
using testing::SizeIs;

constexpr auto kPatience = 60s;  // nothing waits that long unless it fails

// What the controller is deployed with: a test fails for a permission that is missing, before a cluster does.
const User kController = {.name = "controller",
                          .may = {{.verbs = {"get", "list", "watch"}, .groups = {""}, .resources = {"pods", "configmaps"}},
                                  {.verbs = {"patch"}, .groups = {""}, .resources = {"pods"}}}};
const User kTester = {.name = "tester", .may = {Permission()}};

class WithoutAClusterTest : public testing::Test {
 protected:
  WithoutAClusterTest() {
    server_.AddUser(kController);
    server_.AddUser(kTester);
    tester_ = k8s::Clientset::Create(server_.ClientConfig("tester"), {.userAgent = "tester"}).value();
    ConfigMap classes;
    classes.metadata.name = bandwidth::kConfigMap;
    classes.data = {{"gold.ingress", "10M"}};
    EXPECT_TRUE(tester_->CoreV1().ConfigMaps("default").Create(classes));
  }

  // As it runs in a cluster, until the test ends.
  void StartController() {
    clients_ = k8s::Clientset::Create(server_.ClientConfig("controller"), {.userAgent = "controller"}).value();
    const k8s::InformerOptions impatient = {.backoff = {.initial = 1ms, .cap = 10ms}};
    controller_.emplace(
        *clients_, [](const std::string&) {}, impatient);
    running_ = std::jthread([this](const std::stop_token& stop) { EXPECT_TRUE(controller_->Run({.stop = stop})); });
  }

  void CreatePod(const std::string& name) {
    Pod pod;
    pod.metadata.name = name;
    pod.metadata.labels = {{bandwidth::kClassLabel, "gold"}};
    pod.spec.containers.emplace_back().name = "main";
    EXPECT_TRUE(tester_->CoreV1().Pods("default").Create(pod));
  }

  // Waits for what the controller has to bring about, not for a while.
  void ExpectLimited(const std::string& name) {
    const auto isLimited = [](const Pod& pod) { return pod.metadata.annotations.contains(bandwidth::kIngress); };
    const auto limited =
        k8s::WaitFor(tester_->CoreV1().Pods("default"), name, isLimited, {}, k8s::CallContext::Within(kPatience));
    EXPECT_TRUE(limited) << name;
  }

  ApiServer server_;
  std::optional<k8s::Clientset> tester_;
  std::optional<k8s::Clientset> clients_;
  std::optional<BandwidthController> controller_;
  std::jthread running_;
};

TEST_F(WithoutAClusterTest, GivesPodsTheLimitsOfTheirClass) {
  StartController();
  CreatePod("web");
  ExpectLimited("web");
}

TEST_F(WithoutAClusterTest, TriesAgainWhileTheServerIsOverloaded) {
  server_.Inject(OnPatch("pods"), ServiceUnavailable(), First(2));
  StartController();
  CreatePod("web");
  ExpectLimited("web");
  EXPECT_THAT(server_.Requests(OnPatch("pods").Named("web")), SizeIs(Ge(3U)));
}

TEST_F(WithoutAClusterTest, MissesNothingWhenItsWatchBreaks) {
  server_.Inject(OnWatch("pods").From("controller"), CutAfterEvents(0), First(2));
  StartController();
  CreatePod("web");
  CreatePod("db");
  ExpectLimited("web");
  ExpectLimited("db");
}

TEST_F(WithoutAClusterTest, OverwritesNothingThatChangesUnderIt) {
  // Somebody else changes the pod at the last moment, once: between the controller's look at it and its patch.
  const auto rival = k8s::Clientset::Create(server_.InMemoryTransport()).value();
  const k8s::CallContext asTester = {.headers = {{"Authorization", "Bearer " + server_.ClientConfig("tester").token}}};
  std::atomic_flag isDone;
  server_.Before(OnPatch("pods").From("controller"), [&](const k8s::Request&) {
    if (isDone.test_and_set()) return;
    const k8s::Patch label = k8s::MergePatch(R"({"metadata":{"labels":{"team":"shop"}}})");
    EXPECT_TRUE(rival.CoreV1().Pods("default").Patch("web", label, {}, asTester));
  });
  StartController();
  CreatePod("web");
  ExpectLimited("web");
  EXPECT_EQ(tester_->CoreV1().Pods("default").Get("web")->metadata.labels.at("team"), "shop");
}

}  // namespace
