#include <chrono>

#include "custom/sample.h"
#include <gtest/gtest.h>
#include <sink/api/registry.h>
#include <sink/client/sink/v1/sinks.h>
#include <sink/clientset.h>
#include <sink/informers/sink/v1/sinks.h>
#include <sink/listers/sink/v1/sinks.h>

#include <k8s/codec/json.h>
#include <k8s/testkit/api_server.h>

namespace k8s::test {
namespace {

TEST(CustomInformerTest, FollowsWhatWasThere) {
  const testkit::ApiServer server({.resources = sink::Resources()});
  const auto clients = sink::Clientset::Create(server.InMemoryTransport()).value();
  const auto created = clients.SinkV1().Sinks("default").Create(FromJson<sink::sinkv1::Sink>(kFullSink).value()).value();

  const sink::InformerFactory informers(clients);
  const auto sinks = informers.SinkV1().Sinks();
  informers.Start();
  ASSERT_TRUE(informers.WaitForCacheSync(CallContext::Within(std::chrono::seconds(60))));
  const sink::sinkv1::SinkLister lister = sinks.Lister();
  EXPECT_EQ(*lister.Namespaced("default").Get("full").value(), created);
}

}  // namespace
}  // namespace k8s::test
