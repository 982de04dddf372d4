#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "fakes/event.h"
#include <gtest/gtest.h>

#include <k8s/cache/handler_threads.h>

namespace k8s::internal {
namespace {

TEST(HandlerThreadsTest, GoOnWhereMoreTasksBlockThanThereAreThreads) {
  const auto threads = *HandlerThreads::Make();
  fakes::Event leave;
  fakes::Event done;
  for (int i = 0; i < 6; ++i) threads->Post([&] { leave.Wait(std::chrono::seconds(60)); });
  threads->Post([&] { done.Set(); });
  EXPECT_TRUE(done.Wait(std::chrono::seconds(30)));
  leave.Set();
}

TEST(HandlerThreadsTest, RunEachTaskOnceWhoeverPostsIt) {
  constexpr int kPosters = 8;
  constexpr int kTasks = 2000;
  std::atomic<int> left = kPosters * kTasks;
  fakes::Event done;
  {
    const auto threads = *HandlerThreads::Make();
    std::vector<std::thread> posters;
    for (int poster = 0; poster < kPosters; ++poster) {
      posters.emplace_back([&] {
        for (int task = 0; task < kTasks; ++task) {
          threads->Post([&] {
            if (--left == 0) done.Set();
          });
        }
      });
    }
    for (std::thread& poster : posters) poster.join();
    EXPECT_TRUE(done.Wait(std::chrono::seconds(30)));
  }
  EXPECT_EQ(left, 0);
}

TEST(HandlerThreadsTest, StartOnlyAsThereIsWork) {
  const auto threads = *HandlerThreads::Make();
  std::mutex mutex;
  std::set<std::thread::id> ran;
  for (int i = 0; i < 100; ++i) {
    fakes::Event done;
    threads->Post([&] {
      {
        std::lock_guard lock(mutex);
        ran.insert(std::this_thread::get_id());
      }
      done.Set();
    });
    ASSERT_TRUE(done.Wait());
  }
  EXPECT_LE(ran.size(), 4U);
}

TEST(HandlerThreadsTest, DestroyWhatWasNotRun) {
  fakes::Event entered;
  fakes::Event leave;
  std::atomic<int> ran = 0;
  const auto held = std::make_shared<int>();
  auto threads = *HandlerThreads::Make();
  for (int i = 0; i < 100; ++i) {
    threads->Post([&, held] {
      ++ran;
      entered.Set();
      leave.Wait();
    });
  }
  ASSERT_TRUE(entered.Wait());
  std::thread ending([&] { threads.reset(); });
  while (held.use_count() > 60) std::this_thread::yield();  // waiting tasks are destroyed before running ones are waited for
  leave.Set();
  ending.join();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_LT(ran, 100);
}

TEST(HandlerThreadsTest, MayBeDestroyedByATaskOfTheirs) {
  auto threads = *HandlerThreads::Make();
  fakes::Event posted;
  fakes::Event destroyed;
  threads->Post([&] {
    posted.Wait();
    threads.reset();
    destroyed.Set();
  });
  posted.Set();
  EXPECT_TRUE(destroyed.Wait());
}

TEST(HandlerThreadsTest, AreOneForTheProgramAsLongAsSomebodyHoldsThem) {
  const std::shared_ptr<HandlerThreads> one = *HandlerThreads::OfProgram();
  EXPECT_EQ(*HandlerThreads::OfProgram(), one);
}

}  // namespace
}  // namespace k8s::internal
