#include "testkit/test_api.h"
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

class DeleteTest : public testing::Test {
 protected:
  const std::string web_ = std::string(kPods) + "/web";
  TestApi api_;
};

TEST_F(DeleteTest, AnswersWithAStatusOfSuccess) {
  const std::string maps = "/api/v1/namespaces/default/configmaps";
  const std::string uid = At(api_.Post(maps, R"({"metadata":{"name":"web"}})").body, "metadata.uid");
  const Response deleted = api_.Delete(maps + "/web");
  EXPECT_EQ(deleted.status, 200);
  EXPECT_EQ(At(deleted.body, "kind"), "Status");
  EXPECT_EQ(At(deleted.body, "status"), "Success");
  EXPECT_EQ(At(deleted.body, "details"), R"({"name":"web","kind":"configmaps","uid":")" + uid + "\"}");
  EXPECT_EQ(api_.Get(maps + "/web").status, 404);
  EXPECT_EQ(api_.Delete(maps + "/web").status, 404);
}

TEST_F(DeleteTest, AnswersWithThePodThatWas) {
  api_.Post(kPods, Pod("web"));
  const Response deleted = api_.Delete(web_);
  EXPECT_EQ(At(deleted.body, "kind"), "Pod");
  EXPECT_EQ(At(deleted.body, "metadata.deletionTimestamp"), "2026-01-02T00:00:00Z");
  EXPECT_EQ(api_.Get(web_).status, 404);
}

TEST_F(DeleteTest, HonoursPreconditions) {
  const std::string created = api_.Post(kPods, Pod("web")).body;
  const std::string uid = At(created, "metadata.uid");
  const std::string version = At(created, "metadata.resourceVersion");
  const Response wrongUid = api_.Delete(web_, R"({"preconditions":{"uid":"other"}})");
  EXPECT_EQ(wrongUid.status, 409);
  EXPECT_EQ(
      At(wrongUid.body, "message"),
      "Operation cannot be fulfilled on Pod \"web\": the UID in the precondition (other) does not match the UID in record (" +
          uid + "). The object might have been deleted and then recreated");
  EXPECT_EQ(api_.Delete(web_, R"({"preconditions":{"resourceVersion":"1"}})").status, 409);
  EXPECT_EQ(api_.Delete(web_, R"({"preconditions":{"uid":")" + uid + R"(","resourceVersion":")" + version + "\"}}").status,
            200);
}

TEST_F(DeleteTest, WaitsForFinalizers) {
  api_.Post(kPods, R"({"metadata":{"name":"web","finalizers":["example.com/guard"]}})");
  const Response marked = api_.Delete(web_);
  EXPECT_EQ(marked.status, 200);
  EXPECT_EQ(At(marked.body, "kind"), "Pod");
  EXPECT_EQ(At(marked.body, "metadata.deletionTimestamp"), "2026-01-02T00:00:00Z");
  EXPECT_EQ(At(api_.Get(web_).body, "metadata.deletionGracePeriodSeconds"), "0");
  api_.Advance(std::chrono::seconds(5));
  EXPECT_EQ(api_.Delete(web_).body, marked.body);

  EXPECT_EQ(api_.Patch(web_, "application/merge-patch+json", R"({"metadata":{"finalizers":null}})").status, 200);
  EXPECT_EQ(api_.Get(web_).status, 404);
}

TEST_F(DeleteTest, DeletesNothingInADryRun) {
  api_.Post(kPods, Pod("web"));
  EXPECT_EQ(api_.Delete(web_ + "?dryRun=All").status, 200);
  EXPECT_EQ(api_.Delete(web_, R"({"kind":"DeleteOptions","dryRun":["All"]})").status, 200);
  EXPECT_EQ(api_.Get(web_).status, 200);
}

TEST_F(DeleteTest, RefusesABodyThatIsNoDeleteOptions) {
  api_.Post(kPods, Pod("web"));
  EXPECT_EQ(api_.Delete(web_, Pod("web")).status, 400);
  EXPECT_EQ(api_.Delete(web_, "[]").status, 400);
}

TEST_F(DeleteTest, DeletesWhatIsSelected) {
  api_.Post(kPods, Pod("a", R"({"app":"web"})"));
  api_.Post(kPods, Pod("b", R"({"app":"db"})"));
  const Response deleted = api_.Delete(std::string(kPods) + "?labelSelector=app%3Dweb");
  EXPECT_EQ(deleted.status, 200);
  EXPECT_EQ(At(deleted.body, "items.0.metadata.name"), "a");
  EXPECT_EQ(api_.Get(std::string(kPods) + "/a").status, 404);
  EXPECT_EQ(api_.Get(std::string(kPods) + "/b").status, 200);
}

TEST_F(DeleteTest, ANamespaceTakesAlongWhatLivesInIt) {
  api_.Post("/api/v1/namespaces", R"({"metadata":{"name":"team-a"}})");
  api_.Post("/api/v1/namespaces/team-a/pods", Pod("web"));
  api_.Post(kPods, Pod("web"));
  EXPECT_EQ(api_.Delete("/api/v1/namespaces/team-a").status, 200);
  EXPECT_EQ(api_.Get("/api/v1/namespaces/team-a/pods/web").status, 404);
  EXPECT_EQ(api_.Get(web_).status, 200);
}

}  // namespace
}  // namespace k8s::testkit
