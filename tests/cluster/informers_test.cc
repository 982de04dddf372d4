#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cache/believer.h"
#include "cluster/cluster.h"
#include "generated/documents.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/informer_factory.h>
#include <k8s/informers/core/v1/config_maps.h>
#include <k8s/rest/rest_call.h>

// Caches of many objects that change all the time, while the server is killed and forgets what was.
namespace k8s::test {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;
using fakes::Believer;
using Versions = Believer::States;

constexpr int kObjects = 20'000;
constexpr int kWriters = 8;
constexpr auto kChurn = 60s;

// What informers might leave behind.
struct Remains {
  std::ptrdiff_t threads = 0;
  std::ptrdiff_t heap = 0;  // bytes that are in use

  static Remains Now() {
    const struct mallinfo2 info = mallinfo2();
    const std::filesystem::directory_iterator threads("/proc/self/task");
    return {std::distance(begin(threads), end(threads)), static_cast<std::ptrdiff_t>(info.uordblks + info.hblkhd)};
  }
};
// What clients keep for the next call: threads that all share, connections with their buffers, what TLS remembers. Far less
// than a few hundred bytes for each object, or some for each change.
constexpr Remains kMost = {.threads = 4, .heap = 4'000'000};

std::string VersionOf(const ConfigMap& map) { return map.metadata.resourceVersion; }

// One of those who change objects: first it makes its own, and then changes and deletes them until it is to end.
class Writer {
 public:
  Writer(corev1::ConfigMapClient maps, int number, std::atomic<int>& made)
      : maps_(std::move(maps)), number_(number), made_(made) {}

  void Work(const std::stop_token& stop) {
    for (int i = number_; i < kObjects; i += kWriters, ++made_) Until([&] { return maps_.Create(Map(i)); }, stop);
    for (int i = number_; !stop.stop_requested(); i = (i + kWriters) % kObjects) {
      if (i % 5 == 0) {
        Until([&] { return maps_.Delete(Map(i).metadata.name); }, stop);
      } else {
        Until(
            [&] {
              return maps_.Patch(Map(i).metadata.name,
                                 MergePatch(R"({"data":{"changed":")" + std::to_string(++changes_) + "\"}}"));
            },
            stop);
      }
    }
  }

 private:
  static ConfigMap Map(int number) {
    ConfigMap map;
    map.metadata.name = "map-" + std::to_string(number);
    map.data["number"] = std::to_string(number);
    return map;
  }

  // Again while the server is away. That an object is there already, or not any more, is as good as success.
  template <class Try>
  static void Until(Try attempt, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const auto result = attempt();
      if (result || IsAlreadyExists(result.error()) || IsNotFound(result.error())) return;
    }
  }

  corev1::ConfigMapClient maps_;
  int number_;
  std::atomic<int>& made_;
  int changes_ = 0;
};

class InformersClusterTest : public ClusterTest {
 protected:
  InformerFactory Informers(bool compact) const {
    InformerOptions options;
    options.namespaces = {Namespace()};
    options.compact = compact;
    return InformerFactory(Clients(), options);
  }

  // As etcd does by itself every few minutes: what was before now, nobody can go on from.
  static void CompactEtcd() {
    const std::filesystem::path kubeconfig = std::getenv("CLIENT_CPP_TESTBED_KUBECONFIG");
    std::ostringstream text;
    text << std::ifstream(kubeconfig.parent_path() / "testbed.json").rdbuf();
    const auto info = ParseJson(text.str());
    Config config;
    config.server = info["etcd"].GetString();
    const RestClient etcd = RestClient::Create(config).value();
    const auto post = [&](const std::string& path, const std::string& body) {
      return etcd.Call({.method = "POST", .path = path, .body = RequestBody("application/json", body)}).Raw(Soon()).value();
    };
    const auto range = ParseJson(post("/v3/kv/range", R"({"key":"AA=="})"));
    post("/v3/kv/compaction", R"({"revision":")" + std::string(range["header"]["revision"].GetString()) + "\"}");
  }

  // Many objects change for a minute, while the server is killed and forgets what was.
  void Churn() const {
    const auto end = std::chrono::steady_clock::now() + kChurn;
    std::atomic<int> made = 0;
    std::vector<std::jthread> writers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&, writer = Writer(Clients().CoreV1().ConfigMaps(Namespace()), i, made)](
                               const std::stop_token& stop) mutable { writer.Work(stop); });
    }
    ASSERT_TRUE(Eventually([&] { return made > kObjects / 2; }));
    CompactEtcd();
    ASSERT_EQ(std::system("'" TESTBED_TOOL "' restart"), 0);
    CompactEtcd();
    ASSERT_TRUE(Eventually([&] { return made == kObjects; }));
    CompactEtcd();
    std::this_thread::sleep_until(end);
  }

  Versions Listed() const {
    Versions versions;
    for (const ConfigMap& map : Clients().CoreV1().ConfigMaps(Namespace()).List({}, Soon()).value().items) {
      versions[map.metadata.name] = map.metadata.resourceVersion;
    }
    return versions;
  }

  static Versions Kept(const SharedInformer<ConfigMap>& maps) {
    Versions versions;
    maps.ForEach([&](const Shared<ConfigMap>& map) { versions[map->metadata.name] = map->metadata.resourceVersion; });
    return versions;
  }

  static bool Eventually(const std::function<bool()>& isSo) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    const auto end = std::chrono::steady_clock::now() + 60s;
    while (!isSo()) {
      if (std::chrono::steady_clock::now() > end) return false;
      never.wait_for(lock, 50ms);
    }
    return true;
  }
};

TEST_F(InformersClusterTest, ArriveAtTheTruthThoughTheServerIsKilledAndForgetsWhatWas) {
  const Remains before = Remains::Now();
  {
    const InformerFactory whole = Informers(false);
    const InformerFactory compact = Informers(true);
    const auto wholeMaps = whole.CoreV1().ConfigMaps();
    const auto compactMaps = compact.CoreV1().ConfigMaps();
    Believer each(VersionOf);
    Believer merged(VersionOf);
    Believer packed(VersionOf);
    const auto first = wholeMaps.AddEventHandler(each.Handler(), {.maxBacklog = 10 * kObjects});
    const auto second = wholeMaps.AddEventHandler(merged.Handler(), {.maxBacklog = 1});
    const auto third = compactMaps.AddEventHandler(packed.Handler());
    whole.Start();
    compact.Start();
    ASSERT_TRUE(whole.WaitForCacheSync(Soon()));
    ASSERT_TRUE(compact.WaitForCacheSync(Soon()));

    ASSERT_NO_FATAL_FAILURE(Churn());

    const Versions truth = Listed();
    EXPECT_GT(truth.size(), std::size_t{kObjects} / 2);
    EXPECT_TRUE(Eventually([&] { return Kept(wholeMaps) == truth && Kept(compactMaps) == truth; }));
    EXPECT_TRUE(
        Eventually([&] { return each.Believed() == truth && merged.Believed() == truth && packed.Believed() == truth; }));
    for (const Believer* believer : {&each, &merged, &packed}) EXPECT_THAT(believer->Contradictions(), testing::IsEmpty());
    EXPECT_GT(Remains::Now().heap, before.heap + 2 * kMost.heap) << "then this would not find what is left behind";
  }
  EXPECT_TRUE(Eventually([&] { return Remains::Now().threads <= before.threads + kMost.threads; })) << Remains::Now().threads;
  EXPECT_TRUE(Eventually([&] { return Remains::Now().heap <= before.heap + kMost.heap; })) << Remains::Now().heap - before.heap;
}

}  // namespace
}  // namespace k8s::test
