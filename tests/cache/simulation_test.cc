#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "cache/believer.h"
#include "cache/changing_truth.h"
#include "cache/flaky_transport.h"
#include "cache/recorder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/informer_factory.h>
#include <k8s/rest/resource_client.h>
#include <k8s/testkit/api_server.h>

// Informers under load and faults, by a seed: whatever happens on the way, cache and handlers arrive at the truth.
namespace k8s {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;
using Fate = fakes::FlakyTransport::Fate;
using Content = fakes::Believer::States;
using fakes::Believer;

Response Failure(int code, const std::string& reason) {
  Response response;
  response.status = code;
  response.headers.Add("Content-Type", "application/json");
  response.body = R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")" + reason + R"(","code":)" +
                  std::to_string(code) + "}";
  return response;
}

Response ErrorEvent(int code, const std::string& reason) {
  Response response = Failure(code, reason);
  response.status = 200;
  response.body = R"({"type":"ERROR","object":)" + response.body + "}\n";
  return response;
}

struct Course {
  std::uint64_t seed = 0;
  bool watchList = true;
  bool compact = false;
};

class SimulationTest : public testing::TestWithParam<Course> {
 protected:
  Fate FateOf(const Request& request) {
    std::lock_guard lock(mutex);
    const bool isWatch = request.target.find("watch=true") != std::string::npos;
    switch (calm ? 99 : random() % 12) {
      case 0: return {.answer = Failure(500, "InternalError")};
      case 1: return {.answer = Failure(410, "Expired")};
      case 2: return {.answer = Result<Response>(Error(ErrorCode::kUnavailable, TransportFailure::kRefused, "refused"))};
      case 3: return {.answer = isWatch ? ErrorEvent(410, "Expired") : Failure(504, "Timeout")};
      case 4: return {.answer = isWatch ? ErrorEvent(500, "InternalError") : Failure(503, "ServiceUnavailable")};
      default: return calm ? Fate() : Fate{.cutAfter = static_cast<int>(random() % 6)};
    }
  }

  template <class Arrived>
  static bool Eventually(Arrived arrived) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (std::chrono::steady_clock::now() < end) {
      if (arrived()) return true;  // perhaps not for ever: a state may come twice
      std::this_thread::yield();
    }
    return false;
  }

  static Content ContentOf(const SharedInformer<ConfigMap>& maps) {
    Content content;
    maps.ForEach([&](const Shared<ConfigMap>& map) { content[map->metadata.name] = fakes::Recorder::ValueOf(*map); });
    return content;
  }

  testkit::ApiServer server{{.watchHistory = 64}};
  std::shared_ptr<fakes::FlakyTransport> transport = std::make_shared<fakes::FlakyTransport>(server.InMemoryTransport());
  std::mutex mutex;
  std::mt19937_64 random{GetParam().seed};
  bool calm = false;
  fakes::ChangingTruth truth{*RestClient::Create(server.InMemoryTransport()), GetParam().seed + 1};
};

INSTANTIATE_TEST_SUITE_P(Seeds, SimulationTest,
                         testing::Values(Course{1, true}, Course{2, true}, Course{3, false}, Course{4, false},
                                         Course{5, true, true}, Course{6, false, true}),
                         [](const auto& instance) {
                           return (instance.param.watchList ? "Watched" : "Listed") + std::to_string(instance.param.seed) +
                                  (instance.param.compact ? "Compact" : "");
                         });

TEST_P(SimulationTest, CacheAndHandlersArriveAtTheTruth) {
  transport->Set([this](const Request& request) { return FateOf(request); });
  ClientOptions clientOptions;
  clientOptions.retry.maxRetries = 0;
  InformerOptions options;
  options.watchList = GetParam().watchList;
  options.compact = GetParam().compact;
  options.backoff = {.initial = 1ms, .cap = 2ms};
  options.pageSize = 10;
  options.maxBacklog = 4;
  const InformerFactory factory(*RestClient::Create(transport, clientOptions), options);
  const auto maps = factory.For<ConfigMap>();
  Believer early(fakes::Recorder::ValueOf);
  Believer late(fakes::Recorder::ValueOf);
  const auto first = maps.AddEventHandler(early.Handler());
  factory.Start();
  HandlerRegistration second;
  for (int step = 0; step < 600; ++step) {
    truth.ChangeSomething(step);
    if (step == 300) second = maps.AddEventHandler(late.Handler());
  }
  {
    std::lock_guard lock(mutex);
    calm = true;
  }
  EXPECT_TRUE(Eventually([&] { return ContentOf(maps) == truth.States(); }));
  EXPECT_TRUE(Eventually([&] { return early.Believed() == truth.States() && late.Believed() == truth.States(); }));
  EXPECT_THAT(early.Contradictions(), testing::IsEmpty());
  EXPECT_THAT(late.Contradictions(), testing::IsEmpty());
}

TEST_P(SimulationTest, ReadersWritersAndHandlersComeAndGo) {
  InformerOptions options;
  options.watchList = GetParam().watchList;
  options.compact = GetParam().compact;
  options.backoff = {.initial = 1ms, .cap = 2ms};
  const InformerFactory factory(*RestClient::Create(transport), options);
  const auto maps = factory.For<ConfigMap>();
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(CallContext::Within(20s)));
  constexpr int kOfEach = 8;
  std::vector<std::unique_ptr<fakes::ChangingTruth>> truths;
  std::vector<std::thread> threads;
  for (int i = 0; i < kOfEach; ++i) {
    truths.push_back(std::make_unique<fakes::ChangingTruth>(*RestClient::Create(server.InMemoryTransport()),
                                                            GetParam().seed + i, std::to_string(i) + "-"));
    threads.emplace_back([&, own = truths.back().get()] {
      for (int step = 0; step < 20; ++step) own->ChangeSomething(step);
    });
    threads.emplace_back([&, index = "v" + std::to_string(i)] {
      for (int step = 0; step < 20; ++step) {
        for (const auto& map : maps.List()) EXPECT_FALSE(map->metadata.name.empty());
        EXPECT_TRUE(maps.AddIndex(index, [](const ConfigMap& map) { return std::vector{fakes::Recorder::ValueOf(map)}; }));
        EXPECT_TRUE(maps.ListIndexFuncValues(index));
        EXPECT_TRUE(maps.RemoveIndex(index));
        EXPECT_TRUE(maps.Status().synced);
      }
    });
    threads.emplace_back([&] {
      for (int step = 0; step < 10; ++step) {
        Believer believer(fakes::Recorder::ValueOf);
        const auto registration = maps.AddEventHandler(believer.Handler());
        EXPECT_TRUE(registration.WaitForSync(CallContext::Within(60s)));
        EXPECT_THAT(believer.Contradictions(), testing::IsEmpty());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Content all;
  for (const auto& some : truths) all.insert(some->States().begin(), some->States().end());
  EXPECT_TRUE(Eventually([&] { return ContentOf(maps) == all; }));
}

}  // namespace
}  // namespace k8s
