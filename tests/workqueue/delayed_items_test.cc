#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include <fakes/manual_clock.h>
#include <gtest/gtest.h>

#include <k8s/workqueue/work_queue.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

class DelayedItemsTest : public testing::Test {
 protected:
  std::string Take() {
    EXPECT_GT(queue_.Len(), 0U);
    return queue_.Get().value().value();
  }

  const std::shared_ptr<fakes::ManualClock> clock_ = std::make_shared<fakes::ManualClock>();
  WorkQueue<std::string> queue_{{.clock = clock_}};
};

TEST_F(DelayedItemsTest, AnItemComesWhenItsTimeHasCome) {
  queue_.AddAfter("a", 50ms);
  EXPECT_EQ(queue_.Len(), 0U);
  clock_->Advance(49ms);
  EXPECT_EQ(queue_.Len(), 0U);
  clock_->Advance(1ms);
  EXPECT_EQ(Take(), "a");
  queue_.Done("a");
  clock_->Advance(10s);
  EXPECT_EQ(queue_.Len(), 0U) << "once";
}

TEST_F(DelayedItemsTest, WithoutADelayItComesAtOnce) {
  queue_.AddAfter("a", 0ms);
  queue_.AddAfter("b", -1h);
  EXPECT_EQ(Take(), "a");
  EXPECT_EQ(Take(), "b");
}

TEST_F(DelayedItemsTest, TheEarlierOfTwoTimesCounts) {
  queue_.AddAfter("a", 50ms);
  queue_.AddAfter("a", 70ms);
  clock_->Advance(60ms);
  queue_.Done(Take());
  clock_->Advance(20ms);
  EXPECT_EQ(queue_.Len(), 0U) << "it is not added twice";

  queue_.AddAfter("b", 50ms);
  queue_.AddAfter("b", 30ms);
  clock_->Advance(40ms);
  queue_.Done(Take());
  clock_->Advance(20ms);
  EXPECT_EQ(queue_.Len(), 0U) << "nor if the second time is the earlier one";
}

TEST_F(DelayedItemsTest, ComeInTheOrderOfTheirTimes) {
  queue_.AddAfter("third", 3s);
  queue_.AddAfter("first", 1s);
  queue_.AddAfter("second", 2s);
  clock_->Advance(1500ms);
  EXPECT_EQ(Take(), "first");
  EXPECT_EQ(queue_.Len(), 0U);
  clock_->Advance(10s);
  EXPECT_EQ(Take(), "second");
  EXPECT_EQ(Take(), "third");
}

TEST_F(DelayedItemsTest, EachOfManyComesAtItsTime) {
  for (int i = 100; i > 0; --i) queue_.AddAfter(std::to_string(i), i * 1s);
  for (int i = 1; i <= 100; ++i) {
    clock_->Advance(1s);
    ASSERT_EQ(queue_.Len(), 1U);
    ASSERT_EQ(Take(), std::to_string(i));
  }
}

TEST_F(DelayedItemsTest, OnlyOneWaitIsOnTheClock) {
  for (int i = 100; i > 0; --i) queue_.AddAfter(std::to_string(i), i * 1s);
  EXPECT_EQ(clock_->Waits(), 1U);
  clock_->Advance(1s);
  EXPECT_EQ(clock_->Waits(), 1U);
  queue_.ShutDown();
  EXPECT_EQ(clock_->Waits(), 0U);
}

TEST_F(DelayedItemsTest, AnItemMayBeDelayedWhileItWaitsOrIsProcessed) {
  queue_.Add("a");
  queue_.AddAfter("a", 1s);
  clock_->Advance(1s);
  EXPECT_EQ(queue_.Len(), 1U) << "it waits already";
  EXPECT_EQ(Take(), "a");
  queue_.AddAfter("a", 1s);
  clock_->Advance(1s);
  EXPECT_EQ(queue_.Len(), 0U) << "it is processed";
  queue_.Done("a");
  EXPECT_EQ(Take(), "a") << "it was added while it was processed";
  queue_.AddAfter("a", 1s);
  queue_.Done("a");
  EXPECT_EQ(queue_.Len(), 0U);
  clock_->Advance(1s);
  EXPECT_EQ(Take(), "a") << "its time came after it was done";
}

TEST_F(DelayedItemsTest, KeepTheHigherPriority) {
  queue_.AddAfter("a", 1s, 10);
  queue_.AddAfter("a", 1s, kLowPriority);
  queue_.Add("b");
  clock_->Advance(1s);
  EXPECT_EQ(Take(), "a");
}

TEST_F(DelayedItemsTest, AreDroppedByShutDown) {
  queue_.AddAfter("a", 1s);
  queue_.ShutDown();
  queue_.AddAfter("b", 1s);
  queue_.AddAfter("c", 0s);
  clock_->Advance(2s);
  EXPECT_EQ(queue_.Len(), 0U);
  EXPECT_EQ(queue_.Get().value(), std::nullopt);
}

TEST_F(DelayedItemsTest, AreNotWaitedForByADrain) {
  queue_.AddAfter("a", 1s);
  EXPECT_TRUE(queue_.ShutDownWithDrain());
}

TEST_F(DelayedItemsTest, MayBeDelayedForEver) {
  queue_.AddAfter("a", std::chrono::nanoseconds::max());
  clock_->Advance(1000h);
  EXPECT_EQ(queue_.Stats().delayed, 1U);
}

TEST_F(DelayedItemsTest, AreGoneWithTheirQueue) {
  auto item = std::make_shared<int>(1);
  {
    WorkQueue<std::shared_ptr<int>> queue({.clock = clock_});
    queue.AddAfter(item, 1s);
  }
  EXPECT_EQ(item.use_count(), 1);
  clock_->Advance(1s);
}

TEST_F(DelayedItemsTest, WakeWhoeverWaits) {
  std::optional<std::string> taken;
  std::jthread worker([&] { taken = queue_.Get().value(); });
  queue_.AddAfter("a", 1s);
  clock_->Advance(1s);
  worker.join();
  EXPECT_EQ(taken, "a");
}

TEST(DelayedItemsOfTheSystemsClockTest, Come) {
  WorkQueue<int> queue;
  queue.AddAfter(2, 1h);
  queue.AddAfter(1, 1ms);
  EXPECT_EQ(queue.Get().value(), 1);
}

}  // namespace
}  // namespace k8s
