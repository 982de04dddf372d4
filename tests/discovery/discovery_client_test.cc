#include <stop_token>
#include <string>
#include <vector>

#include "discovery/pages.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/discovery/aggregated.h>
#include <k8s/discovery/discovery_client.h>

namespace k8s::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::vector<std::string> GroupNames(const std::vector<metav1::APIGroup>& groups) {
  std::vector<std::string> names;
  for (const auto& group : groups) names.push_back(group.name);
  return names;
}

// "apps/v1: deployments deployments/scale"
std::vector<std::string> Lines(const std::vector<metav1::APIResourceList>& lists) {
  std::vector<std::string> lines;
  for (const auto& list : lists) {
    std::string line = list.groupVersion + ":";
    for (const auto& resource : list.resources) line += " " + resource.name;
    lines.push_back(line);
  }
  return lines;
}

class DiscoveryClientTest : public testing::Test {
 protected:
  // A server that cannot aggregate.
  void PutOldPages() {
    pages->Put("/api", R"({"kind":"APIVersions","versions":["v1"],"serverAddressByClientCIDRs":[]})");
    pages->Put("/api/v1", R"({"kind":"APIResourceList","groupVersion":"v1","resources":[
      {"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod","verbs":["get"]}]})");
    pages->Put("/apis", R"({"kind":"APIGroupList","apiVersion":"v1","groups":[
      {"name":"apps","versions":[{"groupVersion":"apps/v1","version":"v1"},{"groupVersion":"apps/v1beta1","version":"v1beta1"}],
       "preferredVersion":{"groupVersion":"apps/v1","version":"v1"}}]})");
    for (const std::string version : {"v1", "v1beta1"}) {
      pages->Put("/apis/apps/" + version, R"({"kind":"APIResourceList","groupVersion":"apps/)" + version + R"(","resources":[
        {"name":"deployments","singularName":"deployment","namespaced":true,"kind":"Deployment","verbs":["get"]}]})");
    }
  }

  std::shared_ptr<Pages> pages = std::make_shared<Pages>();
  DiscoveryClient client{ClientOf(pages)};
};

TEST_F(DiscoveryClientTest, TakesEverythingInTwoRequestsWhereTheServerAggregates) {
  pages->Aggregate(Group("", {Version("v1", {Resource("pods", "Pod")})}),
                   Group("apps", {Version("v1", {Resource("deployments", "Deployment",
                                                          R"("subresources":[{"subresource":"scale","responseKind":
                                                          {"group":"autoscaling","version":"v1","kind":"Scale"},"verbs":["get"]}])")}),
                                  Version("v1beta1", {})}));
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_THAT(pages->Paths(), ElementsAre("/api", "/apis"));
  EXPECT_EQ(*pages->Asked()[0].headers.Find("Accept"), internal::kAcceptAggregated);
  EXPECT_THAT(GroupNames(served->groups), ElementsAre("", "apps"));
  EXPECT_THAT(Lines(served->resources), ElementsAre("v1: pods", "apps/v1: deployments deployments/scale", "apps/v1beta1:"));
  EXPECT_EQ(served->groups[1].preferredVersion.groupVersion, "apps/v1");
  const metav1::APIResource* scale = FindResource(*served, {"apps", "v1", "deployments/scale"});
  ASSERT_NE(scale, nullptr);
  EXPECT_EQ(scale->group + "/" + scale->version + " " + scale->kind, "autoscaling/v1 Scale");
  EXPECT_TRUE(scale->namespaced);
}

TEST_F(DiscoveryClientTest, AsksForEachGroupVersionWhereTheServerDoesNotAggregate) {
  PutOldPages();
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_THAT(pages->Paths(), UnorderedElementsAre("/api", "/apis", "/api/v1", "/apis/apps/v1", "/apis/apps/v1beta1"));
  EXPECT_THAT(Lines(served->resources), ElementsAre("v1: pods", "apps/v1: deployments", "apps/v1beta1: deployments"));
  EXPECT_THAT(served->failed, IsEmpty());
}

TEST_F(DiscoveryClientTest, DoesNotTrustAServerThatAggregatesInOnePlaceOnly) {
  PutOldPages();
  pages->Put("/api", R"({"items":[)" + Group("", {Version("v1", {Resource("stale", "Stale")})}) + "]}", kAggregatedV2);
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_THAT(Lines(served->resources), ElementsAre("v1: pods", "apps/v1: deployments", "apps/v1beta1: deployments"));
}

TEST_F(DiscoveryClientTest, CanBeToldToAskTheOldWay) {
  PutOldPages();
  ASSERT_TRUE(DiscoveryClient(ClientOf(pages), {.aggregated = false}).ServedResources());
  EXPECT_EQ(*pages->Asked()[0].headers.Find("Accept"), "application/json");
}

TEST_F(DiscoveryClientTest, TellsWhatFailedBesideTheRest) {
  PutOldPages();
  pages->Fail("/apis/apps/v1beta1", 503);
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_THAT(Lines(served->resources), ElementsAre("v1: pods", "apps/v1: deployments"));
  ASSERT_THAT(served->failed, SizeIs(1));
  EXPECT_EQ(served->failed.begin()->first.ToString(), "apps/v1beta1");
  EXPECT_EQ(served->failed.begin()->second.HttpStatus(), 503);
  EXPECT_THAT(DescribeFailures(*served), HasSubstr("apps/v1beta1: "));
}

TEST_F(DiscoveryClientTest, TakesAStaleVersionForOneThatFailedAndPrefersAnother) {
  pages->Aggregate(
      "", Group("metrics.k8s.io", {Version("v1", {}, "Stale"), Version("v1beta1", {Resource("nodes", "NodeMetrics")})}));
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  ASSERT_THAT(served->failed, SizeIs(1));
  EXPECT_EQ(served->failed.begin()->first.ToString(), "metrics.k8s.io/v1");
  EXPECT_EQ(served->groups[0].preferredVersion.version, "v1beta1");
  EXPECT_TRUE(ServerSupports(*served, {"metrics.k8s.io", "v1"}));
  EXPECT_FALSE(ServerSupports(*served, {"metrics.k8s.io", "v2"}));
}

TEST_F(DiscoveryClientTest, UnitesWhatAServerTellsTwice) {
  pages->Aggregate("", Group("a", {Version("v1", {Resource("x", "X")})}) + "," + Group("b", {Version("v1", {})}) + "," +
                           Group("a", {Version("v1", {Resource("y", "Y")}), Version("v2", {})}));
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_THAT(GroupNames(served->groups), ElementsAre("a", "b"));
  EXPECT_THAT(served->groups[0].versions, SizeIs(2));
  EXPECT_THAT(Lines(served->resources), ElementsAre("a/v1: x", "b/v1:", "a/v2:"));
}

TEST_F(DiscoveryClientTest, LeavesAResourceWithoutAKindOutButNotWhatIsBelowIt) {
  pages->Aggregate("", Group("a", {Version("v1", {R"({"resource":"x","scope":"Cluster","verbs":[],"subresources":[
    {"subresource":"status","responseKind":{"kind":"X"},"verbs":["get"]},{"subresource":"none","verbs":[]}]})"})}));
  EXPECT_THAT(Lines(client.ServedResources()->resources), ElementsAre("a/v1: x/status"));
}

TEST_F(DiscoveryClientTest, TakesAMissingCoreGroupForNone) {
  pages->Put("/apis", R"({"items":[)" + Group("a", {Version("v1", {})}) + "]}", kAggregatedV2);
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_THAT(GroupNames(served->groups), ElementsAre("a"));
  EXPECT_THAT(client.Resources({"", "v1"})->resources, IsEmpty());
  EXPECT_EQ(client.Resources({"gone", "v1"}).error().Code(), ErrorCode::kNotFound);
}

TEST_F(DiscoveryClientTest, FailsWhereTheGroupsCannotBeRead) {
  PutOldPages();
  pages->Fail("/apis", 500);
  EXPECT_EQ(client.ServedResources().error().HttpStatus(), 500);
  EXPECT_EQ(client.Groups().error().HttpStatus(), 500);
  pages->Put("/apis", R"({"kind":"APIGroupList","groups":[{"name":7}]})");
  EXPECT_EQ(client.ServedResources().error().Code(), ErrorCode::kDecode);
  EXPECT_THAT(client.ServedResources().error().ToString(), HasSubstr("/apis"));
}

TEST_F(DiscoveryClientTest, TakesAListForTheOneThatItAskedForWhateverItSays) {
  PutOldPages();
  pages->Put("/apis/apps/v1", R"({"kind":"APIResourceList","groupVersion":"v1","resources":[]})");
  EXPECT_THAT(Lines(client.ServedResources()->resources), ElementsAre("v1: pods", "apps/v1:", "apps/v1beta1: deployments"));
}

TEST_F(DiscoveryClientTest, AsksForNothingByANameThatLeadsElsewhere) {
  PutOldPages();
  pages->Put("/apis", R"({"kind":"APIGroupList","groups":[
    {"name":"..","versions":[{"groupVersion":"../v1","version":"v1"}]},
    {"name":"a/b","versions":[{"groupVersion":"a/b/v1","version":"v1"}]}]})");
  const auto served = client.ServedResources();
  ASSERT_TRUE(served) << served.error().ToString();
  EXPECT_THAT(pages->Paths(), UnorderedElementsAre("/api", "/apis", "/api/v1"));
  EXPECT_THAT(served->failed, SizeIs(2));
}

TEST_F(DiscoveryClientTest, RefusesMoreGroupVersionsThanThereCanBe) {
  PutOldPages();
  std::vector<std::string> groups;
  for (int i = 0; i < 5000; ++i) {
    const std::string name = "g" + std::to_string(i);
    groups.push_back(R"({"name":")" + name + R"(","versions":[{"groupVersion":")" + name + R"(/v1","version":"v1"}]})");
  }
  pages->Put("/apis", R"({"kind":"APIGroupList","groups":[)" + Joined(groups) + "]}");
  const auto served = client.ServedResources();
  ASSERT_FALSE(served);
  EXPECT_EQ(served.error().Code(), ErrorCode::kDecode);
  EXPECT_THAT(pages->Paths(), SizeIs(2));
}

TEST_F(DiscoveryClientTest, RefusesDocumentsThatAreNone) {
  const std::string deep(100'000, '[');
  for (const std::string& document : {deep, std::string("{\"items\":") + deep, std::string("{\"items\":{}}"), std::string("[]"),
                                      std::string("{\"items\":[{\"versions\":[{\"resources\":[7]}]}]}"), std::string()}) {
    pages->Put("/api", document, kAggregatedV2);
    pages->Put("/apis", document, kAggregatedV2);
    const auto served = client.ServedResources();
    ASSERT_FALSE(served) << document.substr(0, 50);
    EXPECT_EQ(served.error().Code(), ErrorCode::kDecode);
    EXPECT_THAT(served.error().ToString(), HasSubstr("/api"));
  }
}

TEST_F(DiscoveryClientTest, GivesUpWhenItIsTold) {
  PutOldPages();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(client.ServedResources({.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
}

TEST_F(DiscoveryClientTest, KnowsTheAggregatedFormByItsParametersInAnyOrder) {
  EXPECT_TRUE(internal::IsAggregated(kAggregatedV2));
  EXPECT_TRUE(
      internal::IsAggregated("application/json; as=APIGroupDiscoveryList; v=v2beta1; charset=utf-8; g=apidiscovery.k8s.io"));
  EXPECT_FALSE(internal::IsAggregated("application/json"));
  EXPECT_FALSE(internal::IsAggregated("application/json;g=apidiscovery.k8s.io;v=v9;as=APIGroupDiscoveryList"));
  EXPECT_FALSE(internal::IsAggregated("text/html;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"));
  EXPECT_FALSE(internal::IsAggregated(""));
}

TEST_F(DiscoveryClientTest, TellsTheVersionOfTheServer) {
  pages->Put("/version", R"({"major":"1","minor":"36","gitVersion":"v1.36.3"})");
  EXPECT_EQ(client.ServerVersion()->gitVersion, "v1.36.3");
  EXPECT_EQ(client.ServerVersionAsync().Get()->minor, "36");
}

TEST_F(DiscoveryClientTest, ReadsTheDocumentsOfOpenApi) {
  pages->Put("/openapi/v2", R"({"swagger":"2.0"})");
  pages->Put("/openapi/v3", R"({"paths":{"api/v1":{"serverRelativeURL":"/openapi/v3/api/v1?hash=A%2BB"}}})");
  pages->Put("/openapi/v3/api/v1", R"({"openapi":"3.0.0"})");
  EXPECT_EQ(*client.OpenApiV2(), R"({"swagger":"2.0"})");
  const auto places = client.OpenApiV3Paths();
  ASSERT_TRUE(places) << places.error().ToString();
  EXPECT_EQ(*client.OpenApiV3(places->at("api/v1")), R"({"openapi":"3.0.0"})");
  EXPECT_EQ(pages->Paths().back(), "/openapi/v3/api/v1?hash=A%2BB");
  EXPECT_EQ(*client.OpenApiV3Async(places->at("api/v1")).Get(), R"({"openapi":"3.0.0"})");
}

TEST_F(DiscoveryClientTest, FollowsNoPlaceToAnotherServer) {
  for (const char* place : {"//other.example.com/x", "https://other.example.com/x", "", "x"}) {
    EXPECT_EQ(client.OpenApiV3(place).error().Code(), ErrorCode::kInvalidArgument) << place;
  }
  EXPECT_THAT(pages->Paths(), IsEmpty());
  pages->Put("/openapi/v3", R"({"paths":{"api/v1":{}}})");
  EXPECT_EQ(client.OpenApiV3Paths().error().Code(), ErrorCode::kDecode);
}

}  // namespace
}  // namespace k8s::test
