#include <chrono>
#include <memory>

#include <fakes/manual_clock.h>
#include <gtest/gtest.h>

#include <k8s/meta/object_key.h>
#include <k8s/workqueue/rate_limiting_queue.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

const ObjectKey kKey{.namespace_ = "default", .name = "web"};

TEST(RateLimitingQueueTest, AddsAnItemWhenItsLimiterAllowsIt) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  RateLimitingQueue<ObjectKey> queue(std::make_shared<ExponentialItemRateLimiter<ObjectKey>>(1s, 3s), {.clock = clock});
  for (const auto delay : {1s, 2s, 3s, 3s}) {
    queue.AddRateLimited(kKey);
    clock->Advance(delay - 1ms);
    EXPECT_EQ(queue.Len(), 0U);
    clock->Advance(1ms);
    ASSERT_EQ(queue.Len(), 1U);
    queue.Done(queue.Get().value().value());
  }
  EXPECT_EQ(queue.Failures(kKey), 4);
  queue.Forget(kKey);
  EXPECT_EQ(queue.Failures(kKey), 0);
  queue.AddRateLimited(kKey);
  clock->Advance(1s);
  EXPECT_EQ(queue.Len(), 1U);
}

TEST(RateLimitingQueueTest, ForgettingIsNotBeingDone) {
  RateLimitingQueue<ObjectKey> queue;
  queue.Add(kKey);
  ASSERT_EQ(queue.Get().value(), kKey);
  queue.Forget(kKey);
  queue.Add(kKey);
  EXPECT_EQ(queue.Len(), 0U) << "it is processed still";
  queue.Done(kKey);
  EXPECT_EQ(queue.Len(), 1U);
}

TEST(RateLimitingQueueTest, HasTheLimiterOfControllersByItself) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  RateLimitingQueue<ObjectKey> queue({.clock = clock});
  queue.AddRateLimited(kKey);
  clock->Advance(5ms);
  EXPECT_EQ(queue.Len(), 1U);
  EXPECT_EQ(queue.Failures(kKey), 1);
}

}  // namespace
}  // namespace k8s
