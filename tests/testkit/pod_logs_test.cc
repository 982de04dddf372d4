#include <chrono>
#include <string>

#include "testkit/both_ways.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>

namespace k8s::testkit {
namespace {

const std::string kLog = std::string(kPods) + "/web/log";

class PodLogsTest : public BothWays {
 protected:
  PodLogsTest() { EXPECT_EQ(Status("POST", kPods, Pod("web")), 201); }

  std::string Text(const std::string& target) { return Send("GET", target).body; }
};
K8S_INSTANTIATE_BOTH_WAYS(PodLogsTest);

TEST_P(PodLogsTest, PrintsWhatItIsTold) {
  server_.AppendLogs("default", "web", "one\ntwo\n");
  server_.AppendLogs("default", "web", "three\n");
  server_.AppendLogs("default", "web", "aside\n", "side");
  EXPECT_EQ(Text(kLog + "?container=main"), "one\ntwo\nthree\n");
  EXPECT_EQ(Text(kLog + "?container=side"), "aside\n");
  EXPECT_EQ(Text(kLog + "?container=main&tailLines=2"), "two\nthree\n");
  EXPECT_EQ(Text(kLog + "?container=main&tailLines=9"), "one\ntwo\nthree\n");
  EXPECT_EQ(Text(kLog + "?container=main&tailLines=0"), "");
  EXPECT_EQ(Text(kLog + "?container=main&limitBytes=5"), "one\nt");
}

TEST_P(PodLogsTest, GrowsWhileItIsFollowed) {
  server_.AppendLogs("default", "web", "one\n");
  const auto log = Open(kLog + "?follow=true");
  EXPECT_EQ(log->Read().value(), "one\n");
  auto next = log->ReadAsync();
  EXPECT_FALSE(next.Ready());
  server_.AppendLogs("default", "web", "two\n");
  EXPECT_EQ(next.Get(CallContext::Within(std::chrono::seconds(20))).value(), "two\n");
  server_.EndLogs("default", "web");
  EXPECT_EQ(log->Read().value(), "");
}

TEST_P(PodLogsTest, IsWaitedForBeforeItsFirstLine) {
  const auto log = Open(kLog + "?follow=true&container=main");
  auto first = log->ReadAsync();
  server_.AppendLogs("default", "web", "one\n");
  EXPECT_EQ(first.Get(CallContext::Within(std::chrono::seconds(20))).value(), "one\n");
  server_.EndLogs("default", "web");
  EXPECT_EQ(log->Read().value(), "");
}

TEST_P(PodLogsTest, IsFollowedUpToALimit) {
  server_.AppendLogs("default", "web", "one\n");
  const auto log = Open(kLog + "?follow=true&limitBytes=6");
  EXPECT_EQ(log->Read().value(), "one\n");
  server_.AppendLogs("default", "web", "two\n");
  EXPECT_EQ(log->Read().value(), "tw");
  EXPECT_EQ(log->Read().value(), "");
}

TEST_P(PodLogsTest, EndsWithItsPod) {
  server_.AppendLogs("default", "web", "one\n");
  const auto log = Open(kLog + "?follow=true");
  EXPECT_EQ(log->Read().value(), "one\n");
  Status("DELETE", std::string(kPods) + "/web");
  Status("POST", kPods, Pod("web"));
  EXPECT_EQ(Text(kLog), "") << "that is another one";
  server_.AppendLogs("default", "web", "two\n");
  EXPECT_EQ(Text(kLog), "two\n");
  EXPECT_EQ(log->Read().value(), "");
}

TEST_P(PodLogsTest, IsCutAlsoWhereThePodSaysIt) {
  Status("POST", kPods,
         R"({"metadata":{"name":"told","annotations":{"testkit/log":"one\ntwo\nthree\n"}},"spec":{"nodeName":"n1"}})");
  const std::string log = std::string(kPods) + "/told/log";
  EXPECT_EQ(Text(log + "?tailLines=2"), "two\nthree\n");
  EXPECT_EQ(Text(log + "?tailLines=2&limitBytes=4"), "two\n");
  EXPECT_EQ(Text(log + "?follow=true&tailLines=1"), "three\n");
}

TEST_P(PodLogsTest, IsOfAContainerThatThePodHas) {
  Status("POST", kPods, R"({"metadata":{"name":"two"},"spec":{"containers":[{"name":"a"},{"name":"b"}]}})");
  server_.AppendLogs("default", "two", "of b\n", "b");
  const std::string log = std::string(kPods) + "/two/log";
  EXPECT_EQ(Text(log + "?container=b"), "of b\n");
  EXPECT_EQ(Status("GET", log), 400);
  EXPECT_EQ(Status("GET", log + "?container=c"), 400);
  EXPECT_EQ(Status("GET", log + "?container=b&tailLines=-1"), 422);
}

TEST_P(PodLogsTest, OfNoPodIsNotFound) {
  server_.AppendLogs("default", "nobody", "ghost\n");
  EXPECT_EQ(Status("GET", std::string(kPods) + "/nobody/log"), 404);
}

}  // namespace
}  // namespace k8s::testkit
