#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "discovery/pages.h"
#include "fakes/manual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/discovery/rest_mapper.h>

namespace k8s::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string NamesOf(const Result<std::vector<RestMapping>>& mappings) {
  std::string names;
  for (const RestMapping& mapping : *mappings) names += (names.empty() ? "" : " ") + mapping.resource.ToString();
  return names;
}

class RestMapperTest : public testing::Test {
 protected:
  RestMapperTest() { PutGroups(); }

  void PutGroups(const std::string& more = {}) {
    pages->Aggregate(
        Group("",
              {Version("v1", {Resource("pods", "Pod", R"("singularResource":"pod","shortNames":["po"],"categories":["all"])"),
                              Resource("events", "Event", R"("shortNames":["ev"])"),
                              Resource("services", "Service", R"("shortNames":["svc"],"categories":["all"])")})}),
        Group("events.k8s.io", {Version("v1", {Resource("events", "Event", R"("shortNames":["ev"])")})}) + "," +
            Group("apps", {Version("v1", {Resource("deployments", "Deployment", R"("shortNames":["deploy"],"categories":["all"],
                              "subresources":[{"subresource":"scale","responseKind":
                              {"group":"autoscaling","version":"v1","kind":"Scale"},"verbs":["get"]}])")}),
                           Version("v1beta1", {Resource("deployments", "Deployment", R"("categories":["all"])"),
                                               Resource("rollbacks", "Rollback")})}) +
            (more.empty() ? "" : "," + more));
  }

  std::shared_ptr<fakes::ManualClock> clock = std::make_shared<fakes::ManualClock>();
  std::shared_ptr<Pages> pages = std::make_shared<Pages>();
  CachedDiscovery discovery{DiscoveryClient(ClientOf(pages)), {.clock = clock}};
  RestMapper mapper{discovery, {.refreshBurst = 1, .refreshEvery = 10s, .clock = clock}};
};

TEST_F(RestMapperTest, FindsTheResourceOfAKindAndTheKindOfAResource) {
  const auto mapping = mapper.MappingOf({"apps", "Deployment"});
  ASSERT_TRUE(mapping) << mapping.error().ToString();
  EXPECT_EQ(mapping->resource, (GroupVersionResource{"apps", "v1", "deployments"}));
  EXPECT_EQ(mapping->kind, (GroupVersionKind{"apps", "v1", "Deployment"}));
  EXPECT_TRUE(mapping->namespaced);
  EXPECT_EQ(mapper.MappingOf({"apps", "Deployment"}, "v1beta1")->resource.version, "v1beta1");
  EXPECT_EQ(mapper.Find({"apps", "v1beta1", "rollbacks"})->kind.ToString(), "Rollback.v1beta1.apps");
  EXPECT_EQ(NamesOf(mapper.MappingsOf({"apps", "Deployment"})), "deployments.v1.apps deployments.v1beta1.apps");
}

TEST_F(RestMapperTest, TakesNamesInEveryForm) {
  for (const std::string name : {"pods", "pod", "Pod", "POD", "po"}) {
    EXPECT_EQ(mapper.Named(name)->resource.ToString(), "pods.v1.") << name;
  }
  for (const std::string name : {"deploy", "deployments.apps", "deployment.v1.apps", "deployments.ap"}) {
    EXPECT_EQ(mapper.Named(name)->resource.ToString(), "deployments.v1.apps") << name;
  }
  EXPECT_EQ(mapper.Named("deployments.v1beta1.apps")->resource.version, "v1beta1");
  EXPECT_EQ(mapper.Named("ev.events.k8s.io")->resource.ToString(), "events.v1.events.k8s.io");
}

TEST_F(RestMapperTest, PrefersTheCoreGroupAndTellsOfTheOthers) {
  EXPECT_EQ(mapper.Named("events")->resource.group, "");
  EXPECT_EQ(NamesOf(mapper.FindAll({"", "", "ev"})), "events.v1. events.v1.events.k8s.io");
}

TEST_F(RestMapperTest, PrefersANameToAShortName) {
  PutGroups(Group("example.com", {Version("v1", {Resource("po", "Po")})}));
  EXPECT_EQ(mapper.Named("po")->resource.ToString(), "po.v1.example.com");
}

TEST_F(RestMapperTest, KnowsCategories) {
  EXPECT_EQ(NamesOf(mapper.InCategory("all")), "pods.v1. services.v1. deployments.v1.apps");
  EXPECT_THAT(*mapper.InCategory("none"), IsEmpty());
}

TEST_F(RestMapperTest, KnowsWhatIsBelowObjects) {
  EXPECT_EQ(mapper.KindBelow({"apps", "v1", "deployments"}, "scale")->ToString(), "Scale.v1.autoscaling");
  EXPECT_EQ(mapper.KindBelow({"apps", "v1", "deployments"}, "none").error().Code(), ErrorCode::kNotFound);
}

TEST_F(RestMapperTest, RefusesToChooseAmongResourcesOfOneKind) {
  PutGroups(
      Group("custom.metrics.k8s.io", {Version("v1", {Resource("a", "MetricValueList"), Resource("b", "MetricValueList")})}));
  const auto mapping = mapper.MappingOf({"custom.metrics.k8s.io", "MetricValueList"});
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(mapping.error().ToString(), HasSubstr("a.v1.custom.metrics.k8s.io"));
}

TEST_F(RestMapperTest, FindsWhatHasComeSinceItAskedLast) {
  ASSERT_TRUE(mapper.Named("pods"));
  PutGroups(Group("example.com", {Version("v1", {Resource("widgets", "Widget")})}));
  const auto mapping = mapper.MappingOf({"example.com", "Widget"});
  ASSERT_TRUE(mapping) << mapping.error().ToString();
  EXPECT_EQ(mapping->resource.resource, "widgets");
  EXPECT_THAT(pages->Paths(), SizeIs(4));
}

TEST_F(RestMapperTest, DoesNotAskAgainForEverythingThatIsMissing) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(mapper.Named("nothing").error().Code(), ErrorCode::kNotFound);
  EXPECT_THAT(pages->Paths(), SizeIs(4));
  clock->Advance(10s);
  PutGroups(Group("example.com", {Version("v1", {Resource("nothing", "Nothing")})}));
  EXPECT_TRUE(mapper.Named("nothing"));
  EXPECT_THAT(pages->Paths(), SizeIs(6));
}

TEST_F(RestMapperTest, KeepsWhatItKnowsIfItCannotAskAgain) {
  ASSERT_TRUE(mapper.Named("pods"));
  pages->Fail("/apis", 500);
  EXPECT_EQ(mapper.Named("nothing").error().HttpStatus(), 500);
  EXPECT_TRUE(mapper.Named("pods"));
}

TEST_F(RestMapperTest, TellsWhichGroupsCouldNotBeRead) {
  PutGroups(Group("metrics.k8s.io", {Version("v1beta1", {}, "Stale")}));
  EXPECT_THAT(mapper.Named("nodes").error().ToString(), HasSubstr("metrics.k8s.io/v1beta1"));
  EXPECT_TRUE(mapper.Named("pods"));
}

TEST_F(RestMapperTest, AsksAnewWhenItIsReset) {
  ASSERT_TRUE(mapper.Named("pods"));
  mapper.Reset();
  ASSERT_TRUE(mapper.Named("pods"));
  EXPECT_THAT(pages->Paths(), SizeIs(4));
}

TEST_F(RestMapperTest, AsksOnceForAllWhoLookForWhatIsMissing) {
  ASSERT_TRUE(mapper.Named("pods"));
  PutGroups(Group("example.com", {Version("v1", {Resource("widgets", "Widget")})}));
  std::atomic<int> found = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] {
        if (mapper.Named("widgets")) ++found;
      });
    }
  }
  EXPECT_EQ(found, 16);
  EXPECT_THAT(pages->Paths(), SizeIs(4));
}

}  // namespace
}  // namespace k8s::test
