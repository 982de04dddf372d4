#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class ListTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"a", "b", "c", "d", "e"}) api_.Post(kPods, Pod(name));
  }

  Response List(const std::string& query) { return api_.Get(std::string(kPods) + "?" + query); }
  static std::string TokenOf(const Response& list) { return At(list.body, "metadata.continue"); }
  static std::string VersionOf(const Response& list) { return At(list.body, "metadata.resourceVersion"); }

  TestApi api_;
};

TEST_F(ListTest, IsCutWhereTheClientLikes) {
  const Response first = List("limit=2");
  EXPECT_EQ(NamesIn(first), "a b ");
  EXPECT_EQ(At(first.body, "metadata.remainingItemCount"), "3");
  const Response second = List("limit=2&continue=" + TokenOf(first));
  EXPECT_EQ(NamesIn(second), "c d ");
  EXPECT_EQ(At(second.body, "metadata.remainingItemCount"), "1");
  const Response last = List("limit=2&continue=" + TokenOf(second));
  EXPECT_EQ(NamesIn(last), "e ");
  EXPECT_EQ(TokenOf(last), "");
  EXPECT_EQ(At(last.body, "metadata.remainingItemCount"), "");
}

TEST_F(ListTest, APageThatIsJustFullEndsTheList) {
  EXPECT_EQ(TokenOf(List("limit=5")), "");
  EXPECT_EQ(TokenOf(List("limit=-1")), "");
}

TEST_F(ListTest, EveryPageIsOfTheVersionOfTheFirst) {
  const Response first = List("limit=2");
  api_.Delete(std::string(kPods) + "/c");
  api_.Post(kPods, Pod("bb"));
  api_.Patch(std::string(kPods) + "/d", "application/merge-patch+json", R"({"spec":{"nodeName":"n2"}})");
  const Response rest = List("continue=" + TokenOf(first));
  EXPECT_EQ(NamesIn(rest), "c d e ");
  EXPECT_EQ(At(rest.body, "items.1.spec.nodeName"), "n1");
  EXPECT_EQ(VersionOf(rest), VersionOf(first));
}

TEST_F(ListTest, PagesGoAcrossNamespaces) {
  api_.Post("/api/v1/namespaces/kube-system/pods", Pod("a"));
  const Response first = api_.Get("/api/v1/pods?limit=5");
  EXPECT_EQ(NamesIn(first), "a b c d e ");
  EXPECT_EQ(NamesIn(api_.Get("/api/v1/pods?limit=5&continue=" + TokenOf(first))), "a ");
  EXPECT_EQ(TokenOf(List("limit=5")), "") << "what lives in another namespace is no rest";
}

TEST_F(ListTest, ASelectionIsCutButNotCounted) {
  const Response first = List("limit=1&fieldSelector=metadata.name!%3Da");
  EXPECT_EQ(NamesIn(first), "b ");
  EXPECT_NE(TokenOf(first), "");
  EXPECT_EQ(At(first.body, "metadata.remainingItemCount"), "");
}

TEST_F(ListTest, ATokenExpiresAndLeavesAnotherThatGoesOnInconsistently) {
  const Response first = List("limit=2");
  api_.Delete(std::string(kPods) + "/c");
  api_.Server().Compact();
  const Response expired = List("limit=2&continue=" + TokenOf(first));
  EXPECT_EQ(expired.status, 410);
  EXPECT_EQ(At(expired.body, "reason"), "Expired");
  EXPECT_THAT(At(expired.body, "message"), StartsWith("The provided continue parameter is too old"));
  const Response next = List("limit=2&continue=" + TokenOf(expired));
  EXPECT_EQ(NamesIn(next), "d e ");
  EXPECT_GT(std::stoi(VersionOf(next)), std::stoi(VersionOf(first)));
}

TEST_F(ListTest, RefusesTokensThatItDidNotWrite) {
  EXPECT_EQ(List("continue=abc").status, 400);
  EXPECT_THAT(At(List("continue=abc").body, "message"), StartsWith("invalid continue token: continue key is not valid: "));
  EXPECT_EQ(List("continue=" + TokenOf(api_.Get("/api/v1/pods?limit=2"))).status, 400) << "of all namespaces";
  // {"v":"meta.k8s.io/v1","rv":1,"start":"/../a"}
  EXPECT_EQ(List("continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MSwic3RhcnQiOiIvLi4vYSJ9").status, 400);
}

TEST_F(ListTest, ATokenHasAVersionAlready) {
  const Response first = List("limit=2");
  const Response both = List("continue=" + TokenOf(first) + "&resourceVersion=" + VersionOf(first));
  EXPECT_EQ(both.status, 400);
  EXPECT_EQ(At(both.body, "message"), "specifying resource version is not allowed when using continue");
}

TEST_F(ListTest, TellsWhatThereWasAtAVersion) {
  const std::string before = VersionOf(List(""));
  api_.Delete(std::string(kPods) + "/a");
  const Response exact = List("resourceVersionMatch=Exact&resourceVersion=" + before);
  EXPECT_EQ(NamesIn(exact), "a b c d e ");
  EXPECT_EQ(VersionOf(exact), before);
  EXPECT_EQ(NamesIn(List("resourceVersionMatch=NotOlderThan&resourceVersion=" + before)), "b c d e ");
  EXPECT_EQ(NamesIn(List("resourceVersion=" + before)), "b c d e ");
  EXPECT_EQ(NamesIn(List("limit=2&resourceVersion=" + before)), "a b ") << "with a limit, a version means exactly that one";
  api_.Server().Compact();
  EXPECT_EQ(List("resourceVersionMatch=Exact&resourceVersion=" + before).status, 410);
}

TEST_F(ListTest, AnyVersionIsNotCut) { EXPECT_EQ(NamesIn(List("limit=2&resourceVersion=0")), "a b c d e "); }

TEST_F(ListTest, RefusesAVersionThatIsNotThereYet) {
  const Response early = List("resourceVersionMatch=Exact&resourceVersion=1000");
  EXPECT_EQ(early.status, 504);
  EXPECT_EQ(At(early.body, "details.retryAfterSeconds"), "1");
  EXPECT_EQ(api_.Get(std::string(kPods) + "/a?resourceVersion=1000").status, 504);
}

struct Refusal {
  const char* query;
  int status;
  const char* message;
};

class ListOptionsTest : public testing::TestWithParam<Refusal> {};

TEST_P(ListOptionsTest, AreRefusedWhereTheyContradictThemselves) {
  TestApi api;
  const Response answer = api.Get(std::string(kPods) + "?" + GetParam().query);
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_THAT(At(answer.body, "message"), HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Queries, ListOptionsTest,
    testing::Values(
        Refusal{"limit=abc", 400, R"(strconv.ParseInt: parsing "abc": invalid syntax)"},
        Refusal{"watch=1&timeoutSeconds=abc", 400, R"(strconv.ParseInt: parsing "abc": invalid syntax)"},
        Refusal{"resourceVersion=abc", 400, R"(invalid resource version: resourceVersion: Invalid value: "abc")"},
        Refusal{"watch=1&resourceVersion=abc", 500, R"(resourceVersion: Invalid value: "abc")"},
        Refusal{"resourceVersionMatch=Exact", 422,
                "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden "
                "unless resourceVersion is provided"},
        Refusal{"continue=abc&resourceVersionMatch=Exact&resourceVersion=1", 422, "is forbidden when continue is provided"},
        Refusal{"resourceVersionMatch=Foo&resourceVersion=1", 422,
                R"(Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", "")"},
        Refusal{"resourceVersionMatch=Exact&resourceVersion=0", 422,
                R"(resourceVersionMatch "exact" is forbidden for resourceVersion "0")"},
        Refusal{"sendInitialEvents=true", 422, "sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list"},
        Refusal{"watch=1&resourceVersionMatch=NotOlderThan", 422,
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"},
        Refusal{"watch=1&sendInitialEvents=true&resourceVersionMatch=Exact", 422,
                R"(Unsupported value: "Exact": supported values: "NotOlderThan")"},
        Refusal{"watch=1&continue=abc", 422, "is forbidden when continue is provided"}));

TEST_F(ListTest, CompactionLeavesWatchesAloneThatMissNothing) {
  auto watch = api_.Watch(std::string(kPods) + "?watch=1&resourceVersion=" + VersionOf(List("")));
  const std::string before = VersionOf(List(""));
  api_.Post("/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"settings"}})");
  api_.Server().Compact();
  api_.Post(kPods, Pod("f"));
  EXPECT_THAT(Drain(*watch), ElementsAre("ADDED f"));
  auto late = api_.Watch(std::string(kPods) + "?watch=1&resourceVersion=" + before);
  EXPECT_THAT(Drain(*late), ElementsAre("ERROR 410", "END"));
}

TEST_F(ListTest, CompactionEndsAWatchThatMissesAChange) {
  auto watch = api_.Watch(std::string(kPods) + "?watch=1&resourceVersion=" + VersionOf(List("")));
  api_.Post(kPods, Pod("f"));
  api_.Server().Compact();
  EXPECT_THAT(Drain(*watch), ElementsAre("ERROR 410", "END"));
}

}  // namespace
}  // namespace k8s::testkit
