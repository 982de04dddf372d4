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

TEST_P(PodLogsTest, OfNoPodIsNotFound) {
  server_.AppendLogs("default", "nobody", "ghost\n");
  EXPECT_EQ(Status("GET", std::string(kPods) + "/nobody/log"), 404);
}

}  // namespace
}  // namespace k8s::testkit
