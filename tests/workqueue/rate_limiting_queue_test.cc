#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <fakes/manual_clock.h>
#include <gmock/gmock.h>
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

struct FailingLimiter final : ItemRateLimiter<ObjectKey> {
  Duration When(const ObjectKey&) override { throw std::runtime_error("no time"); }
  void Forget(const ObjectKey&) override { throw std::runtime_error("no memory"); }
  int Failures(const ObjectKey&) const override { throw 2; }
};

TEST(RateLimitingQueueTest, ALimiterThatThrowsIsReportedAndGivesASecond) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  std::vector<std::string> errors;
  RateLimitingQueue<ObjectKey> queue(std::make_shared<FailingLimiter>(), {.clock = clock},
                                     [&](const ObjectKey& key, const Error& error) {
                                       errors.push_back(key.name + ": " + error.Message());
                                       throw std::runtime_error("nobody hears this");
                                     });
  queue.AddRateLimited(kKey);
  EXPECT_EQ(queue.Failures(kKey), 0);
  queue.Forget(kKey);
  EXPECT_THAT(errors, testing::ElementsAre("web: the rate limiter: uncaught exception: no time",
                                           "web: the rate limiter: uncaught exception",
                                           "web: the rate limiter: uncaught exception: no memory"));
  clock->Advance(999ms);
  EXPECT_EQ(queue.Len(), 0U);
  clock->Advance(1ms);
  EXPECT_EQ(queue.Len(), 1U);
}

}  // namespace
}  // namespace k8s
