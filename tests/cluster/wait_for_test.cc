#include <chrono>
#include <string>

#include "cluster/cluster.h"
#include "cluster/samples.h"
#include <gtest/gtest.h>

#include <k8s/api/apps/v1/deployment_list.h>
#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/objects/conditions.h>
#include <k8s/objects/managed_fields.h>
#include <k8s/rest/retry_on_conflict.h>
#include <k8s/rest/wait.h>

// What programs make of several calls.
namespace k8s::test {
namespace {

class WaitForTest : public ClusterTest {
 protected:
  corev1::ConfigMapClient ConfigMaps() const { return Clients().CoreV1().ConfigMaps(Namespace()); }

  corev1::ConfigMap Create(const std::string& name) const {
    corev1::ConfigMap map;
    map.metadata.name = name;
    return ConfigMaps().Create(map, {}, Soon()).value();
  }

  // Nobody runs its pods.
  appsv1::Deployment Paused() const {
    appsv1::Deployment deployment;
    deployment.metadata.name = "web";
    deployment.spec.replicas = 0;
    deployment.spec.selector = PodSelector();
    deployment.spec.template_ = PodTemplate();
    return deployment;
  }
};

TEST_F(WaitForTest, AConditionThatAControllerSets) {
  const auto deployments = Clients().AppsV1().Deployments(Namespace());
  auto waiting = WaitForAsync<appsv1::Deployment>(deployments, "web", ConditionIs("Available"), {}, Soon());
  deployments.Create(Paused(), {}, Soon()).value();
  const auto available = WaitFor<appsv1::Deployment>(deployments, "web", ConditionIs("Available"), {}, Soon()).value();
  EXPECT_EQ(available.status.observedGeneration, available.metadata.generation);
  EXPECT_EQ(waiting.Get().value().metadata.uid, available.metadata.uid);
}

TEST_F(WaitForTest, ADeletion) {
  Create("going");
  auto gone = WaitForDeletionAsync<corev1::ConfigMap>(ConfigMaps(), "going", {}, Soon());
  ConfigMaps().Delete("going", {}, Soon()).value();
  EXPECT_TRUE(gone.Get());
  EXPECT_TRUE(WaitForDeletion<corev1::ConfigMap>(ConfigMaps(), "going", {}, Soon()));
}

TEST_F(WaitForTest, EndsAtItsDeadline) {
  const auto never = [](const corev1::ConfigMap&) { return false; };
  const auto waited =
      WaitFor<corev1::ConfigMap>(ConfigMaps(), "never", never, {}, CallContext::Within(std::chrono::milliseconds(300)));
  EXPECT_EQ(waited.error().Code(), ErrorCode::kDeadlineExceeded) << waited.error().ToString();
}

TEST_F(WaitForTest, AConflictIsSolvedByReadingAgain) {
  Create("contended");
  int tries = 0;
  const auto updated = RetryOnConflict([&]() -> Result<corev1::ConfigMap> {
    auto map = ConfigMaps().Get("contended", {}, Soon());
    if (!map) return map;
    if (++tries == 1) {  // somebody else is faster
      ConfigMaps().Patch("contended", MergePatch(R"({"data":{"theirs":"1"}})"), {}, Soon()).value();
    }
    map->data["mine"] = "1";
    return ConfigMaps().Update(*map, {}, Soon());
  });
  EXPECT_EQ(updated.value().data, (std::map<std::string, std::string>{{"mine", "1"}, {"theirs", "1"}}));
  EXPECT_EQ(tries, 2);
}

TEST_F(WaitForTest, WhatAManagerHasAppliedIsAppliedAgainUnchanged) {
  const auto deployments = Clients().AppsV1().Deployments(Namespace());
  const ApplyOptions asMe = {.fieldManager = "me", .include = {"spec.replicas"}};
  deployments.Apply(Paused(), asMe, Soon()).value();
  // A container and a label of another manager, in the same lists and maps.
  const Patch theirs = StrategicMergePatch(
      R"({"metadata":{"labels":{"theirs":"1"}},"spec":{"template":{"spec":{"containers":[{"name":"side","image":"x"}]}}}})");
  const auto live = deployments.Patch("web", theirs, {.fieldManager = "other"}, Soon()).value();

  const auto mine = ExtractManaged(live, "me").value();
  ASSERT_EQ(mine.spec.template_.spec.containers.size(), 1u);
  EXPECT_EQ(mine.spec.template_.spec.containers[0], Paused().spec.template_.spec.containers[0]);
  EXPECT_EQ(mine.spec.selector, Paused().spec.selector);
  EXPECT_EQ(mine.spec.replicas, 0);
  EXPECT_TRUE(mine.metadata.labels.empty());

  const auto again = deployments.Apply(mine, asMe, Soon()).value();
  EXPECT_EQ(again.metadata.generation, live.metadata.generation);
  EXPECT_EQ(ExtractManaged(again, "me").value(), mine);
  EXPECT_EQ(again.spec, live.spec);
}

}  // namespace
}  // namespace k8s::test
