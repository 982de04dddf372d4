#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "fakes/event.h"
#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/config/config.h>
#include <k8s/rest/rest_client.h>
#include <k8s/testkit/api_server.h>

// What a client promises about threads, whatever it stands on.
namespace k8s {
namespace {

using namespace std::chrono_literals;

struct Way {
  const char* name;
  std::optional<TransportKind> kind;  // nothing: the memory of this process
};

class ClientThreadsTest : public testing::TestWithParam<Way> {
 protected:
  using ConfigMaps = ResourceClient<corev1::ConfigMap>;

  RestClient Connect() {
    ClientOptions options;
    if (GetParam().kind) options.transport = *GetParam().kind;
    auto client = GetParam().kind ? RestClient::Create(server.ClientConfig(), options)
                                  : RestClient::Create(server.InMemoryTransport(), options);
    EXPECT_TRUE(client) << client.error().ToString();
    return *client;
  }
  ConfigMaps Maps(RestClient client) { return ConfigMaps(std::move(client), "default"); }

  static corev1::ConfigMap Named(std::string name) {
    corev1::ConfigMap map;
    map.metadata.name = std::move(name);
    return map;
  }

  testkit::ApiServer server;
};

INSTANTIATE_TEST_SUITE_P(Over, ClientThreadsTest,
                         testing::Values(Way{"Memory", std::nullopt}, Way{"Curl", TransportKind::kCurl},
                                         Way{"Cpprest", TransportKind::kCpprest}),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(ClientThreadsTest, AContinuationMayCallASynchronousVerb) {
  const ConfigMaps maps = Maps(Connect());
  Future<std::string> name = maps.CreateAsync(Named("a")).Then([&](Result<corev1::ConfigMap> created) -> Result<std::string> {
    if (!created) return created.error();
    return maps.Get("a").transform([](const corev1::ConfigMap& map) { return map.metadata.name; });
  });
  const Result<std::string> got = name.Get(CallContext::Within(20s));
  ASSERT_TRUE(got) << got.error().ToString();
  EXPECT_EQ(*got, "a");
}

TEST_P(ClientThreadsTest, AHandlerThatBlocksHoldsUpNeitherCallsNorTheNextHandler) {
  const RestClient client = Connect();
  const ConfigMaps maps = Maps(client);
  ASSERT_TRUE(maps.Create(Named("a")));
  fakes::Event running;
  fakes::Event release;
  // By the executor even if the answer is there before the handler is.
  Future<bool> blocked = maps.GetAsync("a").On(client.GetExecutor()).Then([&](Result<corev1::ConfigMap>) {
    running.Set();
    return release.Wait();
  });
  ASSERT_TRUE(running.Wait());
  EXPECT_TRUE(maps.Get("a", {}, CallContext::Within(20s)));
  Future<corev1::ConfigMap> other = maps.GetAsync("a");
  EXPECT_TRUE(other.Get(CallContext::Within(20s)));
  release.Set();
  EXPECT_TRUE(*blocked.Get());
}

TEST_P(ClientThreadsTest, TheLastHandleMayBeDroppedInAContinuation) {
  auto maps = std::make_unique<ConfigMaps>(Maps(Connect()));
  ConfigMaps& last = *maps;
  Future<bool> done = last.ListAsync().Then([maps = std::move(maps)](auto list) mutable {
    maps.reset();
    return list.has_value();
  });
  const Result<bool> listed = done.Get(CallContext::Within(20s));
  ASSERT_TRUE(listed) << listed.error().ToString();
  EXPECT_TRUE(*listed);
}

TEST_P(ClientThreadsTest, ADroppedFutureEndsNothing) {
  const ConfigMaps maps = Maps(Connect());
  auto watch = maps.Watch({}, CallContext::Within(20s));
  ASSERT_TRUE(watch);
  { Future<corev1::ConfigMap> dropped = maps.CreateAsync(Named("a")); }
  auto event = watch->Next();
  ASSERT_TRUE(event && *event) << "the object is created all the same";
  EXPECT_EQ((*event)->object.metadata.name, "a");
}

TEST_P(ClientThreadsTest, ACallKeepsItsClient) {
  Future<corev1::ConfigMap> created = Maps(Connect()).CreateAsync(Named("a"));
  const auto result = created.Get(CallContext::Within(20s));
  EXPECT_TRUE(result) << result.error().ToString();
}

TEST_P(ClientThreadsTest, AStopEndsAWatchThatIsWaitedFor) {
  const ConfigMaps maps = Maps(Connect());
  std::stop_source stop;
  auto watch = maps.Watch({}, {.stop = stop.get_token()});
  ASSERT_TRUE(watch);
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(watch->Next().error().Code(), ErrorCode::kCancelled);
}

// A stop must not wait for the end of a pause that the server asked for.
TEST(ClientBackOffTest, IsStoppedAtOnce) {
  for (const bool async : {false, true}) {
    auto transport = std::make_shared<fakes::ScriptedTransport>();
    transport->Answer(429, "", {{"Retry-After", "50"}});
    fakes::Event pausing;
    ClientOptions options;
    options.log.sink = [&](LogLevel, std::string_view) { pausing.Set(); };
    auto client = RestClient::Create(transport, options);
    ASSERT_TRUE(client);
    std::stop_source stop;
    const CallContext context = {.stop = stop.get_token()};
    std::jthread stopper([&] {
      pausing.Wait();
      stop.request_stop();
    });
    const auto begin = std::chrono::steady_clock::now();
    ApiRequest request;
    request.request.target = "/";
    request.action = "waiting";
    const Result<Response> response = async ? client->SendAsync(request, context).Get() : client->Send(request, context);
    EXPECT_EQ(response.error().Code(), ErrorCode::kCancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
  }
}

}  // namespace
}  // namespace k8s
