#include <string>

#include "discovery/pages.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/discovery/scale_client.h>

namespace k8s::test {
namespace {

using testing::HasSubstr;

std::string Scalable(const std::string& plural, const std::string& kind, const std::string& scale) {
  return Resource(plural, kind, R"("subresources":[{"subresource":"scale","responseKind":)" + scale + R"(,"verbs":["get"]}])");
}

class ScaleClientTest : public testing::Test {
 protected:
  ScaleClientTest() {
    pages->Aggregate(
        Group("", {Version("v1", {Resource("pods", "Pod")})}),
        Group("apps", {Version("v1", {Scalable("deployments", "Deployment",
                                               R"({"group":"autoscaling","version":"v1","kind":"Scale"})")})}) +
            "," +
            Group("old.example.com",
                  {Version("v1", {Scalable("things", "Thing", R"({"group":"extensions","version":"v1beta1","kind":"Scale"})"),
                                  Scalable("odds", "Odd", R"({"group":"odd","version":"v1","kind":"Odd"})")})}));
    pages->Put("/apis/apps/v1/namespaces/default/deployments/web/scale",
               R"({"kind":"Scale","apiVersion":"autoscaling/v1","metadata":{"name":"web","namespace":"default"},
                   "spec":{"replicas":2},"status":{"replicas":1,"selector":"app=web"}})");
    pages->Put("/apis/old.example.com/v1/namespaces/default/things/t/scale",
               R"({"kind":"Scale","apiVersion":"extensions/v1beta1","metadata":{"name":"t","namespace":"default"},
                   "spec":{"replicas":2},"status":{"replicas":1,"selector":{"a":"b","c":"d"}}})");
  }

  std::shared_ptr<Pages> pages = std::make_shared<Pages>();
  RestClient rest = ClientOf(pages);
  ScaleClient scales{rest, RestMapper(CachedDiscovery(DiscoveryClient(rest)))};
};

TEST_F(ScaleClientTest, ReadsAndSetsHowManyThereShallBe) {
  auto scale = scales.Get({"apps", "deployments"}, "default", "web");
  ASSERT_TRUE(scale) << scale.error().ToString();
  EXPECT_EQ(scale->spec.replicas, 2);
  EXPECT_EQ(scale->status.selector, "app=web");
  scale->spec.replicas = 3;
  ASSERT_TRUE(scales.Update({"apps", "deployments"}, *scale, {.dryRun = true}));
  const Request update = pages->Asked().back();
  EXPECT_EQ(update.method + " " + update.target, "PUT /apis/apps/v1/namespaces/default/deployments/web/scale?dryRun=All");
  EXPECT_THAT(update.body, HasSubstr(R"("apiVersion":"autoscaling/v1")"));
  EXPECT_THAT(update.body, HasSubstr(R"("replicas":3)"));
  ASSERT_TRUE(scales.Patch({"apps", "deployments"}, "default", "web", MergePatch(R"({"spec":{"replicas":4}})")));
  EXPECT_EQ(pages->Asked().back().method, "PATCH");
  EXPECT_EQ(pages->Asked().back().body, R"({"spec":{"replicas":4}})");
}

TEST_F(ScaleClientTest, TranslatesTheKindsOfOlderServers) {
  auto scale = scales.Get({"old.example.com", "things"}, "default", "t");
  ASSERT_TRUE(scale) << scale.error().ToString();
  EXPECT_EQ(scale->status.selector, "a=b,c=d");
  ASSERT_TRUE(scales.Update({"old.example.com", "things"}, *scale));
  EXPECT_THAT(pages->Asked().back().body, HasSubstr(R"("apiVersion":"extensions/v1beta1")"));
  EXPECT_THAT(pages->Asked().back().body, HasSubstr(R"("targetSelector":"a=b,c=d")"));
  EXPECT_THAT(pages->Asked().back().body, testing::Not(HasSubstr(R"("selector")")));
}

TEST_F(ScaleClientTest, TellsWhatCannotBeScaled) {
  EXPECT_EQ(scales.Get({"", "pods"}, "default", "p").error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(scales.Get({"", "nothing"}, "default", "p").error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(scales.Get({"old.example.com", "odds"}, "default", "o").error().Code(), ErrorCode::kUnsupported);
  EXPECT_EQ(scales.Get({"apps", "deployments"}, "default", "").error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(scales.Get({"apps", "deployments"}, "", "web").error().Code(), ErrorCode::kInvalidArgument);
}

TEST_F(ScaleClientTest, PassesTheServersErrorsOn) {
  const auto scale = scales.Get({"apps", "deployments"}, "default", "gone");
  ASSERT_FALSE(scale);
  EXPECT_TRUE(IsNotFound(scale.error()));
  EXPECT_EQ(scale.error().HttpStatus(), 404);
}

}  // namespace
}  // namespace k8s::test
