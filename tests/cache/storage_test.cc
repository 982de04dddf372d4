#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cache/flaky_transport.h"
#include "cache/recorder.h"
#include "fakes/event.h"
#include "fakes/manual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/cache/object_packer.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/informer_factory.h>
#include <k8s/rest/resource_client.h>
#include <k8s/testkit/api_server.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

enum class Kept { kWhole, kCompact, kProjected };

// However objects are kept: what is promised of caches and handlers is promised of all of them.
class StorageTest : public testing::TestWithParam<Kept> {
 protected:
  SharedInformer<ConfigMap> Follow() {
    InformerOptions options;
    options.backoff = {.initial = 1ms, .cap = 2ms};
    options.compact = GetParam() == Kept::kCompact;
    options.watchList = false;
    options.clock = clock;
    factory.emplace(*RestClient::Create(transport), options);
    if (GetParam() != Kept::kProjected) return factory->For<ConfigMap>();
    return factory->Projected<ConfigMap>({"metadata.labels", "data"}).value();
  }
  bool Sync() {
    factory->Start();
    return factory->WaitForCacheSync(CallContext::Within(20s)).has_value();
  }

  ResourceClient<ConfigMap> Maps() { return ResourceClient<ConfigMap>(direct, "default"); }
  static ConfigMap Map(const std::string& name, const std::string& value, std::map<std::string, std::string> labels = {}) {
    ConfigMap map;
    map.metadata.name = name;
    map.metadata.labels = std::move(labels);
    map.data["v"] = value;
    return map;
  }
  void Create(const ConfigMap& map) { ASSERT_TRUE(Maps().Create(map)); }
  void Update(const ConfigMap& map) { ASSERT_TRUE(Maps().Update(map)); }

  static std::vector<std::string> NamesOf(const std::vector<Shared<ConfigMap>>& maps) {
    std::vector<std::string> names;
    for (const auto& map : maps) names.push_back(map->metadata.name);
    return names;
  }

  testkit::ApiServer server;
  RestClient direct = *RestClient::Create(server.InMemoryTransport());
  std::shared_ptr<fakes::FlakyTransport> transport = std::make_shared<fakes::FlakyTransport>(server.InMemoryTransport());
  std::shared_ptr<fakes::ManualClock> clock = fakes::ManualClock::BeginningNow();
  std::optional<InformerFactory> factory;
  fakes::Recorder heard;
};

std::string NameOf(const testing::TestParamInfo<Kept>& instance) {
  constexpr const char* kNames[] = {"Whole", "Compact", "Projected"};
  return kNames[static_cast<int>(instance.param)];
}
INSTANTIATE_TEST_SUITE_P(As, StorageTest, testing::Values(Kept::kWhole, Kept::kCompact, Kept::kProjected), NameOf);

TEST_P(StorageTest, TellsHandlersTheStateBeforeAndAfter) {
  const auto maps = Follow();
  const auto registration = maps.AddEventHandler(heard.Handler());
  Create(Map("a", "1"));
  ASSERT_TRUE(Sync());
  ASSERT_TRUE(registration.WaitForSync(CallContext::Within(20s)));
  Update(Map("a", "2"));
  Update(Map("a", "3"));
  ASSERT_TRUE(Maps().Delete("a"));
  ASSERT_TRUE(heard.WaitFor(4));
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1", "update a=1>2", "update a=2>3", "delete a=3"));
}

TEST_P(StorageTest, ReadsByKeyByNamespaceAndByLabels) {
  Create(Map("a", "1", {{"app", "web"}}));
  Create(Map("b", "2", {{"app", "db"}}));
  Create(Map("c", "3", {{"app", "web"}}));
  const auto maps = Follow();
  ASSERT_TRUE(Sync());
  EXPECT_EQ(maps.Get({"default", "b"})->data.at("v"), "2");
  EXPECT_EQ(maps.Get({"default", "none"}), nullptr);
  EXPECT_THAT(NamesOf(maps.List()), ElementsAre("a", "b", "c"));
  const auto web = maps.Lister().Namespaced("default").List(*labels::Selector::Parse("app=web"));
  EXPECT_THAT(NamesOf(web), ElementsAre("a", "c"));
  EXPECT_EQ(web[1]->data.at("v"), "3") << "and not its labels alone";
}

TEST_P(StorageTest, MovesObjectsInIndicesAsTheyChange) {
  Create(Map("a", "odd"));
  Create(Map("b", "even"));
  const auto maps = Follow();
  const auto registration = maps.AddEventHandler(heard.Handler());
  ASSERT_TRUE(maps.AddIndex("v", [](const ConfigMap& map) { return std::vector{fakes::Recorder::ValueOf(map)}; }));
  ASSERT_TRUE(Sync());
  EXPECT_THAT(NamesOf(*maps.ByIndex("v", "odd")), ElementsAre("a"));
  Update(Map("a", "even"));
  ASSERT_TRUE(heard.WaitFor("update a=odd>even"));
  EXPECT_THAT(NamesOf(*maps.ByIndex("v", "even")), ElementsAre("a", "b"));
  EXPECT_THAT(*maps.ListIndexFuncValues("v"), ElementsAre("even"));
  ASSERT_TRUE(Maps().Delete("b"));
  ASSERT_TRUE(heard.WaitFor("delete b=even"));
  EXPECT_THAT(NamesOf(*maps.ByIndex("v", "even")), ElementsAre("a"));
}

TEST_P(StorageTest, TellsOfAMissedEndAndKeepsSilentAboutWhatIsTheSame) {
  Create(Map("gone", "1"));
  Create(Map("same", "1"));
  fakes::Event failed;
  std::atomic<bool> broken = false;
  // Watches end at once; while `broken`, nothing works.
  transport->Set([&](const Request& request) -> fakes::FlakyTransport::Fate {
    if (broken) {
      failed.Set();
      return {.answer = Result<Response>(Error(ErrorCode::kUnavailable, TransportFailure::kRefused, "refused"))};
    }
    if (request.target.find("watch=true") == std::string::npos) return {};
    Response gone;
    gone.status = 200;
    gone.headers.Add("Content-Type", "application/json");
    gone.body =
        R"({"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure","code":410,"reason":"Expired"}})";
    return {.answer = std::move(gone)};
  });
  const auto maps = Follow();
  const auto registration = maps.AddEventHandler(heard.Handler());
  factory->Start();
  ASSERT_TRUE(registration.WaitForSync(CallContext::Within(20s)));
  broken = true;
  const auto turned = [this](fakes::Event& event) {
    for (int i = 0; i < 10'000; ++i) {
      if (event.Wait(1ms)) return true;
      clock->Advance(1s);  // it waits between its attempts
    }
    return false;
  };
  ASSERT_TRUE(turned(failed));
  ASSERT_TRUE(Maps().Delete("gone"));
  Create(Map("new", "1"));
  broken = false;
  for (int i = 0; i < 10'000 && heard.Lines().size() < 4; ++i) {
    clock->Advance(1s);
    std::this_thread::yield();
  }
  ASSERT_TRUE(heard.WaitFor(4));
  const auto lines = heard.Lines();
  EXPECT_THAT(std::vector(lines.begin() + 2, lines.begin() + 4), ElementsAre("delete? gone=1", "add new=1"));
  factory->Stop();
  EXPECT_THAT(heard.Lines(), testing::Not(Contains("update same=1>1")));
}

TEST_P(StorageTest, ResyncsWithTheStateThatIsThere) {
  Create(Map("a", "1"));
  const auto maps = Follow();
  const auto registration = maps.AddEventHandler(heard.Handler(), {.resync = 2s});
  factory->Start();
  ASSERT_TRUE(registration.WaitForSync(CallContext::Within(20s)));
  clock->Advance(2s);
  ASSERT_TRUE(heard.WaitFor("update a=1>1"));
}

TEST_P(StorageTest, KeepsWhatAReaderHolds) {
  Create(Map("a", "1"));
  const auto maps = Follow();
  const auto registration = maps.AddEventHandler(heard.Handler());
  ASSERT_TRUE(Sync());
  const Shared<ConfigMap> held = maps.Get({"default", "a"});
  ASSERT_TRUE(Maps().Delete("a"));
  ASSERT_TRUE(heard.WaitFor("delete a=1"));
  factory.reset();
  EXPECT_EQ(held->data.at("v"), "1");
}

class CompactStorageTest : public StorageTest {};
INSTANTIATE_TEST_SUITE_P(As, CompactStorageTest, testing::Values(Kept::kCompact), NameOf);

TEST_P(CompactStorageTest, ReadsEveryFieldThatTheServerSent) {
  ConfigMap map = Map("a", "1", {{"app", "web"}});
  map.metadata.annotations["empty"] = "";
  map.immutable = false;
  map.binaryData["b"] = Bytes{"\0\1"};
  Create(map);
  const auto maps = Follow();
  ASSERT_TRUE(Sync());
  EXPECT_EQ(*maps.Get({"default", "a"}), *Maps().Get("a"));
}

TEST_P(CompactStorageTest, GivesSeveralReadersOfOneStateTheSameObject) {
  Create(Map("a", "1"));
  const auto maps = Follow();
  ASSERT_TRUE(Sync());
  EXPECT_EQ(maps.Get({"default", "a"}), maps.Get({"default", "a"}));
}

TEST_P(CompactStorageTest, CountsWhatThePackedObjectsTake) {
  ConfigMap map = Map("a", "1");
  map.data["long"] = std::string(1'000, 'x');
  Create(map);
  const auto maps = Follow();
  ASSERT_TRUE(Sync());
  EXPECT_GT(maps.Status().bytes, 1'000U);
  EXPECT_LT(maps.Status().bytes, 1'400U);
}

TEST(ObjectPackerTest, MakesEachObjectOfItsOwnBytesHoweverManyPassed) {
  const auto kind = internal::ObjectKind::Of(ConfigMap::kResource).value();
  const auto packer = std::make_shared<internal::ObjectPacker>(kind);
  std::vector<internal::PackedObject> packed;
  for (int i = 0; i < 100; ++i) {
    ConfigMap map;
    map.metadata.name = std::to_string(i);
    packed.push_back(packer->Pack(std::make_shared<const ConfigMap>(map)));
  }
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i < packed.size(); ++i) {
      const auto map = std::static_pointer_cast<const ConfigMap>(packed[i].Unpack());
      EXPECT_EQ(map->metadata.name, std::to_string(i));
    }
  }
}

class ProjectedStorageTest : public StorageTest {};
INSTANTIATE_TEST_SUITE_P(As, ProjectedStorageTest, testing::Values(Kept::kProjected), NameOf);

TEST_P(ProjectedStorageTest, KeepsTheFieldsAskedForAndWhatTellsObjectsApart) {
  ConfigMap map = Map("a", "1", {{"app", "web"}});
  map.metadata.annotations["note"] = "long";
  Create(map);
  const auto maps = Follow();
  ASSERT_TRUE(Sync());
  const auto kept = maps.Get({"default", "a"});
  const ConfigMap whole = *Maps().Get("a");
  EXPECT_EQ(kept->data, whole.data);
  EXPECT_EQ(kept->metadata.labels, whole.metadata.labels);
  EXPECT_EQ(kept->metadata.uid, whole.metadata.uid);
  EXPECT_EQ(kept->metadata.resourceVersion, whole.metadata.resourceVersion);
  EXPECT_THAT(kept->metadata.annotations, IsEmpty());
}

TEST_P(ProjectedStorageTest, RefusesAFieldThatThereIsNot) {
  const InformerFactory informers(direct);
  const auto misspelt = informers.Projected<ConfigMap>({"data", "metadata.lables"});
  ASSERT_FALSE(misspelt);
  EXPECT_EQ(misspelt.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(misspelt.error().ToString(), HasSubstr("lables"));
  EXPECT_THAT(misspelt.error().ToString(), HasSubstr("configmaps"));
  EXPECT_EQ(informers.Projected<ConfigMap>({}).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(informers.Statuses(), IsEmpty());
}

TEST_P(ProjectedStorageTest, IsAnotherInformerThanThatOfWholeObjects) {
  Create(Map("a", "1"));
  const InformerFactory informers(direct);
  const auto projected = informers.Projected<ConfigMap>({"metadata.labels", "immutable"});
  const auto again = informers.Projected<ConfigMap>({"immutable", "metadata.labels"});
  const auto whole = informers.For<ConfigMap>();
  informers.Start();
  ASSERT_TRUE(informers.WaitForCacheSync(CallContext::Within(20s)));
  EXPECT_EQ(informers.Statuses().size(), 2U);
  EXPECT_THAT(informers.Statuses()[1].fields, ElementsAre("immutable", "metadata.labels"));
  EXPECT_THAT(projected->Get({"default", "a"})->data, IsEmpty());
  EXPECT_EQ(whole.Get({"default", "a"})->data.at("v"), "1");
}

}  // namespace
}  // namespace k8s
