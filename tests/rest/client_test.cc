#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

// Marks what passes through it.
class Marking final : public Transport {
 public:
  Marking(std::string mark, std::shared_ptr<Transport> inner) : mark_(std::move(mark)), inner_(std::move(inner)) {}

  Future<Response> SendAsync(Request request, CallContext context) override {
    request.headers.Add("X-Mark", mark_);
    return inner_->SendAsync(std::move(request), std::move(context));
  }
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    return inner_->OpenAsync(std::move(request), std::move(context));
  }

 private:
  const std::string mark_;
  const std::shared_ptr<Transport> inner_;
};

std::vector<std::string> ValuesOf(const Request& request, std::string_view header) {
  std::vector<std::string> values;
  for (const auto& [name, value] : request.headers) {
    if (Headers::SameName(name, header)) values.push_back(value);
  }
  return values;
}

TEST(ClientTest, TheFirstMiddlewareIsOutermost) {
  const auto transport = std::make_shared<fakes::ScriptedTransport>();
  const auto marking = [](std::string mark) {
    return [mark](std::shared_ptr<Transport> inner) -> std::shared_ptr<Transport> {
      return std::make_shared<Marking>(mark, std::move(inner));
    };
  };
  ClientOptions options;
  for (const char* mark : {"a", "b", "c"}) options.middleware.push_back(marking(mark));
  const Client client = Client::Create(transport, options).value();
  transport->Answer(200, R"({"kind":"Node","apiVersion":"v1"})");
  ASSERT_TRUE(client.Resource<corev1::Node>().Get("n"));
  EXPECT_EQ(ValuesOf(transport->LastRequest(), "X-Mark"), (std::vector<std::string>{"a", "b", "c"}));
}

TEST(ClientTest, WhatACallBringsStandsInThePlaceOfOurs) {
  const auto transport = std::make_shared<fakes::ScriptedTransport>();
  const Client client = Client::Create(transport).value();
  transport->Answer(200, R"({"kind":"Node","apiVersion":"v1"})");
  ASSERT_TRUE(client.Resource<corev1::Node>().Get(
      "n", {}, {.headers = {{"accept", "application/json"}, {"user-agent", "me"}, {"X-Twice", "1"}, {"X-Twice", "2"}}}));
  EXPECT_EQ(ValuesOf(transport->LastRequest(), "Accept"), std::vector<std::string>{"application/json"});
  EXPECT_EQ(ValuesOf(transport->LastRequest(), "User-Agent"), std::vector<std::string>{"me"});
  EXPECT_EQ(ValuesOf(transport->LastRequest(), "X-Twice"), (std::vector<std::string>{"1", "2"}));
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
