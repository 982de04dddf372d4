#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "fakes/event.h"
#include <gtest/gtest.h>

#include <k8s/cache/handler_threads.h>

namespace k8s::internal {
namespace {

TEST(HandlerThreadsTest, GoOnWhereMoreTasksBlockThanThereAreThreads) {
  fakes::Event leave;
  fakes::Event done;
  const auto threads = *HandlerThreads::Make();
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
  std::set<std::thread::id> ran;
  for (int i = 0; i < 100; ++i) {
    const auto done = std::make_shared<std::promise<std::thread::id>>();
    std::future<std::thread::id> id = done->get_future();
    threads->Post([done] { done->set_value(std::this_thread::get_id()); });
    ASSERT_EQ(id.wait_for(std::chrono::seconds(20)), std::future_status::ready);
    ran.insert(id.get());
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
  const auto threads = std::make_shared<std::shared_ptr<HandlerThreads>>(*HandlerThreads::Make());
  const auto destroyed = std::make_shared<std::promise<void>>();
  std::future<void> done = destroyed->get_future();
  (*threads)->Post([threads, destroyed] {
    threads->reset();
    destroyed->set_value();
  });
  EXPECT_EQ(done.wait_for(std::chrono::seconds(20)), std::future_status::ready);
}

TEST(HandlerThreadsTest, AreOneForTheProgramAsLongAsSomebodyHoldsThem) {
  const std::shared_ptr<HandlerThreads> one = *HandlerThreads::OfProgram();
  EXPECT_EQ(*HandlerThreads::OfProgram(), one);
}

}  // namespace
}  // namespace k8s::internal
