#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <k8s/meta/object_key.h>
#include <k8s/workqueue/work_queue.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

// Takes an item that must be there.
template <class T>
T Take(WorkQueue<T>& queue) {
  EXPECT_GT(queue.Len(), 0U);
  return queue.Get().value().value();
}

TEST(WorkQueueTest, GivesItemsInTheOrderInWhichTheyWereAdded) {
  WorkQueue<std::string> queue;
  for (const char* item : {"a", "b", "c"}) queue.Add(item);
  EXPECT_EQ(Take(queue), "a");
  EXPECT_EQ(Take(queue), "b");
  EXPECT_EQ(Take(queue), "c");
}

TEST(WorkQueueTest, TellsThePriorityWithWhichAnItemWasTaken) {
  WorkQueue<std::string> queue;
  queue.Add("a", kLowPriority);
  queue.Add("b", 3);
  const auto first = queue.GetWithPriority().value();
  const auto second = queue.GetWithPriority().value();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->item, "b");
  EXPECT_EQ(first->priority, 3);
  EXPECT_EQ(second->item, "a");
  EXPECT_EQ(second->priority, kLowPriority);
  queue.ShutDown();
  EXPECT_FALSE(queue.GetWithPriority().value());
}

TEST(WorkQueueTest, GivesAnItemOnceThatWasAddedSeveralTimesBefore) {
  WorkQueue<int> queue;
  for (const int item : {1, 2, 1, 1}) queue.Add(item);
  EXPECT_EQ(queue.Len(), 2U);
  EXPECT_EQ(Take(queue), 1);
  EXPECT_EQ(Take(queue), 2);
  EXPECT_EQ(queue.Len(), 0U);
}

TEST(WorkQueueTest, GivesAnItemToNobodyElseBeforeItIsDone) {
  WorkQueue<int> queue;
  queue.Add(1);
  EXPECT_EQ(Take(queue), 1);
  queue.Add(1);
  EXPECT_EQ(queue.Len(), 0U);
  EXPECT_EQ(queue.Get({.deadline = std::chrono::steady_clock::now()}).error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST(WorkQueueTest, GivesAnItemOnceMoreThatWasAddedWhileItWasProcessed) {
  WorkQueue<int> queue;
  queue.Add(1);
  EXPECT_EQ(Take(queue), 1);
  for (int i = 0; i < 3; ++i) queue.Add(1);
  queue.Done(1);
  EXPECT_EQ(queue.Len(), 1U);
  EXPECT_EQ(Take(queue), 1);
  queue.Done(1);
  EXPECT_EQ(queue.Len(), 0U);
}

TEST(WorkQueueTest, PutsAnItemThatWasAddedWhileItWasProcessedBehindTheOthers) {
  WorkQueue<int> queue;
  queue.Add(1);
  EXPECT_EQ(Take(queue), 1);
  queue.Add(1);
  queue.Add(2);
  queue.Done(1);
  EXPECT_EQ(Take(queue), 2);
  EXPECT_EQ(Take(queue), 1);
}

TEST(WorkQueueTest, TakesAnItemAgainThatIsDone) {
  WorkQueue<int> queue;
  queue.Add(1);
  queue.Done(Take(queue));
  queue.Add(1);
  EXPECT_EQ(Take(queue), 1);
}

TEST(WorkQueueTest, CountsWhatWaitsOnly) {
  WorkQueue<int> queue;
  EXPECT_EQ(queue.Len(), 0U);
  queue.Add(1);
  queue.Add(2);
  EXPECT_EQ(queue.Len(), 2U);
  Take(queue);
  EXPECT_EQ(queue.Len(), 1U);
  queue.Add(1);
  EXPECT_EQ(queue.Len(), 1U) << "it waits for its processing to end";
}

TEST(WorkQueueTest, IsNotConfusedByItemsThatAreDoneWithoutHavingBeenTaken) {
  WorkQueue<int> queue;
  queue.Done(1);
  queue.Add(1);
  queue.Done(1);
  EXPECT_EQ(queue.Len(), 1U);
  EXPECT_EQ(Take(queue), 1);
}

TEST(WorkQueueTest, GivesWhatIsThereAfterShutDownAndThenNothing) {
  WorkQueue<int> queue;
  queue.Add(1);
  EXPECT_FALSE(queue.ShuttingDown());
  queue.ShutDown();
  EXPECT_TRUE(queue.ShuttingDown());
  queue.Add(2);
  EXPECT_EQ(Take(queue), 1);
  EXPECT_EQ(queue.Get().value(), std::nullopt);
}

TEST(WorkQueueTest, GivesAnItemOnceMoreAlsoAfterShutDown) {
  WorkQueue<int> queue;
  queue.Add(1);
  EXPECT_EQ(Take(queue), 1);
  queue.Add(1);
  queue.ShutDown();
  queue.Done(1);
  EXPECT_EQ(Take(queue), 1);
  queue.Done(1);
  EXPECT_EQ(queue.Get().value(), std::nullopt);
}

TEST(WorkQueueTest, ShutDownWakesWhoeverWaits) {
  WorkQueue<int> queue;
  std::optional<int> taken = 1;
  std::jthread worker([&] { taken = queue.Get().value(); });
  queue.ShutDown();
  worker.join();
  EXPECT_EQ(taken, std::nullopt);
}

TEST(WorkQueueTest, AnItemWakesWhoeverWaits) {
  WorkQueue<int> queue;
  std::optional<int> taken;
  std::jthread worker([&] { taken = queue.Get().value(); });
  queue.Add(1);
  worker.join();
  EXPECT_EQ(taken, 1);
}

TEST(WorkQueueTest, AWaitEndsWhenItIsStopped) {
  WorkQueue<int> queue;
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(queue.Get({.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  queue.Add(1);
  EXPECT_EQ(queue.Get({.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled) << "and takes nothing";
  EXPECT_EQ(Take(queue), 1);
}

TEST(WorkQueueTest, AWaitEndsAtItsDeadline) {
  WorkQueue<int> queue;
  EXPECT_EQ(queue.Get(CallContext::Within(1ms)).error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST(WorkQueueTest, DrainsUntilAllIsDone) {
  WorkQueue<int> queue;
  queue.Add(1);
  queue.Add(2);
  EXPECT_EQ(queue.ShutDownWithDrain(CallContext::Within(1ms)).error().Code(), ErrorCode::kDeadlineExceeded)
      << "nobody has taken anything";
  const int first = Take(queue);
  const int second = Take(queue);
  queue.Done(first);
  EXPECT_EQ(queue.ShutDownWithDrain(CallContext::Within(1ms)).error().Code(), ErrorCode::kDeadlineExceeded)
      << "one is being processed";
  queue.Done(second);
  EXPECT_TRUE(queue.ShutDownWithDrain());
}

TEST(WorkQueueTest, DrainsWhatIsAddedAgainWhileItIsProcessed) {
  WorkQueue<int> queue;
  queue.Add(1);
  EXPECT_EQ(Take(queue), 1);
  queue.Add(1);
  std::optional<bool> drained;
  std::jthread drainer([&] { drained = queue.ShutDownWithDrain().has_value(); });
  while (!queue.ShuttingDown()) std::this_thread::yield();
  queue.Done(1);
  EXPECT_EQ(Take(queue), 1);
  queue.Done(1);
  drainer.join();
  EXPECT_EQ(drained, true);
}

TEST(WorkQueueTest, ShutDownReleasesWhoeverDrains) {
  WorkQueue<int> queue;
  queue.Add(1);
  EXPECT_EQ(Take(queue), 1);
  std::optional<ErrorCode> outcome;
  std::jthread drainer([&] { outcome = queue.ShutDownWithDrain().error().Code(); });
  while (!queue.ShuttingDown()) std::this_thread::yield();
  queue.ShutDown();
  drainer.join();
  EXPECT_EQ(outcome, ErrorCode::kCancelled);
}

TEST(WorkQueueTest, ADrainEndsWhenItIsStopped) {
  WorkQueue<int> queue;
  queue.Add(1);
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(queue.ShutDownWithDrain({.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
}

TEST(WorkQueueTest, KeepsNothingOfWhatIsDone) {
  WorkQueue<std::shared_ptr<int>> queue;
  auto item = std::make_shared<int>(1);
  for (int i = 0; i < 3; ++i) {
    queue.Add(item);
    queue.AddAfter(item, 1h);
    queue.Done(Take(queue));
  }
  EXPECT_EQ(item.use_count(), 2) << "it is delayed";
  queue.ShutDown();
  EXPECT_EQ(item.use_count(), 1);
}

TEST(WorkQueueTest, TakesThoseOfAHigherPriorityFirst) {
  WorkQueue<int> queue;
  queue.Add(1, kLowPriority);
  queue.Add(2);
  queue.Add(3, 10);
  queue.Add(4);
  queue.Add(5, 10);
  for (const int expected : {3, 5, 2, 4, 1}) EXPECT_EQ(Take(queue), expected);
}

TEST(WorkQueueTest, RaisesThePriorityOfAnItemThatWaitsAndNeverLowersIt) {
  WorkQueue<int> queue;
  queue.Add(1, kLowPriority);
  queue.Add(2);
  queue.Add(1, 10);
  queue.Add(1, kLowPriority);
  EXPECT_EQ(queue.Len(), 2U);
  EXPECT_EQ(Take(queue), 1);
  EXPECT_EQ(Take(queue), 2);
}

TEST(WorkQueueTest, GivesAnItemThatIsAddedWhileItIsProcessedThePriorityOfThatAdd) {
  WorkQueue<int> queue;
  queue.Add(1, 10);
  EXPECT_EQ(Take(queue), 1);
  queue.Add(1, kLowPriority);
  queue.Add(2);
  queue.Done(1);
  EXPECT_EQ(Take(queue), 2) << "the priority of the first add is spent";
  queue.Add(2, kLowPriority);
  queue.Add(2, 10);
  queue.Done(2);
  EXPECT_EQ(Take(queue), 2);
}

TEST(WorkQueueTest, FindsEachOfManyItems) {
  WorkQueue<ObjectKey> queue;
  const auto key = [](int i) { return ObjectKey{.namespace_ = "ns-" + std::to_string(i % 7), .name = std::to_string(i)}; };
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 5'000; ++i) queue.Add(key(i));
  }
  ASSERT_EQ(queue.Len(), 5'000U);
  for (int i = 0; i < 5'000; ++i) {
    ASSERT_EQ(Take(queue), key(i));
    if (i % 2 == 0) queue.Done(key(i));
  }
  for (int i = 0; i < 5'000; ++i) queue.Add(key(i));
  EXPECT_EQ(queue.Len(), 2'500U) << "the others are processed";
}

}  // namespace
}  // namespace k8s
