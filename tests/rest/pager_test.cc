#include <memory>
#include <string>
#include <vector>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/pod_list.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/rest/pager.h>

namespace k8s {
namespace {

std::string Page(const std::vector<std::string>& names, const std::string& next) {
  std::string items;
  for (const std::string& name : names) items += (items.empty() ? "" : ",") + (R"({"metadata":{"name":")" + name + R"("}})");
  return R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7","remainingItemCount":1,"continue":")" + next +
         R"("},"items":[)" + items + "]}";
}

std::string Expired(const std::string& next) {
  return R"({"kind":"Status","apiVersion":"v1","metadata":{"continue":")" + next +
         R"("},"status":"Failure","reason":"Expired","code":410})";
}

class PagerTest : public testing::Test {
 protected:
  corev1::PodClient Pods() const { return Clientset::Create(transport_)->CoreV1().Pods("default"); }
  std::string Query(std::size_t request) const {
    const std::string& target = transport_->Requests().at(request).target;
    return target.substr(target.find('?') + 1);
  }

  template <class PagerType>
  static std::vector<std::string> NamesOf(PagerType&& pager) {
    std::vector<std::string> names;
    for (Result<corev1::Pod>& pod : pager) names.push_back(pod ? pod->metadata.name : pod.error().Reason());
    return names;
  }

  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
};

using Names = std::vector<std::string>;

TEST_F(PagerTest, GivesTheItemsOfAllPages) {
  transport_->Answer(200, Page({"a", "b"}, "t1"));
  transport_->Answer(200, Page({}, "t2"));
  transport_->Answer(200, Page({"c"}, ""));
  Pager pager(Pods(), {.labelSelector = "app", .resourceVersion = "5", .resourceVersionMatch = "NotOlderThan", .limit = 2});
  EXPECT_EQ(NamesOf(pager), (Names{"a", "b", "c"}));
  EXPECT_TRUE(pager.IsConsistent());
  EXPECT_EQ(Query(0), "labelSelector=app&resourceVersion=5&resourceVersionMatch=NotOlderThan&limit=2");
  EXPECT_EQ(Query(1), "labelSelector=app&continue=t1&limit=2");
  EXPECT_EQ(Query(2), "labelSelector=app&continue=t2&limit=2");
  EXPECT_EQ(pager.Next().value(), std::nullopt) << "and no request more";
}

TEST_F(PagerTest, DoesNotGoRoundInCircles) {
  const auto circle = [this] {
    for (const char* const token : {"t1", "t2", "t1"}) transport_->Answer(200, Page({token}, token));
  };
  circle();
  Pager pager(Pods());
  EXPECT_TRUE(pager.Next());
  EXPECT_TRUE(pager.Next());
  EXPECT_EQ(pager.Next().error().Code(), ErrorCode::kDecode);
  circle();
  EXPECT_EQ(ListAll(Pods()).error().Code(), ErrorCode::kDecode);
  circle();
  EXPECT_EQ(ListAllAsync<corev1::Pod>(Pods()).Get().error().Code(), ErrorCode::kDecode);
  EXPECT_EQ(transport_->Requests().size(), 9u);
}

TEST_F(PagerTest, AsksForNoPageBeforeItIsNeeded) {
  transport_->Answer(200, Page({"a"}, "t1"));
  Pager pager(Pods());
  EXPECT_TRUE(transport_->Requests().empty());
  EXPECT_EQ(pager.Next().value()->metadata.name, "a");
  EXPECT_EQ(transport_->Requests().size(), 1u);
  EXPECT_EQ(Query(0), "limit=500");
}

TEST_F(PagerTest, EndsWithTheErrorOfAPage) {
  transport_->Answer(200, Page({"a"}, "t1"));
  transport_->Answer(403, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403})");
  EXPECT_EQ(NamesOf(Pager(Pods())), (Names{"a", "Forbidden"}));
}

TEST_F(PagerTest, GoesOnInThePresentStateWhenThePagesHaveExpired) {
  transport_->Answer(200, Page({"a"}, "t1"));
  transport_->Answer(410, Expired("t1-now"));
  transport_->Answer(200, Page({"b"}, ""));
  Pager pager(Pods());
  EXPECT_EQ(NamesOf(pager), (Names{"a", "b"}));
  EXPECT_FALSE(pager.IsConsistent());
  EXPECT_EQ(Query(2), "continue=t1-now&limit=500");
}

TEST_F(PagerTest, FailsWhereTheServerOffersNoWayOn) {
  transport_->Answer(200, Page({"a"}, "t1"));
  transport_->Answer(410, Expired(""));
  EXPECT_EQ(NamesOf(Pager(Pods())), (Names{"a", "Expired"}));
  transport_->Answer(410, Expired("t"));
  EXPECT_EQ(NamesOf(Pager(Pods())), (Names{"Expired"})) << "the first page cannot have expired";
}

TEST_F(PagerTest, AsksNoServerForEverThatAlwaysSaysExpired) {
  transport_->Answer(200, Page({"a"}, "t1"));
  transport_->Answer(410, Expired("t2"));
  transport_->Answer(410, Expired("t3"));
  EXPECT_EQ(NamesOf(Pager(Pods())), (Names{"a", "Expired"}));
}

TEST_F(PagerTest, GivesTheSameAsynchronously) {
  transport_->Answer(200, Page({"a"}, "t1"));
  transport_->Answer(410, Expired("t1-now"));
  transport_->Answer(200, Page({"b"}, ""));
  Pager pager(Pods());
  EXPECT_EQ(pager.NextAsync().Get().value()->metadata.name, "a");
  EXPECT_EQ(pager.NextAsync().Get().value()->metadata.name, "b");
  EXPECT_EQ(pager.NextAsync().Get().value(), std::nullopt);
}

TEST_F(PagerTest, MakesOneListOfAllPages) {
  for (const bool async : {false, true}) {
    transport_->Answer(200, Page({"a", "b"}, "t1"));
    transport_->Answer(200, Page({"c"}, ""));
    const auto list = async ? ListAllAsync<corev1::Pod>(Pods()).Get() : ListAll<corev1::Pod>(Pods());
    ASSERT_TRUE(list);
    EXPECT_EQ(list->items.size(), 3u);
    EXPECT_EQ(list->metadata.resourceVersion, "7");
    EXPECT_EQ(list->metadata.continue_, "");
    EXPECT_EQ(list->metadata.remainingItemCount, std::nullopt);
  }
}

TEST_F(PagerTest, AsksForEverythingAtOnceWhenThePagesOfAListHaveExpired) {
  for (const bool async : {false, true}) {
    const std::size_t first = transport_->Requests().size();
    transport_->Answer(200, Page({"a"}, "t1"));
    transport_->Answer(410, Expired("t1-now"));
    transport_->Answer(200, Page({"a", "b"}, ""));
    const ListOptions options = {.resourceVersion = "5", .limit = 1};
    const auto list = async ? ListAllAsync<corev1::Pod>(Pods(), options).Get() : ListAll<corev1::Pod>(Pods(), options);
    ASSERT_TRUE(list);
    EXPECT_EQ(list->items.size(), 2u);
    EXPECT_EQ(Query(first + 2), "resourceVersion=5");
  }
}

}  // namespace
}  // namespace k8s
