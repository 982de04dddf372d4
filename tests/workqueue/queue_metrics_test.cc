#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fakes/manual_clock.h>
#include <gtest/gtest.h>

#include <k8s/workqueue/work_queue.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

struct Recorder final : WorkQueueObserver {
  void OnAdded() override { ++added; }
  void OnTaken(Duration waited) override { waits.push_back(waited); }
  void OnDone(Duration worked) override { works.push_back(worked); }
  void OnDelayed() override { ++delayed; }

  int added = 0;
  int delayed = 0;
  std::vector<Duration> waits;
  std::vector<Duration> works;
};

using Durations = std::vector<WorkQueueObserver::Duration>;

class QueueMetricsTest : public testing::Test {
 protected:
  std::string Take() { return queue_.Get().value().value(); }

  const std::shared_ptr<fakes::ManualClock> clock_ = std::make_shared<fakes::ManualClock>();
  const std::shared_ptr<Recorder> seen_ = std::make_shared<Recorder>();
  WorkQueue<std::string> queue_{{.clock = clock_, .observer = seen_}};
};

TEST_F(QueueMetricsTest, TellHowLongAnItemWaitedAndWasProcessed) {
  queue_.Add("a");
  clock_->Advance(50us);
  queue_.Add("a");
  EXPECT_EQ(Take(), "a");
  EXPECT_EQ(seen_->added, 1) << "an item that waits is not added again";
  EXPECT_EQ(seen_->waits, Durations{50us});
  clock_->Advance(25us);
  queue_.Done("a");
  EXPECT_EQ(seen_->works, Durations{25us});
  queue_.Done("a");
  EXPECT_EQ(seen_->works.size(), 1U) << "it was done already";
}

TEST_F(QueueMetricsTest, TheWaitOfAnItemThatIsProcessedBeginsWhenItIsAddedAgain) {
  queue_.Add("a");
  EXPECT_EQ(Take(), "a");
  clock_->Advance(1s);
  queue_.Add("a");
  EXPECT_EQ(seen_->added, 2);
  clock_->Advance(2s);
  queue_.Done("a");
  clock_->Advance(3s);
  EXPECT_EQ(Take(), "a");
  EXPECT_EQ(seen_->waits, (Durations{0s, 5s}));
}

TEST_F(QueueMetricsTest, CountDelayedItemsWhenTheyAreDelayedAndWhenTheyCome) {
  queue_.AddAfter("a", 1s);
  queue_.AddAfter("b", 0s);
  EXPECT_EQ(seen_->delayed, 2);
  EXPECT_EQ(seen_->added, 1);
  EXPECT_EQ(queue_.Stats().delayed, 1U);
  EXPECT_EQ(queue_.Stats().retries, 2U);
  clock_->Advance(1s);
  EXPECT_EQ(seen_->added, 2);
  EXPECT_EQ(queue_.Stats().delayed, 0U);
}

TEST_F(QueueMetricsTest, TellWhatWaitsAndForHowLongTheWorkHasBeenUnfinished) {
  for (const char* item : {"a", "b", "c"}) queue_.Add(item);
  EXPECT_EQ(queue_.Stats().depth, 3U);
  EXPECT_EQ(Take(), "a");
  clock_->Advance(1s);
  EXPECT_EQ(Take(), "b");
  clock_->Advance(2s);
  const WorkQueueStats stats = queue_.Stats();
  EXPECT_EQ(stats.depth, 1U);
  EXPECT_EQ(stats.processing, 2U);
  EXPECT_EQ(stats.adds, 3U);
  EXPECT_EQ(stats.unfinishedWork, 5s);
  EXPECT_EQ(stats.longestRunning, 3s);
  queue_.Done("a");
  EXPECT_EQ(queue_.Stats().longestRunning, 2s);
  queue_.Done("b");
  EXPECT_EQ(queue_.Stats().longestRunning, 0s);
  EXPECT_EQ(queue_.Stats().unfinishedWork, 0s);
}

TEST_F(QueueMetricsTest, SayNothingOfWhatAQueueThatIsShutDownIgnores) {
  queue_.ShutDown();
  queue_.Add("a");
  queue_.AddAfter("b", 0s);
  queue_.AddAfter("c", 1s);
  EXPECT_EQ(seen_->added, 0);
  EXPECT_EQ(seen_->delayed, 0);
  EXPECT_EQ(queue_.Stats().retries, 0U);
}

struct FailingObserver final : WorkQueueObserver {
  void OnAdded() override { Fail(); }
  void OnTaken(Duration) override { Fail(); }
  void OnDone(Duration) override { Fail(); }
  void OnDelayed() override { Fail(); }
  void Fail() {
    ++calls;
    throw std::runtime_error("no room for figures");
  }

  int calls = 0;
};

TEST_F(QueueMetricsTest, AnObserverThatThrowsCostsNoItem) {
  const auto failing = std::make_shared<FailingObserver>();
  WorkQueue<std::string> queue({.clock = clock_, .observer = failing});
  queue.Add("a");
  queue.AddAfter("b", 1s);
  queue.AddAfter("c", 2s);
  clock_->Advance(1s);
  EXPECT_EQ(queue.Get().value(), "a");
  EXPECT_EQ(queue.Get().value(), "b");
  queue.Done("a");
  queue.Done("b");
  clock_->Advance(1s);
  EXPECT_EQ(queue.Len(), 1U) << "the wait for the next delayed item was set";
  EXPECT_EQ(queue.Stats().processing, 0U);
  EXPECT_EQ(failing->calls, 9);
}

}  // namespace
}  // namespace k8s
