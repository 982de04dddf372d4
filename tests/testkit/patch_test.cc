#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

using testing::HasSubstr;

constexpr char kJson[] = "application/json-patch+json";

class PatchTest : public testing::Test {
 protected:
  void SetUp() override {
    api_.Post(kPods, R"({"metadata":{"name":"web","labels":{"app":"web"}},"spec":{"a":1,"list":["x","y"],"deep":{"b":2}}})");
  }

  /// The spec after a JSON patch, or the status of the refusal.
  std::string SpecAfter(const std::string& operations) {
    const Response patched = api_.Patch(web_, kJson, operations);
    return patched.status == 200 ? At(patched.body, "spec") : std::to_string(patched.status);
  }

  const std::string web_ = std::string(kPods) + "/web";
  TestApi api_;
};

TEST_F(PatchTest, MergesAndRemoves) {
  const Response patched = api_.Patch(web_, kMerge, R"({"spec":{"a":null,"deep":{"c":3},"list":["z"]}})");
  EXPECT_EQ(patched.status, 200);
  EXPECT_EQ(At(patched.body, "spec"), R"({"list":["z"],"deep":{"b":2,"c":3}})");
  EXPECT_EQ(At(patched.body, "metadata.labels.app"), "web");
}

TEST_F(PatchTest, RefusesAMergeThatIsNoObject) { EXPECT_EQ(api_.Patch(web_, kMerge, "[]").status, 400); }

TEST_F(PatchTest, DetectsConflictsWhenTheVersionIsGiven) {
  EXPECT_EQ(api_.Patch(web_, kMerge, R"({"metadata":{"resourceVersion":"1"},"spec":{"a":5}})").status, 409);
}

TEST_F(PatchTest, CannotRename) {
  EXPECT_EQ(api_.Patch(web_, kMerge, R"({"metadata":{"name":"db"}})").status, 400);
  EXPECT_EQ(api_.Patch(web_, kMerge, R"({"kind":"Service"})").status, 422);
}

TEST_F(PatchTest, ChangesTheStatusOnItsOwnPath) {
  const Response patched = api_.Patch(web_ + "/status", kMerge, R"({"status":{"phase":"Running"},"spec":{"a":7}})");
  EXPECT_EQ(At(patched.body, "status.phase"), "Running");
  EXPECT_EQ(At(patched.body, "spec.a"), "1");
}

TEST_F(PatchTest, AppliesJsonPatchOperations) {
  EXPECT_EQ(SpecAfter(R"([{"op":"add","path":"/spec/list/1","value":"m"},{"op":"add","path":"/spec/list/-","value":"z"}])"),
            R"({"a":1,"list":["x","m","y","z"],"deep":{"b":2}})");
  EXPECT_EQ(SpecAfter(R"([{"op":"remove","path":"/spec/list/0"},{"op":"replace","path":"/spec/a","value":{"n":null}}])"),
            R"({"a":{"n":null},"list":["m","y","z"],"deep":{"b":2}})");
  EXPECT_EQ(
      SpecAfter(R"([{"op":"move","from":"/spec/deep/b","path":"/spec/b"},{"op":"copy","from":"/spec/b","path":"/spec/a"}])"),
      R"({"a":2,"list":["m","y","z"],"deep":{},"b":2})");
  EXPECT_EQ(SpecAfter(R"([{"op":"test","path":"/spec/a","value":2},{"op":"remove","path":"/spec/deep"}])"),
            R"({"a":2,"list":["m","y","z"],"b":2})");
}

TEST_F(PatchTest, ReadsEscapesInJsonPointers) {
  EXPECT_EQ(SpecAfter(R"([{"op":"add","path":"/spec/x~1y~0z","value":1},{"op":"remove","path":"/spec/list"}])"),
            R"({"a":1,"deep":{"b":2},"x/y~z":1})");
}

class ImpossiblePatchTest : public PatchTest, public testing::WithParamInterface<const char*> {};

TEST_P(ImpossiblePatchTest, IsRefusedAsAWhole) {
  const std::string before = api_.Get(web_).body;
  const Response refused =
      api_.Patch(web_, kJson, std::string(R"([{"op":"replace","path":"/spec/a","value":9},)") + GetParam() + "]");
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(At(refused.body, "reason"), "Invalid");
  EXPECT_EQ(api_.Get(web_).body, before);
}

INSTANTIATE_TEST_SUITE_P(Operations, ImpossiblePatchTest,
                         testing::Values(R"({"op":"test","path":"/spec/deep/b","value":3})",       //
                                         R"({"op":"remove","path":"/spec/nothing"})",              //
                                         R"({"op":"remove","path":""})",                           //
                                         R"({"op":"replace","path":"/spec/list/7","value":1})",    //
                                         R"({"op":"add","path":"/nothing/at/all","value":1})",     //
                                         R"({"op":"add","path":"/spec/list/7","value":1})",        //
                                         R"({"op":"add","path":"/spec/list/01","value":1})",       //
                                         R"({"op":"add","path":"/spec/list/-1","value":1})",       //
                                         R"({"op":"add","path":"spec","value":1})",                //
                                         R"({"op":"add","path":"/spec/~2","value":1})",            //
                                         R"({"op":"add","path":"/spec/x"})",                       //
                                         R"({"op":"move","from":"/spec","path":"/spec/deep/x"})",  //
                                         R"({"op":"copy","from":"/nothing","path":"/spec/x"})",    //
                                         R"({"op":"add","path":"","value":[]})",                   //
                                         R"({"op":"bless","path":"/spec"})",                       //
                                         R"({"path":"/spec"})", "7", "null"));

TEST_F(PatchTest, BoundsWhatCopiesAddUpTo) {
  std::string operations = R"([{"op":"add","path":"/spec/d","value":[")" + std::string(1000, 'x') + R"("]})";
  for (int i = 0; i < 40; ++i) operations += R"(,{"op":"copy","from":"/spec/d","path":"/spec/d/-"})";
  EXPECT_EQ(SpecAfter(operations + "]"), "422");
}

TEST_F(PatchTest, BoundsTheDepthThatOperationsAddUpTo) {
  std::string operations = R"([{"op":"add","path":"/spec/d","value":{}})";
  for (int i = 0; i < 300; ++i) {
    operations += R"(,{"op":"move","from":"/spec/d","path":"/spec/e"},{"op":"add","path":"/spec/d","value":{}},)"
                  R"({"op":"move","from":"/spec/e","path":"/spec/d/e"})";
  }
  EXPECT_EQ(SpecAfter(operations + "]"), "422");
}

TEST_F(PatchTest, BoundsTheNumberOfOperations) {
  std::string operations = "[7";
  for (int i = 0; i < 10'000; ++i) operations += ",7";
  EXPECT_EQ(SpecAfter(operations + "]"), "413");
}

TEST_F(PatchTest, RefusesOtherFormats) {
  const Response refused = api_.Patch(web_, "application/json", "{}");
  EXPECT_EQ(refused.status, 415);
  EXPECT_EQ(At(refused.body, "reason"), "UnsupportedMediaType");
  EXPECT_EQ(At(refused.body, "message"), "415: Unsupported Media Type");
}

TEST_F(PatchTest, CreatesNothing) { EXPECT_EQ(api_.Patch(std::string(kPods) + "/nobody", kMerge, "{}").status, 404); }

}  // namespace
}  // namespace k8s::testkit
