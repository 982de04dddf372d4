#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <thread>

#include "cache/believer.h"
#include "cache/changing_truth.h"
#include "cache/recorder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/config/config.h>
#include <k8s/informer_factory.h>
#include <k8s/rest/resource_client.h>
#include <k8s/testkit/api_server.h>

// The simulation of informers under faults once more, with real connections that break: by a seed, as far as threads and the
// kernel let it repeat. What takes minutes of real time, a server that is silent without a word, is for the one with a clock.
namespace k8s {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;
using fakes::Believer;
using fakes::Recorder;
using testkit::OnList;
using testkit::OnWatch;
using testkit::Sometimes;

constexpr int kFollowers = 8;
constexpr int kChanges = 400;
constexpr int kBetweenQuietPoints = 8;

struct SocketCourse {
  const char* name;
  std::uint64_t seed;
  bool tls = false;
  ContentType contentType = ContentType::kJson;
  bool watchList = true;
};

class SocketSimulationTest : public testing::TestWithParam<SocketCourse> {
 protected:
  RestClient Client() const {
    ClientOptions options;
    options.retry.maxRetries = 0;
    options.contentType = GetParam().contentType;
    return *RestClient::Create(server.ClientConfig(), options);
  }

  static InformerOptions Options() {
    InformerOptions options;
    options.watchList = GetParam().watchList;
    options.backoff = {.initial = 1ms, .cap = 2ms};
    options.pageSize = 10;
    options.maxBacklog = 4;
    return options;
  }

  // About every second request goes wrong, all the time, and no watch lasts.
  void LetThingsGoWrong() {
    const auto seldom = Sometimes(0.06);
    for (const auto& on : {OnList("configmaps"), OnWatch("configmaps")}) {
      server.Inject(on, testkit::ResetConnection(), seldom);
      server.Inject(on, testkit::LoseAnswer(), seldom);
      server.Inject(on, testkit::AnswerStatus(500), seldom);
      server.Inject(on, testkit::AnswerStatus(410), seldom);
      server.Inject(on, testkit::TooManyRequests(), seldom);
      server.Inject(on, testkit::CutAfterBytes(700), seldom);
      server.Inject(on, testkit::TrickleBytes(100, 100us), seldom);
    }
    server.Inject(OnWatch(), testkit::CutAfterEvents(3), seldom);
    server.Inject(OnWatch(), testkit::ExpireAfterEvents(5), seldom);
    server.Inject(OnWatch(), testkit::EndAfterEvents(4), seldom);
    server.Inject(OnWatch(), testkit::GarbageAfterEvents(2), seldom);
    server.Inject(OnWatch(), testkit::DuplicateEvents(), seldom);
    server.Inject(OnWatch(), testkit::LateEvents(1ms), seldom);
    server.Inject(OnWatch(), testkit::CutAfterEvents(fakes::ChangingTruth::kNames + 5), testkit::Always());
  }

  template <class Arrived>
  static bool Eventually(Arrived arrived) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (std::chrono::steady_clock::now() < end) {
      if (arrived()) return true;  // perhaps not for ever: a state may come twice
      std::this_thread::sleep_for(1ms);
    }
    return false;
  }

  // One of several that follow the same objects, each with a fate of its own.
  struct Follower {
    explicit Follower(const RestClient& client) : factory(client, Options()) { factory.Start(); }

    bool Sees(const Believer::States& states) const { return Seen() == states && believer.Believed() == states; }
    Believer::States Seen() const {
      Believer::States states;
      maps.ForEach([&](const Shared<ConfigMap>& map) { states[map->metadata.name] = Recorder::ValueOf(*map); });
      return states;
    }

    InformerFactory factory;
    SharedInformer<ConfigMap> maps = factory.For<ConfigMap>();
    Believer believer{Recorder::ValueOf};
    HandlerRegistration registration = maps.AddEventHandler(believer.Handler());
  };

  testkit::ApiServer server{{.tls = GetParam().tls, .watchHistory = 64, .seed = GetParam().seed}};
  fakes::ChangingTruth truth{*RestClient::Create(server.InMemoryTransport()), GetParam().seed};
};

INSTANTIATE_TEST_SUITE_P(
    Seeds, SocketSimulationTest,
    testing::Values(
        SocketCourse{.name = "WatchedJson", .seed = 1}, SocketCourse{.name = "ListedJson", .seed = 2, .watchList = false},
        SocketCourse{.name = "WatchedProtobufOverTls", .seed = 3, .tls = true, .contentType = ContentType::kProtobuf},
        SocketCourse{.name = "ListedProtobuf", .seed = 4, .contentType = ContentType::kProtobuf, .watchList = false}),
    [](const auto& instance) { return instance.param.name; });

TEST_P(SocketSimulationTest, CachesAndHandlersArriveAtTheTruthTimeAndAgain) {
  LetThingsGoWrong();
  std::list<Follower> followers;
  for (int i = 0; i < kFollowers; ++i) followers.emplace_back(Client());
  for (int step = 0; step < kChanges; ++step) {
    truth.ChangeSomething(step);
    if (step % kBetweenQuietPoints != 0) continue;
    for (const Follower& follower : followers) {
      ASSERT_TRUE(Eventually([&] { return follower.Sees(truth.States()); })) << "after change " << step;
    }
  }
  for (const Follower& follower : followers) EXPECT_THAT(follower.believer.Contradictions(), testing::IsEmpty());
  EXPECT_GT(server.Requests(OnWatch()).size(), std::size_t{3} * kFollowers) << "then next to nothing went wrong";
}

}  // namespace
}  // namespace k8s
