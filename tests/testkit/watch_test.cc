#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s::testkit {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WatchTest : public testing::Test {
 protected:
  std::string Version() { return At(api_.Get(kPods).body, "metadata.resourceVersion"); }
  std::string From(const std::string& version, const std::string& more = "") {
    return std::string(kPods) + "?watch=true&resourceVersion=" + version + more;
  }
  void Touch(const std::string& name, const std::string& patch = R"({"spec":{"touched":true}})") {
    ASSERT_EQ(api_.Patch(std::string(kPods) + "/" + name, kMerge, patch).status, 200);
  }

  TestApi api_{5};
};

TEST_F(WatchTest, TellsWhatHappensAfterTheVersion) {
  api_.Post(kPods, Pod("before"));
  auto watch = api_.Watch(From(Version()));
  EXPECT_THAT(Drain(*watch), IsEmpty());
  api_.Post(kPods, Pod("a"));
  Touch("a");
  api_.Delete(std::string(kPods) + "/a");
  EXPECT_THAT(Drain(*watch), ElementsAre("ADDED a", "MODIFIED a", "DELETED a"));
}

TEST_F(WatchTest, TellsWhatHappenedInTheMeantime) {
  const std::string version = Version();
  api_.Post(kPods, Pod("a"));
  auto watch = api_.Watch(From(version));
  EXPECT_THAT(Drain(*watch), ElementsAre("ADDED a"));
}

TEST_F(WatchTest, WithoutAVersionTellsFirstWhatIsThere) {
  api_.Post(kPods, Pod("a"));
  auto unversioned = api_.Watch(std::string(kPods) + "?watch=true");
  auto zero = api_.Watch(From("0"));
  Touch("a");
  EXPECT_THAT(Drain(*unversioned), ElementsAre("ADDED a", "MODIFIED a"));
  EXPECT_THAT(Drain(*zero), ElementsAre("ADDED a", "MODIFIED a"));
}

TEST_F(WatchTest, ADeletedObjectHasTheVersionOfItsDeletion) {
  api_.Post(kPods, Pod("a"));
  auto watch = api_.Watch(From(Version()));
  api_.Delete(std::string(kPods) + "/a");
  EXPECT_EQ(At(watch->Next().frame, "object.metadata.resourceVersion"), Version());
}

TEST_F(WatchTest, AFrameIsALine) {
  auto watch = api_.Watch(From(Version()));
  api_.Post(kPods, Pod("a"));
  const std::string frame = watch->Next().frame;
  EXPECT_EQ(frame.back(), '\n');
  EXPECT_EQ(At(frame, "object.kind"), "Pod");
  EXPECT_EQ(At(frame, "object.apiVersion"), "v1");
}

TEST_F(WatchTest, KeepsToItsNamespaceAndResource) {
  auto watch = api_.Watch(From(Version()));
  auto everywhere = api_.Watch("/api/v1/pods?watch=1&resourceVersion=" + Version());
  api_.Post("/api/v1/namespaces/kube-system/pods", Pod("other"));
  api_.Post("/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"settings"}})");
  EXPECT_THAT(Drain(*watch), IsEmpty());
  EXPECT_THAT(Drain(*everywhere), ElementsAre("ADDED other"));
}

TEST_F(WatchTest, WhatComesToBeSelectedIsAddedAndWhatCeasesToBeIsDeleted) {
  api_.Post(kPods, Pod("a"));
  auto watch = api_.Watch(From(Version(), "&labelSelector=app%3Dweb"));
  Touch("a", R"({"metadata":{"labels":{"app":"web"}}})");
  Touch("a");
  Touch("a", R"({"metadata":{"labels":{"app":"db"}}})");
  const std::string version = Version();
  Touch("a", R"({"spec":{"unseen":true}})");
  EXPECT_EQ(At(watch->Next().frame, "type"), "ADDED");
  EXPECT_EQ(At(watch->Next().frame, "type"), "MODIFIED");
  const std::string gone = watch->Next().frame;
  EXPECT_EQ(At(gone, "type"), "DELETED");
  EXPECT_EQ(At(gone, "object.metadata.labels.app"), "web");
  EXPECT_EQ(At(gone, "object.metadata.resourceVersion"), version);
  EXPECT_THAT(Drain(*watch), IsEmpty());
}

TEST_F(WatchTest, IsAskedForInTheOldWayToo) {
  api_.Post(kPods, Pod("a"));
  api_.Post(kPods, Pod("b"));
  EXPECT_THAT(Drain(*api_.Watch("/api/v1/watch/namespaces/default/pods")), ElementsAre("ADDED a", "ADDED b"));
  EXPECT_THAT(Drain(*api_.Watch("/api/v1/watch/namespaces/default/pods/b")), ElementsAre("ADDED b"));
  EXPECT_THAT(Drain(*api_.Watch("/api/v1/watch/namespaces/default")), ElementsAre("ADDED default"));
  EXPECT_EQ(api_.Delete("/api/v1/watch/namespaces/default/pods/b").status, 405);
  EXPECT_EQ(api_.Get("/api/v1/watch").status, 404);
}

TEST_F(WatchTest, DoesNotBeginWithWhatIsStillToCome) {
  auto watch = api_.Watch(From("99", "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"));
  EXPECT_THAT(Drain(*watch), ElementsAre("ERROR 504", "END"));
}

TEST_F(WatchTest, SelectsByFields) {
  auto watch = api_.Watch(From(Version(), "&fieldSelector=metadata.name%3Db"));
  api_.Post(kPods, Pod("a"));
  api_.Post(kPods, Pod("b"));
  EXPECT_THAT(Drain(*watch), ElementsAre("ADDED b"));
}

TEST_F(WatchTest, FromAForgottenVersionGetsGone) {
  const std::string version = Version();
  for (int i = 0; i < 6; ++i) api_.Post(kPods, Pod("pod-" + std::to_string(i)));
  auto watch = api_.Watch(From(version));
  const std::string frame = watch->Next().frame;
  EXPECT_EQ(At(frame, "type"), "ERROR");
  EXPECT_EQ(At(frame, "object.kind"), "Status");
  EXPECT_EQ(At(frame, "object.reason"), "Expired");
  EXPECT_EQ(At(frame, "object.code"), "410");
  EXPECT_THAT(Drain(*watch), ElementsAre("END"));
}

TEST_F(WatchTest, ThatFallsTooFarBehindGetsGone) {
  auto watch = api_.Watch(From(Version()));
  for (int i = 0; i < 6; ++i) api_.Post(kPods, Pod("pod-" + std::to_string(i)));
  EXPECT_THAT(Drain(*watch), ElementsAre("ERROR 410", "END"));
}

TEST_F(WatchTest, EndsWhenItsTimeIsOver) {
  auto watch = api_.Watch(From(Version(), "&timeoutSeconds=10"));
  const auto step = watch->Next();
  EXPECT_EQ(step.state, core::Stream::State::kWait);
  EXPECT_EQ(step.patience, std::chrono::seconds(10));
  api_.Advance(std::chrono::seconds(9));
  EXPECT_THAT(Drain(*watch), IsEmpty());
  api_.Advance(std::chrono::seconds(1));
  EXPECT_THAT(Drain(*watch), ElementsAre("END"));
}

TEST_F(WatchTest, SendsBookmarksToThoseWhoAllowThem) {
  auto watch = api_.Watch(From(Version(), "&allowWatchBookmarks=true"));
  auto plain = api_.Watch(From(Version()));
  api_.Post("/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"settings"}})");
  EXPECT_EQ(watch->Next().patience, std::chrono::minutes(1));
  api_.Advance(std::chrono::seconds(60));
  const std::string frame = watch->Next().frame;
  EXPECT_EQ(At(frame, "type"), "BOOKMARK");
  EXPECT_EQ(At(frame, "object.kind"), "Pod");
  EXPECT_EQ(At(frame, "object.metadata.resourceVersion"), Version());
  EXPECT_THAT(Drain(*watch), IsEmpty());
  EXPECT_THAT(Drain(*plain), IsEmpty());
  api_.Advance(std::chrono::seconds(60));
  EXPECT_THAT(Drain(*watch), ElementsAre("BOOKMARK"));
}

TEST_F(WatchTest, EndsWithABookmark) {
  auto watch = api_.Watch(From(Version(), "&allowWatchBookmarks=true&timeoutSeconds=5"));
  api_.Advance(std::chrono::seconds(5));
  EXPECT_THAT(Drain(*watch), ElementsAre("BOOKMARK", "END"));
}

TEST_F(WatchTest, ListMarksTheEndOfTheInitialEvents) {
  api_.Post(kPods, Pod("a"));
  const std::string version = Version();
  auto watch = api_.Watch(std::string(kPods) +
                          "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");
  api_.Post(kPods, Pod("b"));
  EXPECT_EQ(At(watch->Next().frame, "object.metadata.name"), "a");
  const std::string mark = watch->Next().frame;
  EXPECT_EQ(At(mark, "type"), "BOOKMARK");
  EXPECT_EQ(At(mark, "object.metadata.resourceVersion"), version);
  EXPECT_EQ(At(mark, "object.metadata.annotations"), R"({"k8s.io/initial-events-end":"true"})");
  EXPECT_THAT(Drain(*watch), ElementsAre("ADDED b"));
}

TEST_F(WatchTest, WithoutInitialEventsStartsNow) {
  api_.Post(kPods, Pod("a"));
  auto watch = api_.Watch(std::string(kPods) + "?watch=true&sendInitialEvents=false&resourceVersionMatch=NotOlderThan");
  EXPECT_THAT(Drain(*watch), IsEmpty());
  api_.Post(kPods, Pod("b"));
  EXPECT_THAT(Drain(*watch), ElementsAre("ADDED b"));
}

TEST_F(WatchTest, InitialEventsNeedAMatch) {
  EXPECT_EQ(api_.Get(std::string(kPods) + "?watch=true&sendInitialEvents=true").status, 422);
}

TEST_F(WatchTest, WakesWhoWaits) {
  auto watch = api_.Watch(From(Version()));
  int woken = 0;
  watch->OnReady([&] { ++woken; });
  api_.Post("/api/v1/namespaces/default/configmaps", R"({"metadata":{"name":"settings"}})");
  EXPECT_EQ(woken, 0);
  api_.Post(kPods, Pod("a"));
  api_.Post(kPods, Pod("b"));
  EXPECT_EQ(woken, 1);
  watch->OnReady([&] { ++woken; });
  EXPECT_EQ(woken, 2) << "there is something to read already";
}

TEST_F(WatchTest, ADestroyedWatchIsNotWoken) {
  auto watch = api_.Watch(From(Version()));
  bool woken = false;
  watch->OnReady([&] { woken = true; });
  watch.reset();
  api_.Post(kPods, Pod("a"));
  EXPECT_FALSE(woken);
}

TEST_F(WatchTest, EndsWithTheServer) {
  auto watch = api_.Watch(From(Version()));
  bool woken = false;
  watch->OnReady([&] { woken = true; });
  api_.Server().Close();
  EXPECT_TRUE(woken);
  EXPECT_THAT(Drain(*watch), ElementsAre("END"));
  EXPECT_EQ(api_.Get(kPods).status, 503);
}

}  // namespace
}  // namespace k8s::testkit
