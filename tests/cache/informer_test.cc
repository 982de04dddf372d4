#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cache/flaky_transport.h"
#include "cache/recorder.h"
#include "fakes/event.h"
#include "fakes/manual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
using testing::UnorderedElementsAre;

CallContext Soon() { return CallContext::Within(20s); }

bool IsWatch(const Request& request) { return request.target.find("watch=true") != std::string::npos; }

Result<Response> StatusAnswer(int code, const std::string& reason) {
  Response response;
  response.status = code;
  response.headers.Add("Content-Type", "application/json");
  response.body = R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"no","reason":")" + reason +
                  R"(","code":)" + std::to_string(code) + "}";
  return response;
}

// Over the API server of the testkit, in the memory of this process.
class InformerTest : public testing::Test {
 protected:
  static InformerOptions Impatient() {
    InformerOptions options;
    options.backoff = {.initial = 1ms, .cap = 2ms};
    return options;
  }

  RestClient Client() { return *RestClient::Create(transport); }
  ResourceClient<ConfigMap> Maps(const std::string& namespace_ = "default") {
    return ResourceClient<ConfigMap>(direct, namespace_);
  }
  InformerFactory Factory(InformerOptions options = Impatient()) {
    options.onError = [this](const Error& error) {
      std::lock_guard lock(mutex);
      errors.push_back(error.ToString());
    };
    return InformerFactory(Client(), options);
  }
  std::vector<std::string> Errors() {
    std::lock_guard lock(mutex);
    return errors;
  }

  void Create(const std::string& name, const std::string& value, const std::string& namespace_ = "default",
              std::map<std::string, std::string> labels = {}) {
    ConfigMap map;
    map.metadata.name = name;
    map.metadata.labels = std::move(labels);
    map.data["v"] = value;
    ASSERT_TRUE(Maps(namespace_).Create(map));
  }
  void Update(const std::string& name, const std::string& value) {
    ConfigMap map = *Maps().Get(name);
    map.data["v"] = value;
    ASSERT_TRUE(Maps().Update(map));
  }
  void Delete(const std::string& name) { ASSERT_TRUE(Maps().Delete(name)); }

  testkit::ApiServer server;
  RestClient direct = *RestClient::Create(server.InMemoryTransport());
  std::shared_ptr<fakes::FlakyTransport> transport = std::make_shared<fakes::FlakyTransport>(server.InMemoryTransport());
  std::mutex mutex;
  std::vector<std::string> errors;
  fakes::Recorder heard;
};

// However the present state comes: watched or listed, as JSON or as protobuf.
struct Way {
  const char* name;
  bool watchList;
  ContentType form;
};

class InformerWayTest : public InformerTest, public testing::WithParamInterface<Way> {
 protected:
  InformerFactory Factory() {
    InformerOptions options = Impatient();
    options.watchList = GetParam().watchList;
    return InformerFactory(Client().As(GetParam().form), options);
  }
};

INSTANTIATE_TEST_SUITE_P(As, InformerWayTest,
                         testing::Values(Way{"WatchedJson", true, ContentType::kJson},
                                         Way{"WatchedProtobuf", true, ContentType::kProtobuf},
                                         Way{"ListedJson", false, ContentType::kJson},
                                         Way{"ListedProtobuf", false, ContentType::kProtobuf}),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(InformerWayTest, FillsItsCacheAndFollowsWhatChanges) {
  Create("a", "1");
  Create("b", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  const auto registration = maps.AddEventHandler(heard.Handler());
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  ASSERT_TRUE(registration.WaitForSync(Soon()));
  EXPECT_THAT(heard.Lines(), UnorderedElementsAre("add! a=1", "add! b=1"));
  EXPECT_EQ((*maps.Lister().Namespaced("default").Get("a"))->data.at("v"), "1");

  Create("c", "1");
  Update("a", "2");
  Delete("b");
  ASSERT_TRUE(heard.WaitFor(5));
  const auto lines = heard.Lines();
  EXPECT_THAT(std::vector(lines.begin() + 2, lines.end()), ElementsAre("add c=1", "update a=1>2", "delete b=1"));
  EXPECT_EQ(maps.Size(), 2U);
  EXPECT_EQ(maps.Get({"default", "a"})->data.at("v"), "2");
  EXPECT_EQ(maps.Get({"default", "b"}), nullptr);
}

TEST_F(InformerTest, TellsALateHandlerAllThereIsFirst) {
  Create("a", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  const auto registration = maps.AddEventHandler(heard.Handler());
  ASSERT_TRUE(registration.WaitForSync(Soon()));
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1"));
  Update("a", "2");
  ASSERT_TRUE(heard.WaitFor("update a=1>2"));
}

TEST_F(InformerTest, SharesOneWatchAmongAllHandlers) {
  Create("a", "1");
  const InformerFactory factory = Factory();
  fakes::Recorder other;
  const auto first = factory.For<ConfigMap>().AddEventHandler(heard.Handler());
  const auto second = factory.For<ConfigMap>().AddEventHandler(other.Handler());
  factory.Start();
  ASSERT_TRUE(heard.WaitFor("add! a=1"));
  ASSERT_TRUE(other.WaitFor("add! a=1"));
  EXPECT_EQ(transport->Targets().size(), 1U);
}

TEST_F(InformerTest, TellsNothingToARegistrationThatIsGone) {
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  fakes::Recorder gone;
  std::optional<HandlerRegistration> registration = maps.AddEventHandler(gone.Handler());
  const auto other = maps.AddEventHandler(heard.Handler());
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  registration.reset();
  Create("a", "1");
  ASSERT_TRUE(heard.WaitFor("add a=1"));
  EXPECT_THAT(gone.Lines(), IsEmpty());
  EXPECT_EQ(maps.Status().handlers, 1U);
}

TEST_F(InformerTest, GoesOnWhereAWatchWasCutOff) {
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  const auto registration = maps.AddEventHandler(heard.Handler());
  transport->Set([](const Request&) { return fakes::FlakyTransport::Fate{.cutAfter = 3}; });
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  for (int i = 0; i < 20; ++i) {
    Create("m" + std::to_string(i), "1");
    ASSERT_TRUE(heard.WaitFor("add m" + std::to_string(i) + "=1"));
  }
  EXPECT_EQ(heard.Lines().size(), 20U) << "each once";
}

TEST_F(InformerTest, TellsOfAMissedEndWithTheLastKnownStateAndKeepsSilentAboutTheRest) {
  Create("gone", "1");
  Create("kept", "1");
  Create("changed", "1");
  fakes::Event failed;
  std::atomic<bool> broken = false;
  // Once `broken`, the watch ends and nothing works, until a list does.
  transport->Set([&](const Request& request) -> fakes::FlakyTransport::Fate {
    if (broken) {
      failed.Set();
      return {.answer = StatusAnswer(500, "InternalError")};
    }
    if (!IsWatch(request)) return {};
    return {.cutAfter = 1};
  });
  InformerOptions options = Impatient();
  options.watchList = false;
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  const auto registration = maps.AddEventHandler(heard.Handler());
  factory.Start();
  ASSERT_TRUE(registration.WaitForSync(Soon()));
  broken = true;
  Create("noise", "1");
  ASSERT_TRUE(failed.Wait());
  const std::size_t before = 3;
  Delete("gone");
  Update("changed", "2");
  Create("late", "1");
  broken = false;
  ASSERT_TRUE(heard.WaitFor("add late=1"));
  ASSERT_TRUE(heard.WaitFor("update changed=1>2"));
  const auto lines = heard.Lines();
  EXPECT_THAT(lines, Contains("delete? gone=1"));
  EXPECT_EQ(std::count_if(lines.begin() + before, lines.end(),
                          [](const auto& line) { return line.find("kept") != std::string::npos; }),
            0);
  const InformerStatus status = maps.Status();
  EXPECT_GE(status.restarts, 1U);
  EXPECT_EQ(status.lastRestart->HttpStatus(), 500);
}

TEST_F(InformerTest, FollowsSeveralNamespaces) {
  Create("a", "1", "default");
  Create("b", "1", "kube-system");
  Create("c", "1", "kube-public");
  InformerOptions options = Impatient();
  options.namespaces = {"default", "kube-system", "default"};
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  EXPECT_THAT(maps.Keys(), ElementsAre(ObjectKey{"default", "a"}, ObjectKey{"kube-system", "b"}));
  EXPECT_EQ(transport->Targets().size(), 2U) << "each followed once";
}

TEST_F(InformerTest, FollowsAllNamespacesOnceWhereAnEmptyOneIsAmongThem) {
  Create("a", "1", "default");
  Create("b", "1", "kube-system");
  InformerOptions options = Impatient();
  options.namespaces = {"default", ""};
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  EXPECT_THAT(maps.Keys(), ElementsAre(ObjectKey{"default", "a"}, ObjectKey{"kube-system", "b"}));
  EXPECT_EQ(transport->Targets().size(), 1U);
}

TEST_F(InformerTest, FollowsWhatASelectorSelects) {
  Create("a", "1", "default", {{"app", "web"}});
  Create("b", "1");
  InformerOptions options = Impatient();
  options.labelSelector = "app=web";
  const InformerFactory factory = Factory(options);
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  EXPECT_THAT(factory.For<ConfigMap>().Keys(), IsEmpty()) << "not asked for before Start()";
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  EXPECT_THAT(factory.For<ConfigMap>().Keys(), ElementsAre(ObjectKey{"default", "a"}));
}

TEST_F(InformerTest, SaysWhatIsNotSyncedAndWhy) {
  transport->Set([](const Request&) { return fakes::FlakyTransport::Fate{.answer = StatusAnswer(403, "Forbidden")}; });
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  const Result<void> notStarted = factory.WaitForCacheSync(CallContext::Within(0ms));
  EXPECT_EQ(notStarted.error().ToString(), "configmaps are not synced yet: the informer was not started");
  factory.Start();
  while (Errors().empty()) std::this_thread::yield();
  EXPECT_THAT(Errors().front(), HasSubstr("listing configmaps"));
  const Result<void> late = factory.WaitForCacheSync(CallContext::Within(0ms));
  EXPECT_EQ(late.error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_THAT(late.error().Message(), HasSubstr("HTTP 403, Forbidden"));
  EXPECT_FALSE(maps.HasSynced());
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(factory.WaitForCacheSync({.stop = stopped.get_token()}).error().Code(), ErrorCode::kCancelled);
}

TEST_F(InformerTest, WaitsForAResourceThatDoesNotExistYet) {
  Create("a", "1");
  std::atomic<int> asked = 0;
  std::atomic<bool> exists = false;
  fakes::Event oftenAsked;
  transport->Set([&](const Request&) -> fakes::FlakyTransport::Fate {
    if (exists) return {};
    if (++asked == 20) oftenAsked.Set();
    return {.answer = StatusAnswer(404, "NotFound")};
  });
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  factory.Start();
  ASSERT_TRUE(oftenAsked.Wait());
  EXPECT_TRUE(maps.Status().parked);
  EXPECT_EQ(Errors().size(), 1U) << "said once";
  exists = true;
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  EXPECT_FALSE(maps.Status().parked);
  EXPECT_EQ(maps.Size(), 1U);
}

TEST_F(InformerTest, LeavesOutAnObjectItCannotReadAndNamesIt) {
  Response list;
  list.status = 200;
  list.headers.Add("Content-Type", "application/json");
  list.body = R"({"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[)"
              R"({"metadata":{"name":"bad","namespace":"default"},"data":{"v":7}},)"
              R"({"metadata":{"name":"good","namespace":"default"},"data":{"v":"1"}}]})";
  transport->Set([&](const Request& request) -> fakes::FlakyTransport::Fate {
    if (IsWatch(request)) return {};
    return {.answer = list};
  });
  InformerOptions options = Impatient();
  options.watchList = false;
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  EXPECT_THAT(maps.Keys(), ElementsAre(ObjectKey{"default", "good"}));
  EXPECT_THAT(Errors(), Contains(HasSubstr("leaving configmaps \"default/bad\" out of the cache: data.v: not a string")));
}

TEST_F(InformerTest, TransformsEachObjectOnceBeforeAnybodySeesIt) {
  Create("a", "1");
  Create("refused", "1");
  Create("thrown", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  ASSERT_TRUE(maps.SetTransform([](ConfigMap& map) -> Result<void> {
    if (map.metadata.name == "refused") return Error(ErrorCode::kInvalidArgument, "not wanted");
    if (map.metadata.name == "thrown") throw std::runtime_error("oh");
    map.data["v"] += "+";
    return {};
  }));
  const auto registration = maps.AddEventHandler(heard.Handler());
  factory.Start();
  ASSERT_TRUE(registration.WaitForSync(Soon()));
  EXPECT_THAT(heard.Lines(), ElementsAre("add! a=1+"));
  EXPECT_THAT(Errors(), UnorderedElementsAre(HasSubstr("\"default/refused\" out of the cache: not wanted"),
                                             HasSubstr("an exception left the transform: oh")));
  EXPECT_EQ(maps.SetTransform(nullptr).error().Code(), ErrorCode::kInvalidArgument);
}

TEST_F(InformerTest, DropsManagedFieldsWhenAskedTo) {
  ConfigMap map;
  map.metadata.name = "a";
  map.metadata.managedFields.emplace_back().manager = "me";
  ASSERT_TRUE(Maps().Create(map));
  InformerOptions options = Impatient();
  options.dropManagedFields = true;
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  EXPECT_THAT(maps.Get({"default", "a"})->metadata.managedFields, IsEmpty());
}

TEST_F(InformerTest, ResyncsAHandlerAtItsOwnPeriod) {
  Create("a", "1");
  const auto clock = fakes::ManualClock::BeginningNow();
  InformerOptions options = Impatient();
  options.clock = clock;
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  fakes::Recorder never;
  const auto first = maps.AddEventHandler(heard.Handler(), {.resync = 2s});
  const auto second = maps.AddEventHandler(never.Handler());
  factory.Start();
  ASSERT_TRUE(first.WaitForSync(Soon()));
  clock->Advance(1s);
  EXPECT_EQ(heard.Lines().size(), 1U);
  clock->Advance(1s);
  ASSERT_TRUE(heard.WaitFor("update a=1>1"));
  ASSERT_TRUE(second.WaitForSync(Soon()));
  EXPECT_EQ(never.Lines().size(), 1U);
}

TEST_F(InformerTest, ResyncsTheHandlersOfATypeAtItsPeriod) {
  Create("a", "1");
  const auto clock = std::make_shared<fakes::ManualClock>();
  InformerOptions options = Impatient();
  options.clock = clock;
  options.resync = 1h;
  options.resyncOf = {{&ConfigMap::kResource, 2s}};
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  fakes::Recorder never;
  const auto first = maps.AddEventHandler(heard.Handler());
  const auto second = maps.AddEventHandler(never.Handler(), {.resync = 0ms});
  factory.Start();
  ASSERT_TRUE(first.WaitForSync(Soon()));
  ASSERT_TRUE(second.WaitForSync(Soon()));
  clock->Advance(2s);
  ASSERT_TRUE(heard.WaitFor("update a=1>1"));
  EXPECT_EQ(never.Lines().size(), 1U);
}

TEST_F(InformerTest, KeepsNoTimerForAHandlerThatIsGone) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  InformerOptions options = Impatient();
  options.clock = clock;
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  std::optional<HandlerRegistration> registration = maps.AddEventHandler(heard.Handler(), {.resync = 10h});
  EXPECT_EQ(clock->Waits(), 1U);
  registration.reset();
  EXPECT_EQ(clock->Waits(), 0U);
}

TEST_F(InformerTest, EveryStopWaitsForTheCallbackThatRuns) {
  Create("a", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  fakes::Event entered;
  fakes::Event returned;
  std::atomic<bool> running = false;
  ASSERT_TRUE(maps.SetTransform([&](ConfigMap&) -> Result<void> {
    running = true;
    entered.Set();
    returned.Wait(200ms);  // which is never in time
    running = false;
    return {};
  }));
  factory.Start();
  ASSERT_TRUE(entered.Wait());
  const auto stop = [&] {
    maps.Stop();
    EXPECT_FALSE(running);
    returned.Set();
  };
  std::thread first(stop);
  std::thread second(stop);
  first.join();
  second.join();
}

TEST_F(InformerTest, MayEndOnTheExecutorOfItsClient) {
  const std::shared_ptr<Executor> executor = *ThreadPool::Make(1);
  ClientOptions clientOptions;
  clientOptions.executor = executor;
  auto factory = std::make_optional(InformerFactory(*RestClient::Create(transport, clientOptions), Impatient()));
  const auto maps = factory->For<ConfigMap>();
  factory->Start();
  ASSERT_TRUE(factory->WaitForCacheSync(Soon()));
  const auto stopped = std::make_shared<std::promise<void>>();
  std::future<void> done = stopped->get_future();
  executor->Post([&, stopped] {
    maps.Stop();
    factory.reset();
    stopped->set_value();
  });
  EXPECT_EQ(done.wait_for(20s), std::future_status::ready);
}

TEST_F(InformerTest, TellsOfAnIndexFunctionThatThrows) {
  Create("bad", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  ASSERT_TRUE(maps.AddIndex("v", [](const ConfigMap& map) -> std::vector<std::string> {
    if (map.metadata.name == "bad") throw std::runtime_error("oh");
    return {map.data.at("v")};
  }));
  const auto registration = maps.AddEventHandler(heard.Handler());
  factory.Start();
  Create("good", "1");
  ASSERT_TRUE(heard.WaitFor(2));
  while (Errors().empty()) std::this_thread::yield();
  EXPECT_THAT(Errors(), ElementsAre("an exception left the index \"v\" of configmaps for default/bad: oh"));
  EXPECT_EQ(maps.ByIndex("v", "1")->size(), 1U);
}

TEST_F(InformerTest, StopsForGood) {
  Create("a", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  const auto registration = maps.AddEventHandler(heard.Handler());
  factory.Start();
  ASSERT_TRUE(registration.WaitForSync(Soon()));
  maps.Stop();
  maps.Stop();
  maps.Start();
  const std::size_t requests = transport->Targets().size();
  Create("b", "1");
  EXPECT_EQ(heard.Lines().size(), 1U);
  EXPECT_EQ(transport->Targets().size(), requests);
  EXPECT_EQ(maps.Size(), 1U) << "the cache keeps what it has";
  EXPECT_TRUE(maps.Status().stopped);
  const auto late = maps.AddEventHandler(heard.Handler());
  EXPECT_EQ(late.WaitForSync(Soon()).error().Code(), ErrorCode::kCancelled);
}

TEST_F(InformerTest, MayBeStoppedBeforeItIsStarted) {
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  factory.Stop();
  factory.Start();
  EXPECT_EQ(factory.WaitForCacheSync({}).error().Code(), ErrorCode::kCancelled);
  EXPECT_THAT(transport->Targets(), IsEmpty());
}

TEST_F(InformerTest, MayBeStoppedWithinACallback) {
  Create("a", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  fakes::Event returned;
  HandlerRegistration registration = maps.AddEventHandler({.onAdd = [&](const Shared<ConfigMap>&, bool) {
    maps.Stop();
    registration.Remove();
    returned.Set();
  }});
  factory.Start();
  EXPECT_TRUE(returned.Wait());
}

TEST_F(InformerTest, EndsWhileTheServerIsSilent) {
  auto factory = std::make_optional(Factory());
  {
    const auto maps = factory->For<ConfigMap>();
    factory->Start();
    ASSERT_TRUE(factory->WaitForCacheSync(Soon()));
  }
  factory.reset();
  SUCCEED() << "and did not wait for the watch";
}

TEST_F(InformerTest, SlowHandlersDelayNobodyElse) {
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  fakes::Event entered;
  fakes::Event leave;
  const auto slow = maps.AddEventHandler({.onAdd = [&](const Shared<ConfigMap>&, bool) {
    entered.Set();
    leave.Wait();
  }});
  const auto quick = maps.AddEventHandler(heard.Handler());
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  Create("a", "1");
  ASSERT_TRUE(entered.Wait());
  Create("b", "1");
  EXPECT_TRUE(heard.WaitFor("add b=1"));
  EXPECT_GE(maps.Status().pending, 1U);
  leave.Set();
}

TEST_F(InformerTest, HandlersThatBlockAllThreadsStopNobodyElse) {
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  fakes::Event leave;
  std::vector<HandlerRegistration> blocking;
  for (int i = 0; i < 5; ++i) {
    blocking.push_back(maps.AddEventHandler({.onAdd = [&](const Shared<ConfigMap>&, bool) { leave.Wait(60s); }}));
  }
  const auto quick = maps.AddEventHandler(heard.Handler());
  factory.Start();
  Create("a", "1");
  EXPECT_TRUE(heard.WaitFor(1));
  leave.Set();
}

TEST_F(InformerTest, TellsAFilteredHandlerWhatEntersAndLeaves) {
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  const auto isEven = [](const ConfigMap& map) { return (map.data.at("v").back() - '0') % 2 == 0; };
  const auto registration = maps.AddEventHandler(Filtered<ConfigMap>(isEven, heard.Handler()));
  fakes::Recorder all;
  const auto unfiltered = maps.AddEventHandler(all.Handler());
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  Create("a", "1");
  for (const char* value : {"2", "4", "5", "6"}) Update("a", value);
  Delete("a");
  ASSERT_TRUE(heard.WaitFor("delete a=6"));
  EXPECT_THAT(heard.Lines(), ElementsAre("add a=2", "update a=2>4", "delete a=4", "add a=6", "delete a=6"));
}

// What a handler is told of may be merged while it is slow: what it knew before is told with the end.
TEST_F(InformerTest, TellsASlowFilteredHandlerOfTheEndOfWhatItKnew) {
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  fakes::Event entered;
  fakes::Event leave;
  const auto isEven = [&](const ConfigMap& map) {
    if (map.metadata.name == "gate") {
      entered.Set();
      leave.Wait(60s);
    }
    return map.data.at("v") == "2";
  };
  const auto registration = maps.AddEventHandler(Filtered<ConfigMap>(isEven, heard.Handler()), {.maxBacklog = 1});
  fakes::Recorder quick;  // hears of everything after the other handler has it in its backlog
  const auto other = maps.AddEventHandler(quick.Handler());
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  Create("known", "2");
  Create("unknown", "1");
  ASSERT_TRUE(heard.WaitFor("add known=2"));
  Create("gate", "1");
  ASSERT_TRUE(entered.Wait());
  Create("filler", "1");
  for (const char* value : {"1", "3"}) Update("known", value);
  Update("unknown", "2");
  Delete("known");
  Delete("unknown");
  Create("end", "2");
  ASSERT_TRUE(quick.WaitFor("add end=2"));
  EXPECT_GE(maps.Status().merged, 1U);
  leave.Set();
  ASSERT_TRUE(heard.WaitFor("add end=2"));
  EXPECT_THAT(heard.Lines(), ElementsAre("add known=2", "delete known=3", "add end=2"));
}

TEST_F(InformerTest, TellsOfAResyncWithOneObjectAlsoOfThoseThatArePacked) {
  Create("a", "1");
  const auto clock = std::make_shared<fakes::ManualClock>();
  InformerOptions options = Impatient();
  options.clock = clock;
  options.compact = true;
  const InformerFactory factory = Factory(options);
  std::atomic<bool> isSame = false;
  fakes::Event told;
  const auto resynced = [&](const Shared<ConfigMap>& before, const Shared<ConfigMap>& after) {
    isSame = before == after;
    told.Set();
  };
  const auto registration = factory.For<ConfigMap>().AddEventHandler({.onUpdate = resynced}, {.resync = 2s});
  factory.Start();
  ASSERT_TRUE(registration.WaitForSync(Soon()));
  clock->Advance(2s);
  ASSERT_TRUE(told.Wait());
  EXPECT_TRUE(isSame);
}

TEST_F(InformerTest, TellsHowItIs) {
  Create("a", "1");
  const InformerFactory factory = Factory();
  const auto maps = factory.For<ConfigMap>();
  EXPECT_FALSE(maps.Status().started);
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Soon()));
  const auto statuses = factory.Statuses();
  ASSERT_EQ(statuses.size(), 1U);
  EXPECT_EQ(statuses[0].resource, "configmaps");
  EXPECT_TRUE(statuses[0].status.synced);
  EXPECT_EQ(statuses[0].status.objects, 1U);
  EXPECT_GT(statuses[0].status.bytes, 50U);
  EXPECT_EQ(statuses[0].status.restarts, 0U);
  EXPECT_FALSE(statuses[0].status.lastRestart);
  EXPECT_FALSE(statuses[0].status.resourceVersion.empty());
}

TEST_F(InformerTest, TellsSinceWhenTheServerIsSilent) {
  Create("a", "1");
  const auto clock = fakes::ManualClock::BeginningNow();
  InformerOptions options = Impatient();
  options.clock = clock;
  const InformerFactory factory = Factory(options);
  const auto maps = factory.For<ConfigMap>();
  const auto registration = maps.AddEventHandler(heard.Handler());
  EXPECT_FALSE(maps.Status().sinceLastEvent);
  factory.Start();
  ASSERT_TRUE(registration.WaitForSync(Soon()));
  clock->Advance(3s);
  EXPECT_EQ(maps.Status().sinceLastEvent, 3s);
  Update("a", "2");
  ASSERT_TRUE(heard.WaitFor("update a=1>2"));
  EXPECT_EQ(maps.Status().sinceLastEvent, 0s);
}

}  // namespace
}  // namespace k8s
