#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/codec/protobuf.h>
#include <k8s/rest/watch.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

std::string Frame(const std::string& type, const std::string& name) {
  return R"({"type":")" + type + R"(","object":{"kind":"Pod","apiVersion":"v1","metadata":{"name":")" + name + R"("}}})" + "\n";
}

class WatchTest : public testing::Test {
 protected:
  WatchStream<corev1::Pod> Watch(std::vector<std::string> pieces) {
    transport_->Stream(200, std::move(pieces));
    return *Clientset::Create(transport_)
                ->CoreV1()
                .Pods("default")
                .Watch({.resourceVersion = "5", .allowWatchBookmarks = true});
  }

  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
};

TEST_F(WatchTest, GivesEventsAndThenTheEnd) {
  auto watch = Watch({Frame("ADDED", "a") + Frame("MODIFIED", "b"), Frame("DELETED", "c"), Frame("BOOKMARK", "")});
  const std::vector<WatchEventType> types = {WatchEventType::kAdded, WatchEventType::kModified, WatchEventType::kDeleted,
                                             WatchEventType::kBookmark};
  for (const WatchEventType type : types) {
    auto event = watch.Next();
    ASSERT_TRUE(event);
    ASSERT_TRUE(event->has_value());
    EXPECT_EQ((*event)->type, type);
  }
  auto end = watch.Next();
  ASSERT_TRUE(end);
  EXPECT_FALSE(end->has_value());
  EXPECT_EQ(transport_->LastRequest().target,
            "/api/v1/namespaces/default/pods?resourceVersion=5&watch=true&allowWatchBookmarks=true");
}

TEST_F(WatchTest, PutsFramesTogetherWhereverTheyAreCut) {
  const std::string text = Frame("ADDED", "first") + Frame("DELETED", "second");
  std::vector<std::string> bytes;
  for (const char c : text) bytes.emplace_back(1, c);
  auto watch = Watch(bytes);
  EXPECT_EQ((*watch.Next())->object.metadata.name, "first");
  EXPECT_EQ((*watch.Next())->object.metadata.name, "second");
  EXPECT_FALSE(watch.Next()->has_value());
}

TEST_F(WatchTest, NeedsNoLines) {
  auto watch = Watch({R"({"type":"ADDED","object":{"metadata":{"name":"a"}}}{ "type" : "DELETED",
      "object":{
        "metadata":{"name":"b"}
      }
    })"});
  EXPECT_EQ((*watch.Next())->object.metadata.name, "a");
  EXPECT_EQ((*watch.Next())->object.metadata.name, "b");
  EXPECT_FALSE(watch.Next()->has_value());
}

TEST_F(WatchTest, TakesTheMembersOfAFrameInAnyOrder) {
  auto watch = Watch({R"({"object":{"metadata":{"name":"a"}},"new":[1],"type":"ADDED"})"
                      "\n"});
  EXPECT_EQ((*watch.Next())->object.metadata.name, "a");
}

TEST_F(WatchTest, TurnsAnErrorEventIntoTheServersError) {
  auto watch = Watch(
      {R"({"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","message":"too old","reason":"Expired","code":410}})"
       "\n"});
  auto event = watch.Next();
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().Code(), ErrorCode::kGone);
  EXPECT_TRUE(IsResourceExpired(event.error()));
  EXPECT_EQ(event.error().ToString(), "watching pods in namespace \"default\": too old (HTTP 410, Expired)");
}

TEST_F(WatchTest, NamesWhatIsWrongWithAFrame) {
  EXPECT_NE(Watch({"garbage\n"}).Next().error().Message().find("a frame that is no object at byte 0"), std::string::npos);
  EXPECT_NE(Watch({R"({"type":AD,"object":{}})"}).Next().error().Message().find("an event that is no JSON"), std::string::npos);
  EXPECT_NE(Watch({R"({"type":"RENAMED","object":{}})"
                   "\n"})
                .Next()
                .error()
                .Message()
                .find("\"RENAMED\""),
            std::string::npos);
  const Error mistyped = Watch({R"({"type":"ADDED","object":{"metadata":{"name":1}}})"
                                "\n"})
                             .Next()
                             .error();
  EXPECT_EQ(mistyped.Code(), ErrorCode::kDecode);
  EXPECT_NE(mistyped.Message().find("metadata.name: not a string"), std::string::npos);
}

TEST_F(WatchTest, TellsAStreamThatWasCutWithinAnEvent) {
  auto watch = Watch({Frame("ADDED", "a"), R"({"type":"ADD)"});
  EXPECT_TRUE(watch.Next());
  EXPECT_EQ(watch.Next().error().Code(), ErrorCode::kUnavailable);
}

TEST_F(WatchTest, BoundsAFrame) {
  std::vector<std::string> pieces(20, std::string(std::size_t{1} << 20, 'x'));
  pieces.insert(pieces.begin(), R"({"type":"ADDED","object":{"metadata":{"name":")");
  EXPECT_EQ(Watch(std::move(pieces)).Next().error().Code(), ErrorCode::kDecode);
}

TEST_F(WatchTest, FailsToOpenWithTheServersWords) {
  transport_->Stream(403, {R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":)",
                           R"("not you","reason":"Forbidden","code":403})"});
  auto watch = Clientset::Create(transport_)->CoreV1().Pods("default").Watch();
  ASSERT_FALSE(watch);
  EXPECT_TRUE(IsForbidden(watch.error()));
  EXPECT_EQ(watch.error().ServerMessage(), "not you");
}

TEST_F(WatchTest, GivesTheSameEventsAsynchronously) {
  auto watch = Watch({Frame("ADDED", "a").substr(0, 30), Frame("ADDED", "a").substr(30) + Frame("DELETED", "a")});
  EXPECT_EQ((*watch.NextAsync().Get())->type, WatchEventType::kAdded);
  EXPECT_EQ((*watch.NextAsync().Get())->type, WatchEventType::kDeleted);
  EXPECT_FALSE(watch.NextAsync().Get()->has_value());
}

TEST_F(WatchTest, WaitsForAnEventHoweverManyPiecesItTakes) {
  std::vector<std::string> pieces(100'000, "\n");
  pieces.push_back(Frame("ADDED", "a"));
  auto watch = Watch(std::move(pieces));
  EXPECT_EQ((*watch.NextAsync().Get())->type, WatchEventType::kAdded);
}

TEST_F(WatchTest, AStalledRefusalHoldsUpNobodyElse) {
  transport_->Stall(500);
  transport_->Answer(200, "{}");
  const auto clients = Clientset::Create(transport_, {.executor = ThreadPool::Make(1).value()});
  auto refused = clients->CoreV1().Pods("default").WatchAsync();
  EXPECT_TRUE(clients->CoreV1().Pods("default").ListAsync().Get({.deadline = std::chrono::steady_clock::now() + 20s}));
  EXPECT_FALSE(refused.Ready());
  transport_->EndStalled();
  EXPECT_TRUE(IsInternalError(refused.Get().error()));
}

std::string ProtobufFrame(const std::string& type, const std::string& object) {
  // metav1.WatchEvent: a type, and the object in a RawExtension.
  const std::string extension = "\x0A" + std::string(1, static_cast<char>(object.size())) + object;
  const std::string event = "\x0A" + std::string(1, static_cast<char>(type.size())) + type + "\x12" +
                            std::string(1, static_cast<char>(extension.size())) + extension;
  return std::string(3, '\0') + std::string(1, static_cast<char>(event.size())) + event;
}

TEST_F(WatchTest, ReadsProtobufWhereTheServerSendsIt) {
  corev1::Pod pod;
  pod.metadata.name = "a";
  metav1::Status status;
  status.status = "Failure";
  status.reason = "Expired";
  status.code = 410;
  const std::string bytes =
      ProtobufFrame("ADDED", ToProtobuf(pod).value()) + ProtobufFrame("ERROR", ToProtobuf(status).value());
  transport_->Stream(200, {bytes.substr(0, 3), bytes.substr(3, 20), bytes.substr(23)},
                     {{"Content-Type", "application/vnd.kubernetes.protobuf;stream=watch"}});
  auto watch = Clientset::Create(transport_)->CoreV1().Pods("default").Watch();
  ASSERT_TRUE(watch);
  EXPECT_EQ(*transport_->LastRequest().headers.Find("Accept"), "application/vnd.kubernetes.protobuf, application/json");
  EXPECT_EQ((*watch->Next())->object.metadata.name, "a");
  EXPECT_TRUE(IsResourceExpired(watch->Next().error()));
}

TEST_F(WatchTest, RefusesAnAnswerThatIsNoWatch) {
  transport_->Stream(200, {"<html>"}, {{"Content-Type", "text/html"}});
  const auto watch = Clientset::Create(transport_)->CoreV1().Pods("default").Watch();
  ASSERT_FALSE(watch);
  EXPECT_EQ(watch.error().Code(), ErrorCode::kDecode);
  EXPECT_NE(watch.error().Message().find("\"text/html\""), std::string::npos);
}

TEST_F(WatchTest, IsARangeThatEndsWithTheWatch) {
  auto watch = Watch({Frame("ADDED", "a") + Frame("DELETED", "b")});
  std::string names;
  for (const Result<WatchEvent<corev1::Pod>>& event : watch) names += event.value().object.metadata.name;
  EXPECT_EQ(names, "ab");
}

TEST_F(WatchTest, IsARangeWhoseLastElementIsTheError) {
  auto watch = Watch({Frame("ADDED", "a") + "garbage"});
  std::vector<bool> good;
  for (const auto& event : watch) good.push_back(event.has_value());
  EXPECT_EQ(good, (std::vector<bool>{true, false}));
}

}  // namespace
}  // namespace k8s
