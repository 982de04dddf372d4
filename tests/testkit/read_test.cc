#include "testkit/test_api.h"
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

class ReadTest : public testing::Test {
 protected:
  void SetUp() override {
    api_.Post(kPods, Pod("a", R"({"app":"web","tier":"front"})"));
    api_.Post(kPods, Pod("b", R"({"app":"db"})"));
    api_.Post("/api/v1/namespaces/kube-system/pods", Pod("c", R"({"app":"web"})"));
  }

  std::string Names(const std::string& target) { return NamesIn(api_.Get(target)); }

  TestApi api_;
};

TEST_F(ReadTest, GetsAnObject) {
  const Response got = api_.Get(std::string(kPods) + "/a");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(*got.headers.Find("content-type"), "application/json");
  EXPECT_EQ(At(got.body, "kind"), "Pod");
  EXPECT_EQ(At(got.body, "metadata.name"), "a");
  EXPECT_EQ(At(got.body, "spec.nodeName"), "n1");
}

TEST_F(ReadTest, GivesTheLogThatAPodSaysItHas) {
  api_.Post(kPods, R"({"kind":"Pod","apiVersion":"v1","metadata":{"name":"talker","annotations":{"testkit/log":"one\ntwo"}}})");
  const Response log = api_.Get(std::string(kPods) + "/talker/log");
  EXPECT_EQ(log.status, 200);
  EXPECT_EQ(log.body, "one\ntwo");
  EXPECT_EQ(*log.headers.Find("content-type"), "text/plain");
  EXPECT_EQ(api_.Get(std::string(kPods) + "/a/log").body, "");
  EXPECT_EQ(api_.Get(std::string(kPods) + "/nobody/log").status, 404);
}

TEST_F(ReadTest, SaysWhatWasNotFound) {
  const Response missing = api_.Get(std::string(kPods) + "/nobody");
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(At(missing.body, "status"), "Failure");
  EXPECT_EQ(At(missing.body, "reason"), "NotFound");
  EXPECT_EQ(At(missing.body, "message"), "pods \"nobody\" not found");
  EXPECT_EQ(At(missing.body, "details"), R"({"name":"nobody","kind":"pods"})");
}

TEST_F(ReadTest, ListsANamespaceInOrder) {
  const Response list = api_.Get(kPods);
  EXPECT_EQ(At(list.body, "kind"), "PodList");
  EXPECT_EQ(At(list.body, "apiVersion"), "v1");
  EXPECT_EQ(Names(kPods), "a b ");
}

TEST_F(ReadTest, ListsAllNamespaces) { EXPECT_EQ(Names("/api/v1/pods"), "a b c "); }

TEST_F(ReadTest, ItemsOfAListCarryNoKind) {
  const Response list = api_.Get(kPods);
  EXPECT_EQ(At(list.body, "items.0.kind"), "");
  EXPECT_EQ(At(list.body, "items.0.apiVersion"), "");
}

TEST_F(ReadTest, AListHasTheVersionOfTheWholeStore) {
  const std::string before = At(api_.Get(kPods).body, "metadata.resourceVersion");
  api_.Post("/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"settings"}})");
  const std::string after = At(api_.Get(kPods).body, "metadata.resourceVersion");
  EXPECT_EQ(std::stoi(after), std::stoi(before) + 1);
}

TEST_F(ReadTest, AnEmptyListHasItems) { EXPECT_EQ(At(api_.Get("/api/v1/namespaces/nowhere/pods").body, "items"), "[]"); }

TEST_F(ReadTest, SelectsByLabels) {
  EXPECT_EQ(Names("/api/v1/pods?labelSelector=app%3Dweb"), "a c ");
  EXPECT_EQ(Names("/api/v1/pods?labelSelector=app%20in%20(db,web),!tier"), "b c ");
  EXPECT_EQ(Names("/api/v1/pods?labelSelector=tier"), "a ");
}

TEST_F(ReadTest, SelectsByFields) {
  EXPECT_EQ(Names("/api/v1/pods?fieldSelector=metadata.name%3Db"), "b ");
  EXPECT_EQ(Names("/api/v1/pods?fieldSelector=metadata.namespace!%3Ddefault"), "c ");
  EXPECT_EQ(Names("/api/v1/pods?fieldSelector=spec.nodeName%3Dn1,metadata.name!%3Da"), "b c ");
  EXPECT_EQ(Names("/api/v1/pods?fieldSelector=spec.hostNetwork%3Dfalse"), "a b c ");
}

TEST_F(ReadTest, RefusesFieldsByWhichTheResourceCannotBeSelected) {
  EXPECT_EQ(api_.Get("/api/v1/pods?fieldSelector=spec.image%3Dx").status, 400);
  EXPECT_EQ(api_.Get("/api/v1/configmaps?fieldSelector=spec.nodeName%3Dx").status, 400);
}

TEST_F(ReadTest, RefusesAVersionThatIsNotThereYet) {
  const Response early = api_.Get("/api/v1/pods?resourceVersion=1000");
  EXPECT_EQ(early.status, 504);
  EXPECT_EQ(At(early.body, "reason"), "Timeout");
  EXPECT_EQ(At(early.body, "details.causes.0.reason"), "ResourceVersionTooLarge");
  EXPECT_EQ(*early.headers.Find("Retry-After"), "1");
}

TEST_F(ReadTest, GetsTheStatusSubresourceAsTheWholeObject) {
  EXPECT_EQ(At(api_.Get(std::string(kPods) + "/a/status").body, "metadata.name"), "a");
}

TEST_F(ReadTest, TellsANamespaceFromWhatLivesInIt) {
  EXPECT_EQ(At(api_.Get("/api/v1/namespaces/default").body, "kind"), "Namespace");
  EXPECT_EQ(At(api_.Get("/api/v1/namespaces/default/status").body, "kind"), "Namespace");
  EXPECT_EQ(At(api_.Get("/api/v1/namespaces/default/pods").body, "kind"), "PodList");
}

TEST_F(ReadTest, KeepsTheVersionsOfAGroupApart) {
  EXPECT_EQ(api_.Post("/apis/apps/v1/namespaces/default/deployments", R"({"metadata":{"name":"web"}})").status, 201);
  EXPECT_EQ(At(api_.Get("/apis/apps/v1/deployments").body, "apiVersion"), "apps/v1");
  EXPECT_EQ(At(api_.Get("/apis/apps/v1beta1/deployments").body, "items"), "[]");
}

}  // namespace
}  // namespace k8s::testkit
