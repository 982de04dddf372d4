#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cache/manual_executor.h"
#include "fakes/event.h"
#include "fakes/manual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/cache/listener.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Notification Add(std::string name, bool initial = false) {
  return {.kind = Notification::Kind::kAdd,
          .after = std::make_shared<const StoredObject>(ObjectKey{"", std::move(name)}, ObjectVersion(),
                                                        std::make_shared<const int>()),
          .inInitialList = initial};
}

class ListenerTest : public testing::Test {
 protected:
  ~ListenerTest() override { executor->RunAll(); }  // a task that waits holds its listener, and that its executor

  std::shared_ptr<Listener> Listen(Listener::Handler handler) {
    return std::make_shared<Listener>(
        std::move(handler), executor, 1024, [this](const Error& error) { errors.push_back(error.ToString()); },
        HandlerWatch{clock, watching});
  }

  void Tell(Notification notification) {
    listener->Add(std::move(notification));
    listener->Wake();
  }

  // What looks after handlers finds out what it does in so much time.
  void Pass(std::chrono::seconds time) {
    clock->Advance(time);
    watching->RunAll();
  }

  std::shared_ptr<fakes::ManualExecutor> executor = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<fakes::ManualExecutor> watching = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<fakes::ManualClock> clock = std::make_shared<fakes::ManualClock>();
  std::vector<std::string> heard;
  std::vector<std::string> errors;
  std::shared_ptr<Listener> listener = Listen([this](const Notification& next) { heard.push_back(next.Key().name); });
};

TEST_F(ListenerTest, TellsInOrderAndOnTheExecutor) {
  Tell(Add("a"));
  Tell(Add("b"));
  EXPECT_THAT(heard, IsEmpty());
  executor->RunAll();
  EXPECT_THAT(heard, ElementsAre("a", "b"));
}

TEST_F(ListenerTest, IsSyncedOnceTheHandlerHasReturnedFromTheInitialList) {
  bool syncedWithin = true;
  listener = Listen([&](const Notification&) { syncedWithin = listener->HasSynced(); });
  Tell(Add("a", true));
  EXPECT_FALSE(listener->HasSynced());
  listener->EndInitialList();
  EXPECT_FALSE(listener->HasSynced());
  executor->RunAll();
  EXPECT_FALSE(syncedWithin);
  EXPECT_TRUE(listener->HasSynced());
}

TEST_F(ListenerTest, IsSyncedAtOnceWithAnEmptyList) {
  listener->EndInitialList();
  EXPECT_TRUE(listener->HasSynced());
  EXPECT_TRUE(listener->WaitForSync({}));
}

TEST_F(ListenerTest, IsSyncedWhenTheRestOfTheInitialListIsDeletedBeforeItIsTold) {
  constexpr std::size_t kBound = 1;
  listener = std::make_shared<Listener>([](const Notification&) {}, executor, kBound, [](const Error&) {},
                                        HandlerWatch{clock, watching});
  const Notification added = Add("a", true);
  Tell(added);
  listener->EndInitialList();
  bool isSynced = false;
  std::jthread waiter([&] { isSynced = listener->WaitForSync(CallContext::Within(20s)).has_value(); });
  std::this_thread::yield();
  Tell({.kind = Notification::Kind::kDelete, .last = added.after});
  waiter.join();
  EXPECT_TRUE(isSynced);
}

TEST_F(ListenerTest, SaysWhyAWaitForSyncEnded) {
  EXPECT_EQ(listener->WaitForSync({.deadline = std::chrono::steady_clock::now()}).error().Code(), ErrorCode::kDeadlineExceeded);
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(listener->WaitForSync({.stop = stopped.get_token()}).error().Code(), ErrorCode::kCancelled);
}

TEST_F(ListenerTest, GoesOnBehindAnExceptionAndReportsIt) {
  listener = Listen([&](const Notification& next) {
    if (next.Key().name == "bad") throw std::runtime_error("no");
    heard.push_back(next.Key().name);
  });
  Tell(Add("bad", true));
  Tell(Add("good", true));
  listener->EndInitialList();
  executor->RunAll();
  EXPECT_THAT(heard, ElementsAre("good"));
  EXPECT_THAT(errors, ElementsAre("an exception left the handler for bad: no"));
  EXPECT_TRUE(listener->HasSynced());
}

TEST_F(ListenerTest, WakesOnceForABurst) {
  listener->Wake();
  listener->Add(Add("a"));
  listener->Add(Add("b"));
  executor->RunAll();
  EXPECT_THAT(heard, IsEmpty());
  listener->Wake();
  listener->Wake();
  EXPECT_EQ(executor->Pending(), 1U);
  executor->RunAll();
  EXPECT_THAT(heard, ElementsAre("a", "b"));
}

TEST_F(ListenerTest, LetsOthersHaveTheirTurn) {
  for (int i = 0; i < 1000; ++i) Tell(Add(std::to_string(i)));
  bool other = false;
  executor->Post([&] { other = true; });
  executor->RunOne();
  executor->RunOne();
  EXPECT_TRUE(other);
  EXPECT_LT(heard.size(), 1000U);
  executor->RunAll();
  EXPECT_EQ(heard.size(), 1000U);
}

TEST_F(ListenerTest, TellsNothingOnceItIsClosed) {
  Tell(Add("a"));
  listener->Close();
  Tell(Add("b"));
  executor->RunAll();
  EXPECT_THAT(heard, IsEmpty());
  EXPECT_EQ(listener->WaitForSync({}).error().Code(), ErrorCode::kCancelled);
}

TEST_F(ListenerTest, ClosesWithinItsOwnCallbackWithoutWaiting) {
  listener = Listen([&](const Notification& next) {
    heard.push_back(next.Key().name);
    listener->Close();
    listener->WaitUntilIdle();
  });
  Tell(Add("a"));
  Tell(Add("b"));
  executor->RunAll();
  EXPECT_THAT(heard, ElementsAre("a"));
}

TEST_F(ListenerTest, ReportsOnceACallThatDoesNotReturn) {
  fakes::Event entered;
  fakes::Event leave;
  listener = Listen([&](const Notification&) {
    entered.Set();
    leave.Wait();
  });
  Tell(Add("a"));
  std::thread worker([&] { executor->RunAll(); });
  EXPECT_TRUE(entered.Wait());
  Pass(9s);
  EXPECT_THAT(errors, IsEmpty());
  for (int i = 0; i < 5; ++i) Pass(10s);
  EXPECT_THAT(errors, ElementsAre("the handler for a has not returned for 10 s: it keeps a thread from others"));
  leave.Set();
  worker.join();
  Pass(10s);
  EXPECT_EQ(clock->Waits(), 0U) << "nobody looks after a handler with nothing to do";
}

TEST_F(ListenerTest, ReportsThatNoThreadTakesItUp) {
  Tell(Add("a"));
  Pass(10s);
  EXPECT_THAT(errors, ElementsAre("a handler has waited 10 s for a thread; notifications pending: 1"));
  executor->RunAll();
  EXPECT_THAT(heard, ElementsAre("a"));
}

TEST_F(ListenerTest, ReportsNothingOfAHandlerThatGetsOn) {
  for (int i = 0; i < 5; ++i) {
    Tell(Add("a"));
    Tell(Add("b"));
    executor->RunAll();
    Tell(Add("c"));
    Pass(10s);
    executor->RunAll();
  }
  EXPECT_THAT(errors, IsEmpty());
}

TEST_F(ListenerTest, IsNotLookedAfterOnceItIsClosed) {
  Tell(Add("a"));
  EXPECT_EQ(clock->Waits(), 1U);
  listener->Close();
  EXPECT_EQ(clock->Waits(), 0U);
}

TEST_F(ListenerTest, WaitsForTheCallbackThatRuns) {
  fakes::Event entered;
  fakes::Event leave;
  std::atomic<bool> left = false;
  listener = Listen([&](const Notification&) {
    entered.Set();
    leave.Wait();
    left = true;
  });
  Tell(Add("a"));
  std::thread worker([&] { executor->RunAll(); });
  ASSERT_TRUE(entered.Wait());
  std::thread closer([&] {
    listener->Close();
    listener->WaitUntilIdle();
    EXPECT_TRUE(left);
  });
  leave.Set();
  closer.join();
  worker.join();
}

}  // namespace
}  // namespace k8s::internal
