#include <utility>

#include "testkit/test_api.h"
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

constexpr char kAggregated[] = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

TEST(DiscoveryTest, TellsItsVersion) {
  TestApi api;
  EXPECT_EQ(At(api.Get("/version").body, "major"), "1");
}

TEST(DiscoveryTest, IsHealthy) {
  TestApi api;
  for (const char* path : {"/healthz", "/livez", "/readyz"}) EXPECT_EQ(api.Get(path).body, "ok");
}

TEST(DiscoveryTest, ListsTheVersionsOfTheCoreGroup) {
  TestApi api;
  EXPECT_EQ(At(api.Get("/api").body, "kind"), "APIVersions");
  EXPECT_EQ(At(api.Get("/api/").body, "versions"), R"(["v1"])");
}

TEST(DiscoveryTest, ListsGroupsWithTheirPreferredVersions) {
  TestApi api;
  const std::string groups = api.Get("/apis").body;
  EXPECT_EQ(At(groups, "kind"), "APIGroupList");
  EXPECT_EQ(At(groups, "groups.0.name"), "apps");
  EXPECT_EQ(At(groups, "groups.0.versions.1.groupVersion"), "apps/v1beta1");
  EXPECT_EQ(At(groups, "groups.0.preferredVersion.version"), "v1");
  EXPECT_EQ(At(api.Get("/apis/apps").body, "kind"), "APIGroup");
}

TEST(DiscoveryTest, ListsTheResourcesOfAVersion) {
  TestApi api;
  const std::string resources = api.Get("/api/v1").body;
  EXPECT_EQ(At(resources, "kind"), "APIResourceList");
  EXPECT_EQ(At(resources, "groupVersion"), "v1");
  EXPECT_EQ(At(resources, "resources.0.name"), "configmaps");
  EXPECT_EQ(At(resources, "resources.3"),
            R"({"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["create","delete",)"
            R"("deletecollection","get","list","patch","update","watch"],"shortNames":["po"],"categories":["all"]})");
  EXPECT_EQ(At(resources, "resources.5.name"), "pods/status");
  EXPECT_EQ(At(resources, "resources.4"),
            R"({"name":"pods/log","singularName":"","namespaced":true,"kind":"Pod","verbs":["get"]})");
  EXPECT_EQ(At(api.Get("/apis/apps/v1").body, "resources.0.kind"), "Deployment");
}

TEST(DiscoveryTest, TellsEverythingAtOnceToThoseWhoPreferIt) {
  TestApi api;
  const Response core = api.Get("/api", kAggregated);
  EXPECT_EQ(*core.headers.Find("Content-Type"), "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
  EXPECT_EQ(At(core.body, "kind"), "APIGroupDiscoveryList");
  EXPECT_EQ(At(core.body, "items.0.versions.0.resources.2.resource"), "pods");
  EXPECT_EQ(At(core.body, "items.0.versions.0.resources.2.subresources.1.subresource"), "status");
  const Response others = api.Get("/apis", kAggregated);
  EXPECT_EQ(At(others.body, "items.0.metadata.name"), "apps");
  EXPECT_EQ(At(others.body, "items.0.versions.0.version"), "v1");
  EXPECT_EQ(At(api.Get("/apis", "application/json," + std::string(kAggregated)).body, "kind"), "APIGroupDiscoveryList");
  EXPECT_EQ(At(api.Get("/apis").body, "kind"), "APIGroupList");
}

TEST(DiscoveryTest, SaysInItsOpenApiThatItValidatesFields) {
  TestApi api;
  const std::string index = api.Get("/openapi/v3").body;
  EXPECT_NE(index.find(R"("apis/apps/v1":{"serverRelativeURL":"/openapi/v3/apis/apps/v1?hash=)"), std::string::npos);
  const std::string apps = api.Get("/openapi/v3/apis/apps/v1").body;
  EXPECT_NE(apps.find("fieldValidation"), std::string::npos);
  EXPECT_EQ(At(apps, "openapi"), "3.0.0");
  EXPECT_EQ(api.Get("/openapi/v3/api/v1").status, 200);
  EXPECT_EQ(api.Get("/openapi/v2").status, 200);
}

TEST(DiscoveryTest, SendsDocumentsOnceToThoseWhoKeepThem) {
  TestApi api;
  for (const auto& [path, accept] : {std::pair("/apis", kAggregated), std::pair("/openapi/v2", "application/json"),
                                     std::pair("/openapi/v3/apis/apps/v1", "application/json")}) {
    const std::string tag = *api.Get(path, accept).headers.Find("ETag");
    const Response again = api.Send("GET", path, {{"Accept", accept}, {"If-None-Match", "\"old\", " + tag}});
    EXPECT_EQ(again.status, 304) << path;
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(api.Send("GET", path, {{"Accept", accept}, {"If-None-Match", "\"old\""}}).status, 200) << path;
  }
}

TEST(DiscoveryTest, SendsWhoWantsAnOldOpenApiToTheNewOne) {
  TestApi api;
  const Response moved = api.Get("/openapi/v3/apis/apps/v1?hash=0");
  EXPECT_EQ(moved.status, 301);
  EXPECT_EQ(At(api.Get(*moved.headers.Find("Location")).body, "openapi"), "3.0.0");
}

class UnknownPathTest : public testing::TestWithParam<const char*> {};

TEST_P(UnknownPathTest, IsNotFound) {
  TestApi api;
  const Response answer = api.Get(GetParam());
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(At(answer.body, "reason"), "NotFound");
  EXPECT_EQ(At(answer.body, "message"), "the server could not find the requested resource");
}

class UnknownPageTest : public testing::TestWithParam<const char*> {};

TEST_P(UnknownPageTest, IsNotFoundAsAWebServerSaysIt) {
  TestApi api;
  const Response answer = api.Get(GetParam());
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.body, "404 page not found\n");
  EXPECT_EQ(*answer.headers.Find("Content-Type"), "text/plain; charset=utf-8");
}

INSTANTIATE_TEST_SUITE_P(Paths, UnknownPageTest,
                         testing::Values("/apis/nothing", "/apis/nothing/v1", "/apis/nothing/v1/things", "/openapi",
                                         "/openapi/v4"));

INSTANTIATE_TEST_SUITE_P(Paths, UnknownPathTest,
                         testing::Values("/", "/nothing", "/version/2", "/api/v2", "/api/v2/pods", "/apis/apps/v9",
                                         "/apis/apps/v9/deployments", "/api/v1/nothing", "/api/v1/namespaces/default/nothing",
                                         "/api/v1/namespaces/default/pods/web/nothing",
                                         "/api/v1/namespaces/default/pods/web/status/more", "/api/v1/pods/web",
                                         "/api/v1/namespaces/default/namespaces/web"));

}  // namespace
}  // namespace k8s::testkit
