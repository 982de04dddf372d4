#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>

#include "cluster/cluster.h"
#include "cluster/samples.h"
#include <gtest/gtest.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/certificates/v1/certificate_signing_requests.h>
#include <k8s/client/core/v1/namespaces.h>
#include <k8s/client/core/v1/nodes.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/client/core/v1/service_accounts.h>
#include <k8s/client/core/v1/services.h>
#include <k8s/client/policy/v1/pod_disruption_budgets.h>

namespace k8s::test {
namespace {

bool IsReady(const corev1::Pod& pod) {
  return std::ranges::any_of(pod.status.conditions,
                             [](const auto& condition) { return condition.type == "Ready" && condition.status == "True"; });
}

class SubresourcesTest : public ClusterTest {
 protected:
  void TearDown() override {
    if (!node_.empty()) Clients().CoreV1().Nodes().Delete(node_).value();
    ClusterTest::TearDown();
  }

  corev1::PodClient Pods() const { return Clients().CoreV1().Pods(Namespace()); }

  // A pod that no scheduler looks at.
  corev1::Pod CreatePod(const std::string& nodeName = {}) const {
    corev1::Pod pod;
    pod.metadata.name = "web";
    pod.metadata.labels = PodSelector().matchLabels;
    pod.spec = SamplePodSpec();
    pod.spec.schedulerName = "none";
    pod.spec.nodeName = nodeName;
    pod.spec.tolerations.emplace_back().operator_ = "Exists";
    return Pods().Create(pod, {}, Soon()).value();
  }

  /// A node that the API server can reach.
  std::string CreateNode() {
    corev1::Node node;
    node.metadata.name = Unique("node");
    const auto nodes = Clients().CoreV1().Nodes();
    node_ = nodes.Create(node, {}, Soon()).value().metadata.name;
    Await(
        nodes, node_, [](const auto& current) { return !current.status.addresses.empty(); }, Soon());
    return node_;
  }

  appsv1::DeploymentClient CreateDeployment() const {
    appsv1::Deployment deployment;
    deployment.metadata.name = "web";
    deployment.spec.replicas = 1;
    deployment.spec.paused = true;
    deployment.spec.selector = PodSelector();
    deployment.spec.template_ = PodTemplate();
    auto deployments = Clients().AppsV1().Deployments(Namespace());
    deployments.Create(deployment, {}, Soon()).value();
    return deployments;
  }

 private:
  std::string node_;
};

TEST_F(SubresourcesTest, StatusIsChangedApartFromTheRest) {
  corev1::Service service;
  service.metadata.name = "web";
  service.spec.type = corev1::ServiceType::kLoadBalancer;
  service.spec.ports.emplace_back().port = 80;
  const auto services = Clients().CoreV1().Services(Namespace());
  service = services.Create(service, {}, Soon()).value();

  service.status.loadBalancer.ingress.emplace_back().ip = "192.0.2.1";
  EXPECT_TRUE(services.Update(service, {}, Soon()).value().status.loadBalancer.ingress.empty());
  service.metadata.resourceVersion = {};
  service.spec.ports[0].port = 81;
  const auto updated = services.UpdateStatus(service, {}, Soon()).value();
  EXPECT_EQ(updated.status.loadBalancer.ingress.at(0).ip, "192.0.2.1");
  EXPECT_EQ(updated.spec.ports.at(0).port, 80);

  const auto patch = MergePatch(R"({"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.2"}]}}})");
  EXPECT_EQ(services.PatchStatus("web", patch, {}, Soon()).value().status.loadBalancer.ingress.at(0).ip, "192.0.2.2");

  corev1::Service applied;
  applied.metadata.name = "web";
  applied.status.loadBalancer.ingress.emplace_back().ip = "192.0.2.3";
  services.ApplyStatus(applied, {.fieldManager = "me", .force = true}, Soon()).value();
  EXPECT_EQ(services.GetStatus("web", {}, Soon()).value().status.loadBalancer.ingress.at(0).ip, "192.0.2.3");
}

TEST_F(SubresourcesTest, ScaleIsReadUpdatedPatchedAndApplied) {
  const auto deployments = CreateDeployment();
  auto scale = deployments.GetScale("web", {}, Soon()).value();
  EXPECT_EQ(scale.spec.replicas, 1);

  scale.metadata.resourceVersion = {};  // the controller changes the object meanwhile
  scale.spec.replicas = 0;
  EXPECT_EQ(deployments.UpdateScale("web", scale, {}, Soon()).value().spec.replicas, 0);
  EXPECT_EQ(deployments.Get("web", {}, Soon()).value().spec.replicas, 0);

  EXPECT_EQ(deployments.PatchScale("web", MergePatch(R"({"spec":{"replicas":2}})"), {}, Soon()).value().spec.replicas, 2);

  autoscalingv1::Scale wanted;
  wanted.spec.replicas = 3;
  const ApplyOptions asMe = {.fieldManager = "me", .force = true};
  EXPECT_EQ(deployments.ApplyScale("web", wanted, asMe, Soon()).value().spec.replicas, 3);
}

TEST_F(SubresourcesTest, APodIsBoundToANode) {
  const std::string node = CreateNode();
  CreatePod();
  corev1::Binding binding;
  binding.target.kind = "Node";
  binding.target.name = node;
  EXPECT_EQ(Pods().Bind("web", binding, {}, Soon()).value().status, "Success");
  EXPECT_EQ(Pods().Get("web", {}, Soon()).value().spec.nodeName, node);
}

TEST_F(SubresourcesTest, AnEvictionWaitsForTheDisruptionBudget) {
  CreatePod(CreateNode());
  Await(Pods(), "web", IsReady, Soon());

  policyv1::PodDisruptionBudget budget;
  budget.metadata.name = "web";
  budget.spec.minAvailable = 1;
  budget.spec.selector = PodSelector();
  const auto budgets = Clients().PolicyV1().PodDisruptionBudgets(Namespace());
  budgets.Create(budget, {}, Soon()).value();
  Await(
      budgets, "web", [](const auto& current) { return current.status.currentHealthy == 1; }, Soon());

  const auto refused = Pods().Evict("web", {}, {}, Soon());
  ASSERT_FALSE(refused);
  EXPECT_TRUE(IsTooManyRequests(refused.error())) << refused.error().ToString();
  const auto& causes = refused.error().Status()->details->causes;
  ASSERT_EQ(causes.size(), 1u);
  EXPECT_EQ(causes[0].reason, "DisruptionBudget");

  budgets.Delete("web", {}, Soon()).value();
  policyv1::Eviction atOnce;
  atOnce.deleteOptions.Ensure().gracePeriodSeconds = 0;
  EXPECT_EQ(Pods().EvictAsync("web", atOnce, {}, Soon()).Get().value().status, "Success");
  AwaitNone(Pods(), {}, Soon());
}

TEST_F(SubresourcesTest, LogsComeAsText) {
  CreatePod(CreateNode());
  Await(Pods(), "web", IsReady, Soon());
  const std::string all = Pods().GetLogs("web", {}, Soon()).value();
  const std::string last = Pods().GetLogsAsync("web", {.container = "main", .tailLines = 2}, Soon()).Get().value();
  EXPECT_EQ(std::ranges::count(all, '\n'), 100);
  EXPECT_EQ(std::ranges::count(last, '\n'), 2);
  EXPECT_TRUE(all.ends_with(last));
}

TEST_F(SubresourcesTest, LogsComeLineByLine) {
  CreatePod(CreateNode());
  Await(Pods(), "web", IsReady, Soon());
  auto logs = Pods().StreamLogs("web", {.tailLines = 3}, Soon()).value();
  int lines = 0;
  for (const Result<std::string>& line : logs) lines += line.value().empty() ? 0 : 1;
  EXPECT_EQ(lines, 3);
}

TEST_F(SubresourcesTest, AProxyLeadsToWhatIsBehindAnObject) {
  const auto none = Pods().ProxyGet("none", {.port = "8080", .path = "metrics"}, Soon());
  ASSERT_FALSE(none);
  EXPECT_TRUE(IsNotFound(none.error())) << none.error().ToString();

  CreatePod();  // without an address
  const auto nowhere = Pods().ProxyGet("web", {.port = "8080", .path = "metrics"}, Soon());
  ASSERT_FALSE(nowhere);
  EXPECT_NE(nowhere.error().HttpStatus(), 0);
  EXPECT_FALSE(IsNotFound(nowhere.error())) << nowhere.error().ToString();
}

TEST_F(SubresourcesTest, AnEphemeralContainerJoinsARunningPod) {
  corev1::Pod pod = CreatePod();
  auto& container = pod.spec.ephemeralContainers.emplace_back();
  container.name = "debug";
  container.image = "example.com/debug:1";
  container.targetContainerName = "main";
  container.stdin_ = true;
  const auto updated = Pods().UpdateEphemeralContainers(pod, {.fieldValidation = StrictIfJson()}, Soon()).value();
  ASSERT_EQ(updated.spec.ephemeralContainers.size(), 1u);
  EXPECT_EQ(updated.spec.ephemeralContainers[0].targetContainerName, "main");
  EXPECT_EQ(Pods().GetEphemeralContainers("web", {}, Soon()).value().spec, updated.spec);
}

TEST_F(SubresourcesTest, APodIsResizedInPlace) {
  corev1::Pod pod = CreatePod(CreateNode());
  Await(Pods(), "web", IsReady, Soon());
  const auto patch = StrategicMergePatch(R"({"spec":{"containers":[{"name":"main","resources":{"requests":{"cpu":"0"}}}]}})");
  const auto resized = Pods().PatchResize("web", patch, {}, Soon());
  // What has no requests may get none: the quality of service would change. What counts is who answers.
  ASSERT_FALSE(resized);
  EXPECT_TRUE(IsInvalid(resized.error())) << resized.error().ToString();
}

TEST_F(SubresourcesTest, AServiceAccountGetsAToken) {
  corev1::ServiceAccount account;
  account.metadata.name = "robot";
  const auto accounts = Clients().CoreV1().ServiceAccounts(Namespace());
  accounts.Create(account, {}, Soon()).value();
  authenticationv1::TokenRequest request;
  request.spec.expirationSeconds = 3600;
  const auto issued = accounts.CreateToken("robot", request, {}, Soon()).value();
  EXPECT_GT(issued.status.expirationTimestamp, Time::Now());

  Config asRobot = ConfigOf("nobody");
  asRobot.token = issued.status.token;
  const auto forbidden = Clientset::Create(asRobot).value().CoreV1().Pods(Namespace()).List({}, Soon());
  ASSERT_FALSE(forbidden);
  EXPECT_TRUE(IsForbidden(forbidden.error()));
  EXPECT_NE(forbidden.error().ServerMessage().find("system:serviceaccount:" + Namespace() + ":robot"), std::string::npos);
}

TEST_F(SubresourcesTest, ASigningRequestIsApproved) {
  certificatesv1::CertificateSigningRequest request;
  request.metadata.name = Unique("request");
  request.spec.request = SampleSigningRequest();
  request.spec.signerName = "example.com/signer";
  request.spec.usages = {"client auth"};
  const auto requests = Clients().CertificatesV1().CertificateSigningRequests();
  request = requests.Create(request, {}, Soon()).value();

  auto& condition = request.status.conditions.emplace_back();
  condition.type = "Approved";
  condition.status = "True";
  condition.reason = "Tested";
  const auto approved = requests.UpdateApproval(request, {.fieldValidation = StrictIfJson()}, Soon()).value();
  EXPECT_EQ(approved.status.conditions.at(0).reason, "Tested");
  requests.Delete(request.metadata.name, {}, Soon()).value();
}

TEST_F(SubresourcesTest, ANamespaceGoesWhenItsFinalizersAreGone) {
  corev1::Namespace held;
  held.metadata.name = Unique("held");
  held.spec.finalizers = {"example.com/hold"};
  const auto namespaces = Clients().CoreV1().Namespaces();
  namespaces.Create(held, {}, Soon()).value();
  const auto going = namespaces.Delete(held.metadata.name, {}, Soon()).value();
  ASSERT_TRUE(going) << "a namespace that goes is answered with";
  EXPECT_TRUE(going->metadata.deletionTimestamp);

  // The controller of namespaces removes its own finalizer once nothing is left in it.
  auto cleared = Await(
      namespaces, held.metadata.name, [](const auto& current) { return current.spec.finalizers.size() == 1; }, Soon());
  EXPECT_EQ(cleared.spec.finalizers.at(0), "example.com/hold");
  cleared.spec.finalizers.clear();
  namespaces.Finalize(cleared, {}, Soon()).value();
  AwaitNone(namespaces, {.fieldSelector = "metadata.name=" + held.metadata.name}, Soon());
}

}  // namespace
}  // namespace k8s::test
