#include <string>
#include <string_view>
#include <vector>

#include "cluster/cluster.h"
#include "cluster/samples.h"
#include "generated/documents.h"
#include <gtest/gtest.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/client/core/v1/service_accounts.h>
#include <k8s/client/core/v1/services.h>
#include <k8s/client/networking/v1/network_policies.h>

// What a program sets arrives, zero, false and {} included; what it does not set does not.
namespace k8s::test {
namespace {

struct Row {
  const char* pointer;
  const char* json;
};

class PresenceOnTheWireTest : public ClusterTest {
 protected:
  std::string In(const std::string& groupVersion, const std::string& resource) const {
    return groupVersion + "/namespaces/" + Namespace() + "/" + resource;
  }

  // What the server sends of the object at a path.
  void ExpectRows(const std::string& path, const std::vector<Row>& rows) const {
    const auto object = ReadRaw(path);
    for (const Row& row : rows) EXPECT_EQ(At(object, row.pointer), row.json) << row.pointer;
  }

  static appsv1::Deployment SampleDeployment() {
    appsv1::Deployment deployment;
    deployment.metadata.name = "web";
    deployment.spec.replicas = 0;
    deployment.spec.selector = PodSelector();
    deployment.spec.template_ = PodTemplate();
    return deployment;
  }
};

TEST_F(PresenceOnTheWireTest, ADeploymentWithoutReplicas) {
  appsv1::Deployment deployment = SampleDeployment();
  deployment.spec.progressDeadlineSeconds = 1;
  deployment.spec.revisionHistoryLimit = 0;
  auto& update = deployment.spec.strategy.rollingUpdate.Ensure();
  update.maxUnavailable = 0;
  update.maxSurge = "100%";
  Clients().AppsV1().Deployments(Namespace()).Create(deployment, {.fieldValidation = StrictIfJson()}, Soon()).value();
  const std::vector<Row> rows = {
      {"/spec/replicas", "0"},
      {"/spec/revisionHistoryLimit", "0"},
      {"/spec/strategy/rollingUpdate/maxUnavailable", "0"},
      {"/spec/strategy/rollingUpdate/maxSurge", "\"100%\""},
      {"/spec/minReadySeconds", "absent"},
  };
  ExpectRows(In("/apis/apps/v1", "deployments/web"), rows);
}

TEST_F(PresenceOnTheWireTest, APodThatSaysNo) {
  corev1::Pod pod;
  pod.metadata.name = "web";
  pod.spec = SamplePodSpec();
  pod.spec.schedulerName = "none";
  pod.spec.automountServiceAccountToken = false;
  pod.spec.enableServiceLinks = false;
  pod.spec.hostUsers = false;
  pod.spec.terminationGracePeriodSeconds = 0;
  auto& volume = pod.spec.volumes.emplace_back();
  volume.name = "scratch";
  volume.emptyDir.Ensure();
  auto& container = pod.spec.containers[0];
  container.securityContext.Ensure().allowPrivilegeEscalation = false;
  container.securityContext->runAsUser = 0;
  container.resources.limits = {{"cpu", "1"}};
  container.resources.requests = {{"cpu", "0"}};
  Clients().CoreV1().Pods(Namespace()).Create(pod, {.fieldValidation = StrictIfJson()}, Soon()).value();
  const std::vector<Row> rows = {
      {"/spec/automountServiceAccountToken", "false"},
      {"/spec/enableServiceLinks", "false"},
      {"/spec/hostUsers", "false"},
      {"/spec/terminationGracePeriodSeconds", "0"},
      {"/spec/volumes/0", R"({"name":"scratch","emptyDir":{}})"},
      {"/spec/containers/0/securityContext/allowPrivilegeEscalation", "false"},
      {"/spec/containers/0/securityContext/runAsUser", "0"},
      {"/spec/containers/0/resources/requests/cpu", "\"0\""},
      {"/spec/nodeName", "absent"},
  };
  ExpectRows(In("/api/v1", "pods/web"), rows);
}

TEST_F(PresenceOnTheWireTest, ANetworkPolicyThatAllowsEveryNamespace) {
  networkingv1::NetworkPolicy policy;
  policy.metadata.name = "all";
  policy.spec.ingress.emplace_back().from.emplace_back().namespaceSelector.Ensure();
  Clients().NetworkingV1().NetworkPolicies(Namespace()).Create(policy, {.fieldValidation = StrictIfJson()}, Soon()).value();
  const std::vector<Row> rows = {
      {"/spec/podSelector", "{}"},
      {"/spec/ingress", R"([{"from":[{"namespaceSelector":{}}]}])"},
      {"/spec/policyTypes", R"(["Ingress"])"},
  };
  ExpectRows(In("/apis/networking.k8s.io/v1", "networkpolicies/all"), rows);
}

TEST_F(PresenceOnTheWireTest, AServiceAccountThatMountsNothing) {
  corev1::ServiceAccount account;
  account.metadata.name = "quiet";
  account.automountServiceAccountToken = false;
  Clients().CoreV1().ServiceAccounts(Namespace()).Create(account, {.fieldValidation = StrictIfJson()}, Soon()).value();
  EXPECT_EQ(At(ReadRaw(In("/api/v1", "serviceaccounts/quiet")), "/automountServiceAccountToken"), "false");
}

TEST_F(PresenceOnTheWireTest, ALoadBalancerWithoutNodePorts) {
  corev1::Service service;
  service.metadata.name = "web";
  service.spec.type = corev1::ServiceType::kLoadBalancer;
  service.spec.allocateLoadBalancerNodePorts = false;
  service.spec.ports.emplace_back().port = 80;
  Clients().CoreV1().Services(Namespace()).Create(service, {.fieldValidation = StrictIfJson()}, Soon()).value();
  const std::vector<Row> rows = {
      {"/spec/allocateLoadBalancerNodePorts", "false"},
      {"/spec/ports/0/nodePort", "absent"},
      {"/spec/ports/0/targetPort", "80"},
  };
  ExpectRows(In("/api/v1", "services/web"), rows);
}

class ApplyTest : public PresenceOnTheWireTest {
 protected:
  // The fields of an object that a manager owns, as the server keeps them.
  std::string ClaimsOf(const std::string& path, std::string_view manager, std::string_view subresource = "") const {
    const auto document = ReadRaw(path);
    for (const auto& entry : document["metadata"]["managedFields"].GetArray()) {
      const auto below = entry.FindMember("subresource");
      const std::string_view where = below == entry.MemberEnd() ? "" : below->value.GetString();
      if (entry["manager"].GetString() == manager && where == subresource) return At(entry, "/fieldsV1");
    }
    return "nothing";
  }
};

TEST_F(ApplyTest, ClaimsWhatIsSetAndNothingElse) {
  Clients().AppsV1().Deployments(Namespace()).Apply(SampleDeployment(), {.fieldManager = "me"}, Soon()).value();
  const auto claims = ParseJson(ClaimsOf(In("/apis/apps/v1", "deployments/web"), "me"));
  const auto expected = ParseJson(R"({"f:spec": {
      "f:replicas": {},
      "f:selector": {},
      "f:template": {"f:metadata": {"f:labels": {"f:app": {}}},
                     "f:spec": {"f:containers": {"k:{\"name\":\"main\"}": {".": {}, "f:image": {}, "f:name": {}}}}}}})");
  EXPECT_TRUE(claims == expected) << At(claims, "");
}

TEST_F(ApplyTest, ClaimsNoListThatIsEmpty) {
  appsv1::Deployment labels;
  labels.metadata.name = "web";
  labels.metadata.labels = {{"team", "a"}};
  auto deployments = Clients().AppsV1().Deployments(Namespace());
  deployments.Create(SampleDeployment(), {}, Soon()).value();
  deployments.Apply(labels, {.fieldManager = "labeller"}, Soon()).value();
  EXPECT_EQ(ClaimsOf(In("/apis/apps/v1", "deployments/web"), "labeller"), R"({"f:metadata":{"f:labels":{"f:team":{}}}})");
}

TEST_F(ApplyTest, ClaimsAnEmptyFieldThatIsIncluded) {
  appsv1::Deployment deployment = SampleDeployment();
  const auto deployments = Clients().AppsV1().Deployments(Namespace());
  deployments.Apply(deployment, {.fieldManager = "me", .include = {"spec.minReadySeconds"}}, Soon()).value();
  EXPECT_EQ(At(ParseJson(ClaimsOf(In("/apis/apps/v1", "deployments/web"), "me")), "/f:spec/f:minReadySeconds"), "{}");
}

TEST_F(ApplyTest, GivesUpWhatIsNoLongerSet) {
  const auto deployments = Clients().AppsV1().Deployments(Namespace());
  appsv1::Deployment deployment = SampleDeployment();
  deployment.metadata.labels = {{"kept", "1"}, {"dropped", "1"}};
  deployments.Apply(deployment, {.fieldManager = "me"}, Soon()).value();
  deployment.metadata.labels.erase("dropped");
  const auto applied = deployments.Apply(deployment, {.fieldManager = "me"}, Soon()).value();
  EXPECT_EQ(applied.metadata.labels, (std::map<std::string, std::string>{{"kept", "1"}}));
}

TEST_F(ApplyTest, MeetsAConflictUnlessForced) {
  const auto deployments = Clients().AppsV1().Deployments(Namespace());
  appsv1::Deployment deployment = SampleDeployment();
  deployments.Apply(deployment, {.fieldManager = "first"}, Soon()).value();
  deployment.spec.replicas = 1;
  const auto refused = deployments.Apply(deployment, {.fieldManager = "second"}, Soon());
  ASSERT_FALSE(refused);
  EXPECT_TRUE(IsConflict(refused.error())) << refused.error().ToString();
  EXPECT_NE(refused.error().ServerMessage().find(".spec.replicas"), std::string::npos);
  EXPECT_EQ(deployments.Apply(deployment, {.fieldManager = "second", .force = true}, Soon()).value().spec.replicas, 1);
}

// The schema demands a `message` of a condition, even if there is nothing to say.
TEST_F(ApplyTest, SendsTheEmptyMessageOfACondition) {
  corev1::Service service;
  service.metadata.name = "web";
  service.spec.ports.emplace_back().port = 80;
  const auto services = Clients().CoreV1().Services(Namespace());
  services.Create(service, {}, Soon()).value();

  corev1::Service status;
  status.metadata.name = "web";
  auto& condition = status.status.conditions.emplace_back();
  condition.type = "Ready";
  condition.status = "True";
  condition.reason = "Tested";
  condition.lastTransitionTime = Time::FromUnix(1'700'000'000).value();
  services.ApplyStatus(status, {.fieldManager = "me", .fieldValidation = StrictIfJson()}, Soon()).value();
  const auto path = In("/api/v1", "services/web");
  EXPECT_EQ(At(ReadRaw(path), "/status/conditions/0/message"), "\"\"");
  EXPECT_EQ(At(ParseJson(ClaimsOf(path, "me", "status")), "/f:status/f:conditions/k:{\"type\":\"Ready\"}/f:message"), "{}");
}

}  // namespace
}  // namespace k8s::test
