#include "testkit/every_kind.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr char kWeb[] = "/apis/apps/v1/namespaces/default/deployments/web";
constexpr char kWebScale[] = "/apis/apps/v1/namespaces/default/deployments/web/scale";
constexpr char kPod[] = "/api/v1/namespaces/default/pods/p";
constexpr char kBudgets[] = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";
constexpr char kEviction[] = R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"p"}})";

class ScaleTest : public testing::Test {
 protected:
  void SetUp() override {
    const Response created =
        api_.Send("POST", "/apis/apps/v1/namespaces/default/deployments",
                  R"({"metadata":{"name":"web"},"spec":{"replicas":2,"selector":{"matchLabels":{"app":"w"},)"
                  R"("matchExpressions":[{"key":"tier","operator":"In","values":["b","a"]}]},)"
                  R"("template":{"metadata":{"labels":{"app":"w","tier":"a"}},"spec":{"containers":[]}}}})");
    ASSERT_EQ(created.status, 201) << created.body;
  }

  EveryKind api_;
};

TEST_F(ScaleTest, IsReadInAFormOfItsOwn) {
  const Response scale = api_.Get(kWebScale);
  EXPECT_EQ(At(scale.body, "kind"), "Scale");
  EXPECT_EQ(At(scale.body, "apiVersion"), "autoscaling/v1");
  EXPECT_EQ(At(scale.body, "spec"), R"({"replicas":2})");
  EXPECT_EQ(At(scale.body, "status"), R"json({"replicas":0,"selector":"app=w,tier in (a,b)"})json");
  EXPECT_EQ(At(scale.body, "metadata.uid"), At(api_.Get(kWeb).body, "metadata.uid"));
}

TEST_F(ScaleTest, ChangesTheReplicasOfItsParent) {
  EXPECT_EQ(api_.Merge(kWebScale, R"({"spec":{"replicas":7}})").status, 200);
  EXPECT_EQ(At(api_.Get(kWeb).body, "spec.replicas"), "7");
  EXPECT_EQ(At(api_.Get(kWeb).body, "metadata.generation"), "2");
  const Response put = api_.Send("PUT", kWebScale, R"({"metadata":{"name":"web"},"spec":{"replicas":3}})");
  EXPECT_EQ(At(put.body, "spec.replicas"), "3");
  EXPECT_EQ(At(api_.Get(kWeb).body, "spec.replicas"), "3");
}

TEST_F(ScaleTest, RefusesWhatDoesNotFit) {
  const Response stale =
      api_.Send("PUT", kWebScale, R"({"metadata":{"name":"web","resourceVersion":"1"},"spec":{"replicas":3}})");
  EXPECT_EQ(stale.status, 409);
  EXPECT_EQ(At(stale.body, "details"), R"({"name":"web","group":"apps","kind":"deployments"})");
  const Response negative = api_.Merge(kWebScale, R"({"spec":{"replicas":-1}})");
  EXPECT_EQ(negative.status, 422);
  EXPECT_EQ(At(negative.body, "message"),
            "Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0");
  EXPECT_EQ(api_.Send("PUT", kWebScale, R"({"metadata":{"name":"other"},"spec":{}})").status, 400);
  EXPECT_EQ(api_.Send("POST", kWebScale, "{}").status, 405);
  EXPECT_EQ(api_.Get("/apis/apps/v1/namespaces/default/deployments/no/scale").status, 404);
}

class PodSubresourceTest : public testing::Test {
 protected:
  void SetUp() override {
    api_.Send("POST", kPods, R"({"metadata":{"name":"p","labels":{"app":"p"}},"spec":{"containers":[]}})");
  }
  Response Bind(const std::string& target) {
    return api_.Send("POST", std::string(kPod) + "/binding", R"({"metadata":{"name":"p"},"target":)" + target + "}");
  }
  Response Evict(const std::string& query = "") {
    return api_.Send("POST", std::string(kPod) + "/eviction" + query, kEviction);
  }

  EveryKind api_;
};

TEST_F(PodSubresourceTest, ABindingNamesTheNode) {
  EXPECT_EQ(Bind(R"({"kind":"Node","name":"n1"})").status, 201);
  const std::string pod = api_.Get(kPod).body;
  EXPECT_EQ(At(pod, "spec.nodeName"), "n1");
  EXPECT_EQ(At(pod, "status.conditions.0.type"), "PodScheduled");
  const Response again = Bind(R"({"kind":"Node","name":"n2"})");
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(At(again.body, "message"), HasSubstr("pod p is already assigned to node \"n1\""));
}

TEST_F(PodSubresourceTest, ABindingIsToANode) {
  EXPECT_THAT(At(Bind(R"({"kind":"Pod","name":"n1"})").body, "message"), StartsWith("target.kind: Unsupported value: \"Pod\""));
  EXPECT_EQ(At(Bind("{}").body, "message"), "target.name: Required value");
}

TEST_F(PodSubresourceTest, ABindingHasTheNameOfItsPod) {
  for (const char* metadata : {"{}", R"({"name":"q"})", R"({"name":"p","namespace":"other"})"}) {
    const std::string body = std::string(R"({"metadata":)") + metadata + R"(,"target":{"name":"n1"}})";
    EXPECT_EQ(api_.Send("POST", std::string(kPod) + "/binding", body).status, 400) << metadata;
  }
  EXPECT_EQ(At(api_.Get(kPod).body, "spec.nodeName"), "");
}

TEST_F(PodSubresourceTest, ABindingThatIsRehearsedChangesNothing) {
  EXPECT_EQ(api_.Send("POST", std::string(kPod) + "/binding?dryRun=All", R"({"metadata":{"name":"p"},"target":{"name":"n1"}})")
                .status,
            201);
  EXPECT_EQ(At(api_.Get(kPod).body, "spec.nodeName"), "");
}

TEST_F(PodSubresourceTest, AnEvictionDeletes) {
  EXPECT_EQ(Evict("?dryRun=All").status, 201);
  EXPECT_EQ(api_.Get(kPod).status, 200);
  EXPECT_EQ(Evict().status, 201);
  EXPECT_EQ(api_.Get(kPod).status, 404);
  EXPECT_EQ(Evict().status, 404);
}

TEST_F(PodSubresourceTest, AnEvictionNamesItsPod) {
  EXPECT_EQ(api_.Send("POST", std::string(kPod) + "/eviction", R"({"metadata":{"name":"other"}})").status, 400);
}

TEST_F(PodSubresourceTest, AnEvictedPodSaysWhyItGoes) {
  api_.Merge(kPod, R"({"metadata":{"finalizers":["example.com/guard"]}})");
  EXPECT_EQ(Evict().status, 201);
  const std::string pod = api_.Get(kPod).body;
  EXPECT_EQ(At(pod, "status.conditions.0.type"), "DisruptionTarget");
  EXPECT_EQ(At(pod, "status.conditions.0.reason"), "EvictionByEvictionAPI");
  EXPECT_EQ(Evict().status, 201);
  EXPECT_EQ(At(api_.Get(kPod).body, "status.conditions.1"), "");
}

TEST_F(PodSubresourceTest, AnEvictionObeysTheBudget) {
  api_.Merge(std::string(kPod) + "/status",
             R"({"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}})");
  api_.Send("POST", kBudgets, R"({"metadata":{"name":"b"},"spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"p"}}}})");
  const Response unseen = Evict();
  EXPECT_EQ(unseen.status, 429);
  EXPECT_EQ(*unseen.headers.Find("Retry-After"), "10");
  EXPECT_EQ(At(unseen.body, "details.causes.0.message"), "The disruption budget b is still being processed by the server.");

  const std::string status = std::string(kBudgets) + "/b/status";
  api_.Merge(status, R"({"status":{"observedGeneration":1,"disruptionsAllowed":0,"currentHealthy":1,"desiredHealthy":1}})");
  const Response refused = Evict();
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(At(refused.body, "reason"), "TooManyRequests");
  EXPECT_EQ(At(refused.body, "details.causes.0"),
            R"({"reason":"DisruptionBudget","message":"The disruption budget b needs 1 healthy pods and has 1 currently"})");

  api_.Merge(status, R"({"status":{"disruptionsAllowed":1}})");
  EXPECT_EQ(Evict().status, 201);
  const std::string budget = api_.Get(std::string(kBudgets) + "/b").body;
  EXPECT_EQ(At(budget, "status.disruptionsAllowed"), "0");
  EXPECT_EQ(At(budget, "status.disruptedPods.p"), "2026-01-02T00:00:00Z");
}

TEST_F(PodSubresourceTest, WhatIsNotServedIsRefused) {
  EXPECT_EQ(api_.Send("POST", std::string(kPod) + "/resize", "{}").status, 405);
  EXPECT_EQ(api_.Send("DELETE", std::string(kPod) + "/ephemeralcontainers").status, 405);
}

TEST(TokenTest, IsMadeUp) {
  EveryKind api;
  api.Send("POST", "/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"bot"}})");
  constexpr char kToken[] = "/api/v1/namespaces/default/serviceaccounts/bot/token";
  const Response first = api.Send("POST", kToken, R"({"spec":{"audiences":["a"],"expirationSeconds":7200}})");
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(At(first.body, "kind"), "TokenRequest");
  EXPECT_EQ(At(first.body, "status.expirationTimestamp"), "2026-01-02T02:00:00Z");
  const Response second = api.Send("POST", kToken, R"({"spec":{}})");
  EXPECT_EQ(At(second.body, "spec.expirationSeconds"), "3600");
  EXPECT_NE(At(second.body, "status.token"), "");
  EXPECT_NE(At(second.body, "status.token"), At(first.body, "status.token"));
}

TEST(TokenTest, LastsAtLeastTenMinutes) {
  EveryKind api;
  api.Send("POST", "/api/v1/namespaces/default/serviceaccounts", R"({"metadata":{"name":"bot"}})");
  const Response refused =
      api.Send("POST", "/api/v1/namespaces/default/serviceaccounts/bot/token", R"({"spec":{"expirationSeconds":60}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(At(refused.body, "message"), HasSubstr("may not specify a duration less than 10 minutes"));
}

}  // namespace
}  // namespace k8s::testkit
