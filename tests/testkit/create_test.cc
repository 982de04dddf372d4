#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

using testing::MatchesRegex;
using testing::StartsWith;

TEST(CreateTest, GivesTheObjectAllThatTheServerOwns) {
  TestApi api;
  const Response created = api.Post(kPods, Pod("web"));
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(At(created.body, "kind"), "Pod");
  EXPECT_EQ(At(created.body, "apiVersion"), "v1");
  EXPECT_EQ(At(created.body, "metadata.namespace"), "default");
  EXPECT_EQ(At(created.body, "metadata.creationTimestamp"), "2026-01-02T00:00:00Z");
  EXPECT_EQ(At(created.body, "metadata.generation"), "1");
  EXPECT_THAT(At(created.body, "metadata.uid"),
              MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
  EXPECT_NE(At(created.body, "metadata.resourceVersion"), "");
}

TEST(CreateTest, CountsNoGenerationOfKindsWithoutASpec) {
  TestApi api;
  const Response created = api.Post("/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"settings"}})");
  EXPECT_EQ(created.status, 201);
  EXPECT_EQ(At(created.body, "metadata.generation"), "");
}

TEST(CreateTest, IgnoresWhatOnlyTheServerMaySet) {
  TestApi api;
  const Response created = api.Post(kPods, R"({"metadata":{"name":"web","uid":"mine","creationTimestamp":"2001-01-01T00:00:00Z",
      "deletionTimestamp":"2001-01-01T00:00:00Z"},"status":{"phase":"Running"}})");
  EXPECT_EQ(created.status, 201);
  EXPECT_NE(At(created.body, "metadata.uid"), "mine");
  EXPECT_EQ(At(created.body, "metadata.creationTimestamp"), "2026-01-02T00:00:00Z");
  EXPECT_EQ(At(created.body, "metadata.deletionTimestamp"), "");
  EXPECT_EQ(At(created.body, "status"), "");
}

TEST(CreateTest, GeneratesDistinctNames) {
  TestApi api;
  const std::string body = R"({"metadata":{"generateName":"web-"}})";
  const std::string first = At(api.Post(kPods, body).body, "metadata.name");
  const std::string second = At(api.Post(kPods, body).body, "metadata.name");
  EXPECT_THAT(first, MatchesRegex("web-[bcdfghjklmnpqrstvwxz2456789]{5}"));
  EXPECT_NE(first, second);
}

TEST(CreateTest, CutsALongPrefixOfAGeneratedName) {
  TestApi api;
  const Response created = api.Post(kPods, R"({"metadata":{"generateName":")" + std::string(100, 'a') + R"("}})");
  EXPECT_EQ(At(created.body, "metadata.name").size(), 63U);
}

TEST(CreateTest, RefusesANameThatIsTaken) {
  TestApi api;
  ASSERT_EQ(api.Post("/apis/apps/v1/namespaces/default/deployments", R"({"metadata":{"name":"web"}})").status, 201);
  const Response again = api.Post("/apis/apps/v1/namespaces/default/deployments", R"({"metadata":{"name":"web"}})");
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(At(again.body, "kind"), "Status");
  EXPECT_EQ(At(again.body, "reason"), "AlreadyExists");
  EXPECT_EQ(At(again.body, "message"), "deployments.apps \"web\" already exists");
  EXPECT_EQ(At(again.body, "details"), R"({"name":"web","group":"apps","kind":"deployments"})");
  EXPECT_EQ(At(again.body, "code"), "409");
}

TEST(CreateTest, NeedsAName) {
  TestApi api;
  const Response refused = api.Post(kPods, R"({"spec":{}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(At(refused.body, "reason"), "Invalid");
  EXPECT_EQ(At(refused.body, "message"),
            "Pod \"\" is invalid: metadata.name: Required value: name or generateName is required");
  EXPECT_EQ(At(refused.body, "details.causes.0.reason"), "FieldValueRequired");
  EXPECT_EQ(At(refused.body, "details.causes.0.field"), "metadata.name");
}

class InvalidNameTest : public testing::TestWithParam<std::string> {};

TEST_P(InvalidNameTest, IsRefused) {
  TestApi api;
  const Response refused = api.Post(kPods, Pod(GetParam()));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(At(refused.body, "message"), StartsWith("Pod \"" + GetParam() + "\" is invalid: metadata.name: Invalid value: "));
}

INSTANTIATE_TEST_SUITE_P(Names, InvalidNameTest,
                         testing::Values("Web", "web_1", "-web", "web-", "a..b", ".a", "a/b", "a b", std::string(254, 'a')));

TEST(CreateTest, AllowsColonsInTheNamesOfRoles) {
  TestApi api;
  const std::string roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles";
  EXPECT_EQ(api.Post(roles, R"({"metadata":{"name":"system:Node"}})").status, 201);
  EXPECT_EQ(api.Get(roles + "/system:Node").status, 200);
  EXPECT_EQ(api.Post(roles, R"({"metadata":{"name":"a/b"}})").status, 422);
}

TEST(CreateTest, RefusesAnotherKindOrVersion) {
  TestApi api;
  EXPECT_EQ(api.Post(kPods, R"({"kind":"Service","apiVersion":"v1","metadata":{"name":"web"}})").status, 400);
  EXPECT_EQ(api.Post(kPods, R"({"kind":"Pod","apiVersion":"v2","metadata":{"name":"web"}})").status, 400);
}

TEST(CreateTest, TakesAnObjectWithoutKindAndVersion) {
  TestApi api;
  EXPECT_EQ(api.Post(kPods, R"({"metadata":{"name":"web"}})").status, 201);
}

TEST(CreateTest, RefusesANamespaceOtherThanThatOfThePath) {
  TestApi api;
  const Response refused = api.Post(kPods, R"({"metadata":{"name":"web","namespace":"kube-system"}})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(At(refused.body, "message"),
            "the namespace of the provided object does not match the namespace sent on the request");
}

TEST(CreateTest, NeedsTheNamespaceToExist) {
  TestApi api;
  const Response refused = api.Post("/api/v1/namespaces/nowhere/pods", Pod("web"));
  EXPECT_EQ(refused.status, 404);
  EXPECT_EQ(At(refused.body, "message"), "namespaces \"nowhere\" not found");
}

TEST(CreateTest, MakesNamespacesActive) {
  TestApi api;
  const Response created = api.Post("/api/v1/namespaces", R"({"metadata":{"name":"team-a"}})");
  EXPECT_EQ(At(created.body, "status.phase"), "Active");
  EXPECT_EQ(At(created.body, "metadata.labels"), R"({"kubernetes.io/metadata.name":"team-a"})");
  EXPECT_EQ(api.Post("/api/v1/namespaces/team-a/pods", Pod("web")).status, 201);
}

TEST(CreateTest, RefusesAResourceVersion) {
  TestApi api;
  const Response refused = api.Post(kPods, R"({"metadata":{"name":"web","resourceVersion":"1"}})");
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(At(refused.body, "message"), "resourceVersion should not be set on objects to be created");
}

TEST(CreateTest, StoresNothingInADryRun) {
  TestApi api;
  EXPECT_EQ(api.Post(std::string(kPods) + "?dryRun=All", Pod("web")).status, 201);
  EXPECT_EQ(api.Get(std::string(kPods) + "/web").status, 404);
}

TEST(CreateTest, NeedsANamespaceForANamespacedObject) {
  TestApi api;
  EXPECT_EQ(api.Post("/api/v1/pods", Pod("web")).status, 405);
}

}  // namespace
}  // namespace k8s::testkit
