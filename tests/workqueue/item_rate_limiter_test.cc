#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <fakes/manual_clock.h>
#include <gtest/gtest.h>

#include <k8s/workqueue/item_rate_limiter.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

using Limiter = ItemRateLimiter<std::string>;
using Limiters = std::vector<std::shared_ptr<Limiter>>;
using Exponential = ExponentialItemRateLimiter<std::string>;
using FastSlow = FastSlowItemRateLimiter<std::string>;
using MaxOf = MaxOfItemRateLimiter<std::string>;
using MaxWait = MaxWaitItemRateLimiter<std::string>;

TEST(ItemRateLimiterTest, ExponentialDoublesForEachItemByItself) {
  Exponential limiter(1ms, 1s);
  for (const auto expected : {1ms, 2ms, 4ms, 8ms, 16ms}) EXPECT_EQ(limiter.When("one"), expected);
  EXPECT_EQ(limiter.Failures("one"), 5);
  EXPECT_EQ(limiter.Failures("two"), 0);
  EXPECT_EQ(limiter.When("two"), 1ms);
  EXPECT_EQ(limiter.When("two"), 2ms);
  EXPECT_EQ(limiter.Failures("two"), 2);
  limiter.Forget("one");
  EXPECT_EQ(limiter.Failures("one"), 0);
  EXPECT_EQ(limiter.When("one"), 1ms);
  EXPECT_EQ(limiter.Failures("two"), 2) << "another item is not forgotten";
}

TEST(ItemRateLimiterTest, ExponentialStaysAtItsMost) {
  Exponential limiter(1ms, 1000s);
  std::chrono::nanoseconds before{};
  for (int i = 0; i < 5; ++i) before = limiter.When("item");
  EXPECT_EQ(before, 16ms);
  for (int i = 0; i < 1'000; ++i) {
    const auto delay = limiter.When("item");
    ASSERT_GE(delay, before);
    ASSERT_LE(delay, 1000s);
    before = delay;
  }
  EXPECT_EQ(before, 1000s);
  EXPECT_EQ(limiter.Failures("item"), 1'005);
}

TEST(ItemRateLimiterTest, ExponentialDoesNotOverflow) {
  Exponential widest(1h, std::chrono::nanoseconds::max());
  for (int i = 0; i < 100; ++i) ASSERT_GE(widest.When("item"), 1h);
  EXPECT_EQ(widest.When("item"), std::chrono::nanoseconds::max());
  Exponential reversed(2s, 1s);
  EXPECT_EQ(reversed.When("item"), 1s);
  Exponential none(0s, 1s);
  for (int i = 0; i < 100; ++i) ASSERT_EQ(none.When("item"), 0s);
}

TEST(ItemRateLimiterTest, FastSlowIsFastForSoManyFailures) {
  FastSlow limiter(5ms, 10s, 3);
  for (const std::chrono::nanoseconds expected : {5ms, 5ms, 5ms, 10'000ms, 10'000ms}) {
    EXPECT_EQ(limiter.When("one"), expected);
  }
  EXPECT_EQ(limiter.Failures("one"), 5);
  EXPECT_EQ(limiter.When("two"), 5ms);
  limiter.Forget("one");
  EXPECT_EQ(limiter.Failures("one"), 0);
  EXPECT_EQ(limiter.When("one"), 5ms);
}

TEST(ItemRateLimiterTest, BucketIsForAllItemsTogether) {
  const auto clock = std::make_shared<fakes::ManualClock>();
  BucketItemRateLimiter<std::string> limiter(std::make_shared<RateLimiter>(10, 2), clock);
  EXPECT_EQ(limiter.When("one"), 0s);
  EXPECT_EQ(limiter.When("two"), 0s);
  EXPECT_EQ(limiter.When("three"), 100ms);
  EXPECT_EQ(limiter.When("three"), 200ms);
  EXPECT_EQ(limiter.Failures("three"), 0);
  limiter.Forget("three");
  EXPECT_EQ(limiter.When("three"), 300ms) << "there is nothing to forget";
  clock->Advance(10s);
  EXPECT_EQ(limiter.When("one"), 0s);
}

TEST(ItemRateLimiterTest, MaxOfIsTheStrictest) {
  MaxOf limiter(Limiters{std::make_shared<FastSlow>(5ms, 3s, 3), std::make_shared<Exponential>(1ms, 1s)});
  for (const std::chrono::nanoseconds expected : {5ms, 5ms, 5ms, 3'000ms, 3'000ms}) {
    EXPECT_EQ(limiter.When("one"), expected);
  }
  EXPECT_EQ(limiter.Failures("one"), 5);
  EXPECT_EQ(limiter.When("two"), 5ms);
  limiter.Forget("one");
  EXPECT_EQ(limiter.Failures("one"), 0);
  EXPECT_EQ(limiter.When("one"), 5ms);
}

TEST(ItemRateLimiterTest, MaxWaitIsWhatAnotherSaysUpToABound) {
  MaxWait limiter(std::make_shared<Exponential>(1ms, 1000s), 5ms);
  for (const auto expected : {1ms, 2ms, 4ms, 5ms, 5ms}) EXPECT_EQ(limiter.When("item"), expected);
  EXPECT_EQ(limiter.Failures("item"), 5);
  limiter.Forget("item");
  EXPECT_EQ(limiter.Failures("item"), 0);
  EXPECT_EQ(limiter.When("item"), 1ms);
}

TEST(ItemRateLimiterTest, TheDefaultIsThatOfControllers) {
  const auto limiter = DefaultItemRateLimiter<std::string>(std::make_shared<fakes::ManualClock>());
  for (const auto expected : {5ms, 10ms, 20ms}) EXPECT_EQ(limiter->When("item"), expected);
  for (int i = 3; i < 100; ++i) limiter->When(std::to_string(i));
  EXPECT_EQ(limiter->When("other"), 100ms) << "a hundred are at once, then there are ten a second";
}

}  // namespace
}  // namespace k8s
