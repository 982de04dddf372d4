#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cache/flaky_transport.h"
#include "controller/config_map_controller.h"
#include "fakes/event.h"
#include "fakes/no_threads.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/apps/v1/replica_sets.h>
#include <k8s/informers/apps/v1/deployments.h>
#include <k8s/informers/apps/v1/replica_sets.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;
using testing::ElementsAre;
using testing::HasSubstr;

thread_local bool runsHere = false;  // Controller::Run()

class ControllerTest : public fakes::ConfigMapController {
 protected:
  // Notes each reconciliation, with the value that the cache has: "a=1", or "a is gone".
  ReconcileFunc Note() {
    return [this](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
      const auto map = maps.Get(key);
      journal.Note(!map ? key.name + " is gone" : key.name + "=" + (map->data.contains("v") ? map->data.at("v") : ""));
      return Reconciled{};
    };
  }
};

TEST_F(ControllerTest, ReconcilesWhatIsThereWhatComesChangesAndGoes) {
  Create("a", {{"v", "1"}});
  Begin(Note(), Options());
  EXPECT_TRUE(journal.WaitFor("a=1"));
  Create("b", {{"v", "1"}});
  EXPECT_TRUE(journal.WaitFor("b=1"));
  Change("a", "2");
  EXPECT_TRUE(journal.WaitFor("a=2"));
  Delete("b");
  EXPECT_TRUE(journal.WaitFor("b is gone"));
  EXPECT_TRUE(End());
}

TEST_F(ControllerTest, FailsWhereNoThreadIsLeftForItsWorkers) {
  ControllerOptions options = Options();
  options.workers = 3;
  Controller crowded(Note(), options);
  Result<void> ran;
  {
    const fakes::NoThreads none;
    ran = crowded.Run();
  }
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().Code(), ErrorCode::kUnavailable);
  EXPECT_THAT(ran.error().Message(), HasSubstr("no thread can be had"));
}

TEST_F(ControllerTest, BeginsWhenAllThatItReadsIsThere) {
  Create("a");
  std::atomic<bool> wasSynced = false;
  const InformerFactory others(clients);
  const auto read = others.CoreV1().ConfigMaps();
  controller.emplace(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        wasSynced = read.HasSynced() && read.Get(key) != nullptr;
        journal.Note(key.name);
        return Reconciled{};
      },
      Options());
  controller->Watch(maps);
  controller->Read(read);
  Run();
  EXPECT_TRUE(journal.WaitFor("a"));
  EXPECT_TRUE(End());
  EXPECT_TRUE(wasSynced);
}

TEST_F(ControllerTest, ReconcilesTheOwnerOfWhatChanges) {
  appsv1::Deployment web;
  web.metadata.name = "web";
  web.spec.selector.matchLabels = {{"app", "web"}};
  web.spec.template_.metadata.labels = {{"app", "web"}};
  web.spec.template_.spec.containers.emplace_back().name = "main";
  web.spec.template_.spec.containers.back().image = "image";
  const auto owner = clients.AppsV1().Deployments("default").Create(web);
  ASSERT_TRUE(owner) << owner.error().ToString();
  appsv1::ReplicaSet set;
  set.metadata.name = "web-1";
  set.metadata.namespace_ = "default";
  set.spec.selector.matchLabels = web.spec.selector.matchLabels;
  set.spec.template_ = web.spec.template_;
  ASSERT_TRUE(SetControllerReference(*owner, set));
  const auto created = clients.AppsV1().ReplicaSets("default").Create(set);
  ASSERT_TRUE(created) << created.error().ToString();

  controller.emplace(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.ToString());
        return Reconciled{};
      },
      Options());
  controller->Watch(informers.AppsV1().ReplicaSets(), OwnedBy<appsv1::Deployment>());
  Run();
  EXPECT_TRUE(journal.WaitFor("default/web"));
}

TEST_F(ControllerTest, ReconcilesWhatAnObjectMappedToBeforeItChanged) {
  Create("a", {{"v", "first"}});
  controller.emplace(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        return Reconciled{};
      },
      Options());
  controller->Watch(maps, [](const ConfigMap& map) {
    return map.data.contains("v") ? std::vector<ObjectKey>{{.namespace_ = "", .name = map.data.at("v")}}
                                  : std::vector<ObjectKey>();
  });
  Run();
  EXPECT_TRUE(journal.WaitFor("first"));
  Change("a", "second");
  EXPECT_TRUE(journal.WaitFor("second"));
  EXPECT_TRUE(journal.WaitFor("first", 2));
}

// While its handler is slow, a change and the end are told as one.
TEST_F(ControllerTest, ReconcilesWhatAnObjectMappedToBeforeItChangedAndWent) {
  const InformerFactory slow(clients, {.maxBacklog = 1});
  const auto watched = slow.For<ConfigMap>();
  controller.emplace(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        return Reconciled{};
      },
      Options());
  controller->Watch(watched, [&](const ConfigMap& map) {
    if (map.metadata.name == "gate") {
      under.Set();
      goOn.Wait(60s);
    }
    return std::vector<ObjectKey>{{.namespace_ = "", .name = map.data.at("v")}};
  });
  fakes::Journal quick;  // hears of everything after the controller has it in its backlog
  const auto note = [&](const Shared<ConfigMap>& map, bool) { quick.Note(map->metadata.name); };
  const auto other = watched.AddEventHandler({.onAdd = note});
  Run();
  Create("a", {{"v", "first"}});
  ASSERT_TRUE(journal.WaitFor("first"));
  Create("gate", {{"v", "gate"}});
  ASSERT_TRUE(under.Wait());
  Create("filler", {{"v", "filler"}});
  Change("a", "second");
  Delete("a");
  Create("end", {{"v", "end"}});
  ASSERT_TRUE(quick.WaitFor("end"));
  EXPECT_GE(watched.Status().merged, 1U);
  goOn.Set();
  EXPECT_TRUE(journal.WaitFor("end"));
  EXPECT_TRUE(journal.WaitFor("first", 2));
  EXPECT_TRUE(End());
}

TEST_F(ControllerTest, TriesAFailureAgainLaterAndLater) {
  Create("a");
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        if (++calls <= 3) return Error(ErrorCode::kUnavailable, "not now");
        return Reconciled{};
      },
      Options());
  ASSERT_TRUE(errors.WaitFor("default/a: not now", 1));
  Pass(999ms);
  EXPECT_EQ(journal.Count("a"), 1U);
  clock->Advance(1ms);
  ASSERT_TRUE(errors.WaitFor("default/a: not now", 2));
  Pass(1999ms);
  EXPECT_EQ(journal.Count("a"), 2U);
  clock->Advance(1ms);
  ASSERT_TRUE(errors.WaitFor("default/a: not now", 3));
  Pass(4s);
  EXPECT_TRUE(journal.WaitFor("a", 4));
  EXPECT_TRUE(End());
  EXPECT_EQ(errors.Lines().size(), 3U);
}

TEST_F(ControllerTest, ForgetsFailuresAfterASuccess) {
  Create("a");
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        if (++calls % 3 != 0) return Error(ErrorCode::kUnavailable, "not now");
        return Reconciled{};
      },
      Options());
  Pass(1s);
  ASSERT_TRUE(journal.WaitFor("a", 2));
  Pass(2s);
  ASSERT_TRUE(journal.WaitFor("a", 3));
  Change("a", "2");
  ASSERT_TRUE(journal.WaitFor("a", 4));
  Pass(1s);  // as after the first failure ever
  EXPECT_TRUE(journal.WaitFor("a", 5));
}

TEST_F(ControllerTest, GivesUpAfterSoManyRetriesUntilSomethingChanges) {
  Create("a");
  ControllerOptions options = Options();
  options.maxRetries = 1;
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        return Error(ErrorCode::kInvalidArgument, "never");
      },
      options);
  Pass(1s);
  ASSERT_TRUE(errors.WaitFor("default/a: never", 2));
  while (controller->Status().queue.processing != 0) std::this_thread::yield();
  EXPECT_EQ(controller->Status().queue.delayed, 0U);
  EXPECT_EQ(controller->Status().givenUp, 1U);
  Change("a", "2");
  EXPECT_TRUE(journal.WaitFor("a", 3));
}

TEST_F(ControllerTest, ReconcilesAgainAfterTheTimeThatWasAskedFor) {
  Create("a");
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        return Reconciled{.requeueAfter = 10min};
      },
      Options());
  ASSERT_TRUE(journal.WaitFor("a", 1));
  Pass(10min - 1ms);
  EXPECT_EQ(journal.Count("a"), 1U);
  clock->Advance(1ms);
  EXPECT_TRUE(journal.WaitFor("a", 2));
}

TEST_F(ControllerTest, ReportsAnExceptionAndTriesAgain) {
  Create("a");
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        if (++calls == 1) throw std::runtime_error("oh");
        if (calls == 2) throw 2;
        return Reconciled{};
      },
      Options());
  ASSERT_TRUE(errors.WaitFor("default/a: an exception left the reconciliation of default/a: oh"));
  Pass(1s);
  ASSERT_TRUE(errors.WaitFor("default/a: an exception left the reconciliation of default/a"));
  Pass(2s);
  EXPECT_TRUE(journal.WaitFor("a", 3));
}

TEST_F(ControllerTest, NeverReconcilesAnObjectTwiceAtOnce) {
  constexpr int kObjects = 8;
  ControllerOptions options = Options();
  options.workers = 4;
  std::mutex mutex;
  std::multiset<std::string> busy;
  std::size_t mostAtOnce = 0;
  bool twice = false;
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        {
          std::lock_guard lock(mutex);
          busy.insert(key.name);
          twice = twice || busy.count(key.name) > 1;
          mostAtOnce = std::max(mostAtOnce, busy.size());
        }
        std::this_thread::yield();
        std::lock_guard lock(mutex);
        busy.erase(key.name);
        return Reconciled{};
      },
      options);
  for (int i = 0; i < 2000; ++i) controller->Add({.namespace_ = "x", .name = std::to_string(i % kObjects)});
  while (controller->Status().queue.depth + controller->Status().queue.processing > 0) std::this_thread::yield();
  EXPECT_TRUE(End());
  EXPECT_FALSE(twice);
  EXPECT_LE(mostAtOnce, 4U);
}

TEST_F(ControllerTest, ReconcilesChangesBeforeWhatWasThereAtTheStart) {
  for (int i = 0; i < 5; ++i) Create("old" + std::to_string(i));
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name.substr(0, 3));
        under.Set();
        goOn.Wait();
        return Reconciled{};
      },
      Options());
  ASSERT_TRUE(under.Wait());
  while (controller->Status().queue.depth < 4) std::this_thread::yield();
  Create("new");
  while (controller->Status().queue.depth < 5) std::this_thread::yield();
  goOn.Set();
  ASSERT_TRUE(journal.WaitFor(6));
  EXPECT_THAT(journal.Lines(), ElementsAre("old", "new", "old", "old", "old", "old"));
}

// The first object that was there at the start is to be tried again as the second one is reconciled.
class RetriedControllerTest : public ControllerTest {
 protected:
  void Retry(const Result<Reconciled>& first) {
    for (const char* name : {"a", "b", "c"}) Create(name);
    Begin(
        [&, first](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
          journal.Note(key.name);
          if (++calls == 1) return first;
          under.Set();
          goOn.Wait();
          return Reconciled{};
        },
        Options());
    ASSERT_TRUE(under.Wait());
    while (controller->Status().queue.depth < 1) std::this_thread::yield();
    clock->Advance(1s);
    EXPECT_EQ(controller->Status().queue.depth, 2U);
    goOn.Set();
    ASSERT_TRUE(journal.WaitFor(4));
  }
};

TEST_F(RetriedControllerTest, WhatFailedAtTheStartWaitsForWhatWasNotTriedYet) {
  Retry(Error(ErrorCode::kUnavailable, "not now"));
  EXPECT_THAT(journal.Lines(), ElementsAre("a", "b", "c", "a"));
}

TEST_F(RetriedControllerTest, WhatIsRequeuedAtTheStartWaitsForWhatWasNotTriedYet) {
  Retry(Reconciled{.requeueAfter = 1s});
  EXPECT_THAT(journal.Lines(), ElementsAre("a", "b", "c", "a"));
}

class FailingLimiter final : public ItemRateLimiter<ObjectKey> {
 public:
  Duration When(const ObjectKey&) override { throw std::runtime_error("no time"); }
  void Forget(const ObjectKey&) override { throw std::runtime_error("no memory"); }
  int Failures(const ObjectKey&) const override { throw std::runtime_error("no count"); }
};

class FailingQueueObserver final : public WorkQueueObserver {
 public:
  void OnAdded() override { throw std::runtime_error("added"); }
  void OnTaken(Duration) override { throw std::runtime_error("taken"); }
  void OnDone(Duration) override { throw std::runtime_error("done"); }
  void OnDelayed() override { throw std::runtime_error("delayed"); }
};

class HookedControllerTest : public ControllerTest, public testing::WithParamInterface<std::size_t> {};

TEST_P(HookedControllerTest, RetriesAlthoughItsHooksThrow) {
  Create("a");
  ControllerOptions options = Options();
  options.workers = GetParam();
  options.rateLimiter = std::make_shared<FailingLimiter>();
  options.queueObserver = std::make_shared<FailingQueueObserver>();
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        if (++calls == 1) return Error(ErrorCode::kUnavailable, "not now");
        return Reconciled{};
      },
      options);
  ASSERT_TRUE(errors.WaitFor("default/a: the rate limiter: uncaught exception: no time"));
  Pass(999ms);
  EXPECT_EQ(journal.Count("a"), 1U);
  clock->Advance(1ms);
  EXPECT_TRUE(journal.WaitFor("a", 2));
  EXPECT_TRUE(errors.WaitFor("default/a: the rate limiter: uncaught exception: no memory"));
  EXPECT_TRUE(End());
  EXPECT_EQ(controller->Status().queue.processing, 0U);
}

INSTANTIATE_TEST_SUITE_P(Workers, HookedControllerTest, testing::Values(1, 4));

TEST_F(ControllerTest, StopsFromWithinAReconciliation) {
  Create("a");
  Create("b");
  Begin(
      [&](const ObjectKey& key, const CallContext&) -> Result<Reconciled> {
        journal.Note(key.name);
        controller->Stop();
        return Reconciled{};
      },
      Options());
  thread.join();
  EXPECT_TRUE(ended);
  EXPECT_EQ(journal.Lines().size(), 1U);
}

TEST_F(ControllerTest, LetsWhatIsUnderWayEndWhenItStops) {
  Create("a");
  Begin(
      [&](const ObjectKey&, const CallContext& context) -> Result<Reconciled> {
        under.Set();
        goOn.Wait();
        journal.Note(context.stop.stop_requested() ? "cancelled" : "ended by itself");
        return Reconciled{};
      },
      Options());
  ASSERT_TRUE(under.Wait());
  stop.request_stop();
  EXPECT_TRUE(controller->Status().stopping);
  EXPECT_TRUE(controller->Status().running);
  goOn.Set();
  EXPECT_TRUE(End());
  EXPECT_THAT(journal.Lines(), ElementsAre("ended by itself"));
}

TEST_F(ControllerTest, CancelsWhatIsUnderWayAfterTheGracePeriod) {
  Create("a");
  fakes::Event cancelled;
  ControllerOptions options = Options();
  options.gracePeriod = 5s;
  Begin(
      [&](const ObjectKey&, const CallContext& context) -> Result<Reconciled> {
        const std::stop_callback onStop(context.stop, [&] { cancelled.Set(); });
        under.Set();
        cancelled.Wait();
        return Error(ErrorCode::kCancelled, "the call was cancelled");
      },
      options);
  ASSERT_TRUE(under.Wait());
  stop.request_stop();
  clock->Advance(4999ms);
  EXPECT_FALSE(cancelled.Wait(0ms));
  clock->Advance(1ms);
  EXPECT_TRUE(End());
  EXPECT_THAT(errors.Lines(), ElementsAre());  // it was asked to
}

TEST_F(ControllerTest, GivesEachReconciliationADeadline) {
  Create("a");
  ControllerOptions options = Options();
  options.reconcileTimeout = 3s;
  std::optional<Clock::TimePoint> deadline;
  Begin(
      [&](const ObjectKey& key, const CallContext& context) -> Result<Reconciled> {
        deadline = context.deadline;
        journal.Note(key.name);
        return Reconciled{};
      },
      options);
  ASSERT_TRUE(journal.WaitFor("a"));
  EXPECT_TRUE(End());
  EXPECT_EQ(deadline, clock->Now() + 3s);
}

TEST_F(ControllerTest, SaysWhatIsNotSynced) {
  const auto flaky = std::make_shared<fakes::FlakyTransport>(server.InMemoryTransport());
  fakes::Event refused;
  flaky->Set([&](const Request& request) -> fakes::FlakyTransport::Fate {
    if (request.target.find("/deployments") == std::string::npos) return {};
    refused.Set();
    return {.answer = Result<Response>(Error(ErrorCode::kUnavailable, TransportFailure::kRefused, "the door is shut"))};
  });
  ClientOptions clientOptions;
  clientOptions.retry.maxRetries = 0;
  const InformerFactory others(*RestClient::Create(flaky, clientOptions), {.backoff = {.initial = 1ms, .cap = 2ms}});
  const auto deployments = others.AppsV1().Deployments();
  const auto hears = deployments.AddEventHandler({});
  controller.emplace(Note(), Options());
  controller->Watch(maps);
  controller->Read(deployments);
  Run();
  ASSERT_TRUE(refused.Wait());
  while (!maps.HasSynced() || !deployments.Status().lastError) std::this_thread::yield();
  clock->Advance(2min);
  thread.join();
  wants_failure = true;
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_THAT(ended.error().Message(), HasSubstr("the controller has waited 120 s: deployments.apps are not synced yet"));
  EXPECT_THAT(ended.error().Message(), HasSubstr("the door is shut"));
  EXPECT_THAT(ended.error().Message(), testing::Not(HasSubstr("configmaps")));
}

TEST_F(ControllerTest, CannotStartOnAnInformerThatWasStopped) {
  controller.emplace(Note(), Options());
  controller->Watch(maps);
  maps.Stop();
  const auto ran = controller->Run();
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().Code(), ErrorCode::kCancelled);
  EXPECT_THAT(ran.error().Message(), HasSubstr("configmaps"));
}

TEST_F(ControllerTest, ReturnsAtOnceIfItWasStoppedBefore) {
  controller.emplace(Note(), Options());
  controller->Watch(maps);
  controller->Stop();
  EXPECT_TRUE(controller->Run());
  EXPECT_FALSE(controller->Status().running);
}

// Run() on a thread of the client's pool, as a coroutine goes on there: it waits for its workers all the same.
TEST_F(ControllerTest, WaitsForItsWorkersAlsoOnAThreadOfTheClient) {
  constexpr int kWorkers = 4;
  for (const char* name : {"a", "b", "c", "d"}) Create(name);
  server.Inject(testkit::OnGet("configmaps"), testkit::AnswerLate(10ms));
  std::atomic<int> running = 0;
  std::atomic<int> atReturn = -1;
  fakes::Event returned;
  ControllerOptions options = Options();
  options.workers = kWorkers;
  controller.emplace(
      [&](const ObjectKey&, const CallContext&) -> Result<Reconciled> {
        ++running;
        // That of Run() itself ends first; the others when it has returned, if it does not wait for them.
        if (++calls == kWorkers) {
          controller->Stop();
          under.Set();
        }
        under.Wait();
        if (!runsHere) returned.Wait(200ms);
        --running;
        return Reconciled{};
      },
      options);
  controller->Watch(maps);
  const auto answer = [&]() -> Future<int> {
    Future<ConfigMap> get = clients.CoreV1().ConfigMaps("default").GetAsync("a");
    const Result<ConfigMap> got = co_await get;
    co_return got ? 1 : 0;
  };
  const auto program = [&]() -> Future<void> {
    Future<int> inner = answer();
    const Result<int> answered = co_await inner;
    runsHere = true;
    const Result<void> ran = controller->Run();
    atReturn = running.load();
    returned.Set();
    co_return ran;
  };
  Future<void> ran = program();
  EXPECT_TRUE(ran.Get());
  EXPECT_EQ(calls, kWorkers);
  EXPECT_EQ(atReturn, 0);
}

TEST_F(ControllerTest, RunsOnce) {
  controller.emplace(Note(), Options());
  controller->Stop();
  EXPECT_TRUE(controller->Run());
  const auto again = controller->Run();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().Code(), ErrorCode::kInvalidArgument);
}

TEST_F(ControllerTest, RunsUntilItsDeadline) {
  controller.emplace(Note(), Options());
  controller->Watch(maps);
  thread = std::thread([this] { ended = controller->Run({.deadline = clock->Now() + 1h}); });
  while (!controller->Status().synced) std::this_thread::yield();
  clock->Advance(1h);
  thread.join();
  wants_failure = true;
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST_F(ControllerTest, WatchesMoreWhileItRuns) {
  Begin(Note(), Options());
  while (!controller->Status().synced) std::this_thread::yield();
  const InformerFactory others(clients);
  controller->Watch(others.CoreV1().ConfigMaps(),
                    [](const ConfigMap&) { return std::vector<ObjectKey>{{.namespace_ = "", .name = "other"}}; });
  Create("a");
  EXPECT_TRUE(journal.WaitFor("other is gone"));
  EXPECT_TRUE(End());
}

TEST_F(ControllerTest, ReconcilesWhatNoInformerKnows) {
  Begin(Note(), Options());
  controller->Add({.namespace_ = "", .name = "now"});
  EXPECT_TRUE(journal.WaitFor("now is gone"));
  controller->AddAfter({.namespace_ = "", .name = "later"}, 1min);
  Pass(1min);
  EXPECT_TRUE(journal.WaitFor("later is gone"));
}

TEST_F(ControllerTest, HearsNothingMoreOnceItHasEnded) {
  Begin(Note(), Options());
  while (!controller->Status().synced) std::this_thread::yield();
  EXPECT_EQ(maps.Status().handlers, 1U);
  EXPECT_TRUE(End());
  EXPECT_EQ(maps.Status().handlers, 0U);
  EXPECT_FALSE(maps.Status().stopped);
}

class OutcomeCounts final : public ControllerObserver {
 public:
  explicit OutcomeCounts(fakes::Journal& journal) : journal_(journal) {}
  void OnReconciled(const ObjectKey& key, ReconcileOutcome outcome, Duration took) override {
    journal_.Note(key.name + " " + std::to_string(static_cast<int>(outcome)) + " in " + std::to_string(took / 1s) + " s");
    throw std::runtime_error("an observer that fails hurts nobody");
  }

 private:
  fakes::Journal& journal_;
};

TEST_F(ControllerTest, TellsItsObserverOfEachReconciliation) {
  Create("a");
  ControllerOptions options = Options();
  fakes::Journal observed;
  options.observer = std::make_shared<OutcomeCounts>(observed);
  Begin(
      [&](const ObjectKey&, const CallContext&) -> Result<Reconciled> {
        clock->Advance(2s);
        if (++calls == 1) return Error(ErrorCode::kUnavailable, "not now");
        return Reconciled{};
      },
      options);
  ASSERT_TRUE(observed.WaitFor("a 2 in 2 s"));
  EXPECT_TRUE(errors.WaitFor("default/a: not now")) << "the observer threw before";
  Pass(1s);
  EXPECT_TRUE(observed.WaitFor("a 0 in 2 s"));
  EXPECT_TRUE(End());
  EXPECT_EQ(controller->Status().reconciled, 2U);
  EXPECT_EQ(controller->Status().failed, 1U);
}

}  // namespace
}  // namespace k8s
