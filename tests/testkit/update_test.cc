#include "testkit/every_kind.h"
#include "testkit/test_api.h"
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

class UpdateTest : public testing::Test {
 protected:
  std::string Create(const std::string& object) { return api_.Post(kPods, object).body; }

  /// A pod with that version and the rest of its JSON behind the metadata.
  static std::string Versioned(const std::string& version, const std::string& rest) {
    return R"({"metadata":{"name":"web","resourceVersion":")" + version + "\"}" + rest + "}";
  }

  const std::string web_ = std::string(kPods) + "/web";
  TestApi api_;
};

TEST_F(UpdateTest, StoresTheNextVersion) {
  const std::string before = Create(Pod("web"));
  const Response updated = api_.Put(web_, R"({"metadata":{"name":"web"},"spec":{"nodeName":"n2"}})");
  EXPECT_EQ(updated.status, 200);
  EXPECT_EQ(At(updated.body, "spec.nodeName"), "n2");
  EXPECT_NE(At(updated.body, "metadata.resourceVersion"), At(before, "metadata.resourceVersion"));
  EXPECT_EQ(At(updated.body, "metadata.uid"), At(before, "metadata.uid"));
  EXPECT_EQ(At(updated.body, "metadata.creationTimestamp"), At(before, "metadata.creationTimestamp"));
}

TEST_F(UpdateTest, RefusesAnOldVersion) {
  const std::string old = At(Create(Pod("web")), "metadata.resourceVersion");
  ASSERT_EQ(api_.Put(web_, Versioned(old, R"(,"spec":{"nodeName":"n2"})")).status, 200);
  const Response late = api_.Put(web_, Versioned(old, R"(,"spec":{"nodeName":"n3"})"));
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(At(late.body, "reason"), "Conflict");
  EXPECT_EQ(At(late.body, "message"),
            "Operation cannot be fulfilled on pods \"web\": the object has been modified; please apply your changes to the "
            "latest version and try again");
  EXPECT_EQ(At(api_.Get(web_).body, "spec.nodeName"), "n2");
}

TEST_F(UpdateTest, RefusesAnotherUid) {
  Create(Pod("web"));
  const Response refused = api_.Put(web_, R"({"metadata":{"name":"web","uid":"other"}})");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(At(refused.body, "reason"), "Conflict");
}

TEST_F(UpdateTest, RefusesAnotherName) {
  Create(Pod("web"));
  const Response refused = api_.Put(web_, Pod("db"));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(At(refused.body, "message"), "the name of the object (db) does not match the name on the URL (web)");
}

TEST_F(UpdateTest, CreatesNothing) { EXPECT_EQ(api_.Put(web_, Pod("web")).status, 404); }

TEST_F(UpdateTest, MakesNoVersionOfNoChange) {
  const std::string before = Create(Pod("web"));
  const Response updated = api_.Put(web_, before);
  EXPECT_EQ(updated.status, 200);
  EXPECT_EQ(updated.body, before);
}

TEST_F(UpdateTest, CountsAGenerationOnlyWhenWhatIsWantedChanges) {
  Create(Pod("web"));
  EXPECT_EQ(At(api_.Put(web_, Pod("web", R"({"a":"b"})")).body, "metadata.generation"), "1");
  EXPECT_EQ(At(api_.Put(web_, R"({"metadata":{"name":"web"},"spec":{"nodeName":"n2"}})").body, "metadata.generation"), "2");
  EXPECT_EQ(
      At(api_.Put(web_ + "/status", R"({"metadata":{"name":"web"},"status":{"phase":"Running"}})").body, "metadata.generation"),
      "2");
}

TEST(GenerationTest, ADeploymentCountsItsAnnotationsButNotThoseWrittenWithItsStatus) {
  EveryKind api;
  const std::string web = "/apis/apps/v1/namespaces/default/deployments/web";
  ASSERT_EQ(api.Send("POST", "/apis/apps/v1/namespaces/default/deployments", R"({"metadata":{"name":"web"}})").status, 201);
  const auto generationAfter = [&](const std::string& target, const std::string& patch) {
    return At(api.Merge(target, patch).body, "metadata.generation");
  };
  EXPECT_EQ(generationAfter(web, R"({"metadata":{"labels":{"a":"b"}}})"), "1");
  EXPECT_EQ(generationAfter(web, R"({"metadata":{"annotations":{}}})"), "1");
  EXPECT_EQ(generationAfter(web, R"({"metadata":{"annotations":{"a":"b"}}})"), "2");
  EXPECT_EQ(generationAfter(web + "/status", R"({"metadata":{"annotations":{"a":"c"}}})"), "2");
  EXPECT_EQ(generationAfter(web, R"({"metadata":{"annotations":null}})"), "3");
}

TEST_F(UpdateTest, LeavesTheStatusAlone) {
  Create(Pod("web"));
  api_.Put(web_ + "/status", R"({"metadata":{"name":"web"},"status":{"phase":"Running"}})");
  const Response updated =
      api_.Put(web_, R"({"metadata":{"name":"web"},"spec":{"nodeName":"n2"},"status":{"phase":"Failed"}})");
  EXPECT_EQ(At(updated.body, "status.phase"), "Running");
}

TEST_F(UpdateTest, OfTheStatusLeavesAlmostAllElseAlone) {
  Create(Pod("web", R"({"app":"web"})"));
  const Response updated =
      api_.Put(web_ + "/status",
               R"({"metadata":{"name":"web","labels":{"app":"db"}},"spec":{"nodeName":"n2"},"status":{"phase":"Running"}})");
  EXPECT_EQ(updated.status, 200);
  EXPECT_EQ(At(updated.body, "status.phase"), "Running");
  EXPECT_EQ(At(updated.body, "spec.nodeName"), "n1");
  EXPECT_EQ(At(updated.body, "metadata.labels.app"), "db");
}

TEST_F(UpdateTest, ChangesNothingInADryRun) {
  Create(Pod("web"));
  const Response updated = api_.Put(web_ + "?dryRun=All", R"({"metadata":{"name":"web"},"spec":{"nodeName":"n2"}})");
  EXPECT_EQ(At(updated.body, "spec.nodeName"), "n2");
  EXPECT_EQ(At(api_.Get(web_).body, "spec.nodeName"), "n1");
}

}  // namespace
}  // namespace k8s::testkit
