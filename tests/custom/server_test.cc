#include <string>

#include "custom/sample.h"
#include <gtest/gtest.h>
#include <sink/api/registry.h>
#include <sink/client/sink/v1/drains.h>
#include <sink/client/sink/v1/sinks.h>
#include <sink/clientset.h>

#include <k8s/codec/json.h>
#include <k8s/testkit/api_server.h>

namespace k8s::test {
namespace {

namespace sinkv1 = sink::sinkv1;

class CustomServerTest : public testing::Test {
 protected:
  testkit::ApiServer server_{{.resources = sink::Resources()}};
  sink::Clientset clients_ = sink::Clientset::Create(server_.InMemoryTransport()).value();
  sinkv1::SinkClient sinks_ = clients_.SinkV1().Sinks("default");
};

TEST_F(CustomServerTest, ObjectsAreWrittenAndRead) {
  const auto created = sinks_.Create(FromJson<sinkv1::Sink>(kFullSink).value()).value();
  EXPECT_EQ(sinks_.Get("full").value(), created);
  EXPECT_EQ(sinks_.List().value().items.size(), 1U);
  EXPECT_EQ(sinks_.Patch("full", MergePatch(R"({"spec":{"replicas":9}})")).value().spec.replicas, 9);
  ASSERT_TRUE(sinks_.Delete("full"));
  EXPECT_TRUE(IsNotFound(sinks_.Get("full").error()));
}

TEST_F(CustomServerTest, TheStatusIsApart) {
  auto sink = sinks_.Create(FromJson<sinkv1::Sink>(kFullSink).value()).value();
  sink.spec.image = "sink:2";
  sink.status.phase = "Waiting";
  const auto updated = sinks_.UpdateStatus(sink).value();
  EXPECT_EQ(updated.status.phase, "Waiting");
  EXPECT_EQ(updated.spec.image, "sink:1");
}

TEST_F(CustomServerTest, WhatIsClusteredHasNoNamespace) {
  sinkv1::Drain drain;
  drain.metadata.name = "main";
  drain.status = "open";
  EXPECT_EQ(clients_.SinkV1().Drains().Create(drain).value().status, "open");
}

}  // namespace
}  // namespace k8s::test
