#include <cstdint>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/api/apps/v1/deployment.h>
#include <k8s/api/apps/v1/deployment_condition.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/api/core/v1/pod_condition.h>
#include <k8s/api/meta/v1/condition.h>
#include <k8s/objects/conditions.h>

namespace k8s {
namespace {

using metav1::Condition;

Time At(std::int64_t second) { return Time::FromUnix(second).value(); }

Condition Make(const std::string& type, const std::string& status, Time since = {}) {
  Condition condition;
  condition.type = type;
  condition.status = status;
  condition.lastTransitionTime = since;
  return condition;
}

TEST(ConditionsTest, AppendsANewCondition) {
  std::vector<Condition> conditions = {Make("Other", "True")};
  EXPECT_TRUE(SetCondition(conditions, Make("Ready", "False"), At(100)));
  EXPECT_TRUE(SetCondition(conditions, Make("Synced", "False", At(7)), At(100)));
  ASSERT_EQ(conditions.size(), 3U);
  EXPECT_EQ(conditions[1].type, "Ready");
  EXPECT_EQ(conditions[1].lastTransitionTime, At(100));
  EXPECT_EQ(conditions[2].lastTransitionTime, At(7));
}

TEST(ConditionsTest, MovesTheTransitionTimeWithTheStatusOnly) {
  std::vector<Condition> conditions = {Make("Ready", "False", At(100))};
  Condition sameStatus = Make("Ready", "False", At(150));
  sameStatus.reason = "Waiting";
  EXPECT_TRUE(SetCondition(conditions, sameStatus, At(200)));
  EXPECT_EQ(conditions[0].lastTransitionTime, At(100));
  EXPECT_EQ(conditions[0].reason, "Waiting");

  EXPECT_TRUE(SetCondition(conditions, Make("Ready", "True"), At(300)));
  EXPECT_EQ(conditions[0].lastTransitionTime, At(300));
  EXPECT_EQ(conditions[0].reason, "");

  EXPECT_TRUE(SetCondition(conditions, Make("Ready", "False", At(250)), At(400)));
  EXPECT_EQ(conditions[0].lastTransitionTime, At(250));
  EXPECT_EQ(conditions.size(), 1U);
}

TEST(ConditionsTest, TellsWhetherAnythingChanged) {
  std::vector<Condition> conditions = {Make("Ready", "True", At(100))};
  EXPECT_FALSE(SetCondition(conditions, Make("Ready", "True"), At(200)));
  EXPECT_FALSE(SetCondition(conditions, Make("Ready", "True", At(150)), At(200)));
  EXPECT_EQ(conditions[0].lastTransitionTime, At(100));
  for (const auto change : {+[](Condition& each) { each.reason = "r"; }, +[](Condition& each) { each.message = "m"; },
                            +[](Condition& each) { each.observedGeneration = 2; }}) {
    Condition changed = conditions[0];
    change(changed);
    EXPECT_TRUE(SetCondition(conditions, changed, At(200)));
    EXPECT_EQ(conditions[0], changed);
  }
}

TEST(ConditionsTest, FindsByType) {
  std::vector<Condition> conditions = {Make("Ready", "True"), Make("Stalled", "False"), Make("Odd", "Unknown")};
  EXPECT_TRUE(IsConditionTrue(conditions, "Ready"));
  EXPECT_FALSE(IsConditionFalse(conditions, "Ready"));
  EXPECT_TRUE(IsConditionFalse(conditions, "Stalled"));
  EXPECT_FALSE(IsConditionTrue(conditions, "Absent"));
  EXPECT_FALSE(IsConditionFalse(conditions, "Absent"));
  EXPECT_TRUE(HasCondition(conditions, "Odd", "Unknown"));
  EXPECT_EQ(FindCondition(conditions, "Absent"), nullptr);
  FindCondition(conditions, "Odd")->reason = "changed";
  EXPECT_EQ(conditions[2].reason, "changed");
}

TEST(ConditionsTest, RemovesAllOfAType) {
  std::vector<Condition> conditions = {Make("A", "True"), Make("B", "True"), Make("A", "False")};
  EXPECT_TRUE(RemoveCondition(conditions, "A"));
  ASSERT_EQ(conditions.size(), 1U);
  EXPECT_EQ(conditions[0].type, "B");
  EXPECT_FALSE(RemoveCondition(conditions, "A"));
}

TEST(ConditionsTest, TakesConditionsOfEveryType) {
  std::vector<corev1::PodCondition> pod;
  corev1::PodCondition ready;
  ready.type = "Ready";
  ready.status = "False";
  EXPECT_TRUE(SetCondition(pod, ready, At(1)));
  ready.lastProbeTime = At(5);
  EXPECT_TRUE(SetCondition(pod, ready, At(2)));
  EXPECT_EQ(pod[0].lastTransitionTime, At(1));
  EXPECT_EQ(pod[0].lastProbeTime, At(5));

  std::vector<appsv1::DeploymentCondition> deployment;
  appsv1::DeploymentCondition available;
  available.type = "Available";
  available.status = "True";
  EXPECT_TRUE(SetCondition(deployment, available));
  EXPECT_FALSE(deployment[0].lastTransitionTime.IsZero());
  EXPECT_TRUE(IsConditionTrue(deployment, "Available"));
}

TEST(ConditionsTest, AskForAConditionOfAnObject) {
  appsv1::Deployment deployment;
  const auto isAvailable = ConditionIs("Available");
  EXPECT_FALSE(isAvailable(deployment));
  auto& available = deployment.status.conditions.emplace_back();
  available.type = "Available";
  available.status = "False";
  EXPECT_FALSE(isAvailable(deployment));
  EXPECT_TRUE(ConditionIs("Available", "False")(deployment));
  available.status = "True";
  EXPECT_TRUE(isAvailable(deployment)) << "of an object that counts no generations";
  deployment.metadata.generation = 2;
  deployment.status.observedGeneration = 1;
  EXPECT_FALSE(isAvailable(deployment)) << "it is about what was wanted before";
  deployment.status.observedGeneration = 2;
  EXPECT_TRUE(isAvailable(deployment));
}

TEST(ConditionsTest, BelieveTheGenerationThatAConditionTellsItself) {
  corev1::Pod pod;
  pod.metadata.generation = 3;
  auto& ready = pod.status.conditions.emplace_back();
  ready.type = "Ready";
  ready.status = "True";
  ready.observedGeneration = 2;
  EXPECT_FALSE(ConditionIs("Ready")(pod));
  ready.observedGeneration = 3;
  EXPECT_TRUE(ConditionIs("Ready")(pod));
}

}  // namespace
}  // namespace k8s
