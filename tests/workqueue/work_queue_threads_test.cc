#include <array>
#include <atomic>
#include <chrono>
#include <ctime>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/workqueue/rate_limiting_queue.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

constexpr int kThreads = 8;
constexpr int kItems = 50;
constexpr int kRounds = 400;

// Items that note who works at them.
struct Bench {
  std::array<std::atomic<int>, kItems> workers{};
  std::array<std::atomic<int>, kItems> added{};
  std::array<std::atomic<int>, kItems> seen{};
  std::atomic<int> conflicts = 0;

  void Process(int item) {
    const auto i = static_cast<std::size_t>(item);
    if (workers.at(i).fetch_add(1) != 0) ++conflicts;
    seen.at(i) = added.at(i).load();
    workers.at(i).fetch_sub(1);
  }
};

void Work(WorkQueue<int>& queue, Bench& bench) {
  while (const std::optional<int> item = queue.Get().value()) {
    bench.Process(*item);
    queue.Done(*item);
  }
}

void Produce(WorkQueue<int>& queue, Bench& bench, int producer) {
  for (int i = 0; i < kRounds; ++i) {
    const int item = (producer * 7 + i) % kItems;
    ++bench.added.at(static_cast<std::size_t>(item));
    if (i % 3 == 0) {
      queue.AddAfter(item, 10us * (i % 5));
    } else {
      queue.Add(item, i % 2);
    }
  }
}

TEST(WorkQueueThreadsTest, EachAddIsSeenAndNoItemIsProcessedTwiceAtOnce) {
  WorkQueue<int> queue;
  Bench bench;
  std::vector<std::jthread> workers;
  for (int i = 0; i < kThreads; ++i) workers.emplace_back([&] { Work(queue, bench); });
  {
    std::vector<std::jthread> producers;
    for (int i = 0; i < kThreads; ++i) producers.emplace_back([&, i] { Produce(queue, bench, i); });
  }
  while (queue.Stats().delayed > 0) std::this_thread::yield();
  EXPECT_TRUE(queue.ShutDownWithDrain());
  workers.clear();
  EXPECT_EQ(bench.conflicts, 0);
  for (std::size_t i = 0; i < kItems; ++i) EXPECT_EQ(bench.seen.at(i), bench.added.at(i)) << i;
}

TEST(WorkQueueThreadsTest, EndsInTheMiddleOfItAll) {
  for (int round = 0; round < 20; ++round) {
    WorkQueue<int> queue;
    Bench bench;
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] { Work(queue, bench); });
      threads.emplace_back([&, i] { Produce(queue, bench, i); });
    }
    if (round % 2 == 0) {
      queue.ShutDown();
    } else {
      EXPECT_TRUE(queue.ShutDownWithDrain());
      EXPECT_EQ(queue.Stats().processing, 0U);
    }
    threads.clear();
    EXPECT_EQ(bench.conflicts, 0);
  }
}

TEST(WorkQueueThreadsTest, LosesNoItemToWaitsThatAreStopped) {
  WorkQueue<int> queue;
  std::atomic<int> taken = 0;
  std::vector<std::jthread> workers;
  for (int i = 0; i < kThreads; ++i) {
    workers.emplace_back([&, i](const std::stop_token& stop) {
      // Every second one gives up again and again.
      while (!stop.stop_requested()) {
        const auto item = queue.Get(i % 2 == 0 ? CallContext::Within(10us) : CallContext{.stop = stop});
        if (!item) continue;
        ++taken;
        queue.Done(**item);
      }
    });
  }
  for (int i = 0; i < 2'000; ++i) {
    queue.Add(i);
    while (i % 10 == 0 && taken <= i) std::this_thread::yield();
  }
  while (taken < 2'000) std::this_thread::yield();
  for (std::jthread& worker : workers) worker.request_stop();
  workers.clear();
  EXPECT_EQ(taken, 2'000);
}

// Work for two threads, each of which ends only when the other one runs, too.
TEST(WorkQueueThreadsTest, WakesAsManyAsThereIsWorkFor) {
  WorkQueue<int> queue;
  std::atomic<int> running = 0;
  std::vector<std::jthread> workers;
  for (int i = 0; i < kThreads; ++i) {
    workers.emplace_back([&] {
      while (const std::optional<int> item = queue.Get().value()) {
        ++running;
        while (running < kThreads) std::this_thread::yield();
        queue.Done(*item);
      }
    });
  }
  for (int i = 0; i < kThreads; ++i) queue.Add(i);
  EXPECT_TRUE(queue.ShutDownWithDrain());
  EXPECT_EQ(running, kThreads);
}

TEST(WorkQueueThreadsTest, IsDestroyedWhileItemsComeDue) {
  for (int round = 0; round < 50; ++round) {
    RateLimitingQueue<int> queue;
    for (int i = 0; i < 20; ++i) queue.AddAfter(i, 1us * (i * round));
  }
}

TEST(WorkQueueThreadsTest, SpendsNoTimeOfTheProcessorWhileItWaits) {
  WorkQueue<int> queue;
  queue.AddAfter(1, 1h);
  const auto spent = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  };
  const auto before = spent();
  EXPECT_EQ(queue.Get(CallContext::Within(50ms)).error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_LT(spent() - before, 10ms);
}

}  // namespace
}  // namespace k8s
