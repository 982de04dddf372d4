#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "fakes/no_threads.h"
#include <gtest/gtest.h>

#include <k8s/base/executor.h>
#include <k8s/base/service_thread.h>

namespace k8s {
namespace {

TEST(ThreadPoolTest, RunsTasksInTheirOrderOnOneThread) {
  std::vector<int> order;
  std::promise<void> done;
  const auto pool = ThreadPool::Make(1).value();
  for (int i = 0; i < 100; ++i) pool->Post([&order, i] { order.push_back(i); });
  pool->Post([&] { done.set_value(); });
  done.get_future().wait();
  ASSERT_EQ(order.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(ThreadPoolTest, DestroysTasksThatNeverRan) {
  auto witness = std::make_shared<int>(0);
  std::promise<void> started;
  std::promise<void> release;
  {
    const auto pool = ThreadPool::Make(1).value();
    pool->Post([&] {
      started.set_value();
      release.get_future().wait();
    });
    started.get_future().wait();
    pool->Post([witness] { *witness = 1; });
    release.set_value();
    // Either order is right: the task runs before the pool ends, or is destroyed with it.
  }
  EXPECT_EQ(witness.use_count(), 1);
}

TEST(ThreadPoolTest, MayBeDestroyedByItsOwnTask) {
  const auto destroyed = std::make_shared<std::promise<void>>();  // the thread that sets it outlives the test
  auto pool = ThreadPool::Make(2).value();
  ThreadPool& running = *pool;
  running.Post([destroyed, owned = std::make_shared<std::unique_ptr<ThreadPool>>(std::move(pool))]() mutable {
    owned->reset();
    destroyed->set_value();
  });
  EXPECT_EQ(destroyed->get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

// As a task does that closes a transport.
TEST(ThreadPoolTest, MayBeDestroyedByAServiceThreadThatItsTaskWaitsFor) {
  std::shared_ptr<ThreadPool> pool = ThreadPool::Make(1).value();
  struct Events {
    std::promise<void> started;
    std::promise<void> continued;
    std::promise<void> ended;
  };
  const auto events = std::make_shared<Events>();  // the thread that sets them outlives the test
  pool->Post([events] {
    events->started.set_value();
    events->continued.get_future().wait();
    events->ended.set_value();
  });
  events->started.get_future().wait();
  std::thread([owned = std::move(pool)]() mutable {
    internal::BecomeServiceThread();
    owned.reset();
  }).join();
  events->continued.set_value();
  EXPECT_EQ(events->ended.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

TEST(ThreadPoolTest, IsAnErrorWhereNoThreadIsLeft) {
  const fakes::NoThreads none;
  const auto pool = ThreadPool::Make(2);
  ASSERT_FALSE(pool);
  EXPECT_EQ(pool.error().Code(), ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace k8s
