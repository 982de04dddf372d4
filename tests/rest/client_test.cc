#include <memory>
#include <string>
#include <utility>

#include "fakes/no_threads.h"
#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/api/core/v1/node.h>
#include <k8s/api/core/v1/node_list.h>
#include <k8s/config/config.h>
#include <k8s/rest/client.h>

namespace k8s {
namespace {

Config ConfigOf(std::string server) {
  Config config;
  config.server = std::move(server);
  return config;
}

TEST(ClientTest, HasTheVerbsOfAnyType) {
  auto transport = std::make_shared<fakes::ScriptedTransport>();
  const Client client = Client::Create(transport).value();
  transport->Answer(200, R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}})");
  EXPECT_EQ(client.Resource<corev1::ConfigMap>("default").Get("a").value().metadata.name, "a");
  EXPECT_EQ(transport->LastRequest().target, "/api/v1/namespaces/default/configmaps/a");
  transport->Answer(200, R"({"kind":"NodeList","apiVersion":"v1","metadata":{},"items":[{}]})");
  EXPECT_EQ(client.Resource<corev1::Node>().List().value().items.size(), 1u);
  EXPECT_EQ(transport->LastRequest().target, "/api/v1/nodes");
}

TEST(ClientTest, IsNotMadeWithoutThreadsForItsExecutor) {
  const auto transport = std::make_shared<fakes::ScriptedTransport>();
  const fakes::NoThreads none;
  EXPECT_EQ(RestClient::Create(transport).error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(RestClient::Create(ConfigOf("http://127.0.0.1")).error().Code(), ErrorCode::kUnavailable);
}

TEST(ClientTest, IsNotMadeForHeadersThatCannotBe) {
  Config config = ConfigOf("http://127.0.0.1");
  config.impersonate.user = "me\nX-Other: you";
  EXPECT_EQ(RestClient::Create(config).error().ToString(),
            "what each request is to carry: malformed value of the header Impersonate-User");
  const auto transport = std::make_shared<fakes::ScriptedTransport>();
  EXPECT_EQ(RestClient::Create(transport, {.userAgent = "a\r\nb"}).error().Code(), ErrorCode::kInvalidArgument);
}

template <class T>
concept TakesANamespace = requires(const Client& client) {
  client.Resource<T>("default");
};
static_assert(TakesANamespace<corev1::ConfigMap>);
static_assert(!TakesANamespace<corev1::Node>);

}  // namespace
}  // namespace k8s
