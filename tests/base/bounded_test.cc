#include <chrono>
#include <memory>
#include <stop_token>
#include <utility>

#include "cache/manual_executor.h"
#include "fakes/manual_clock.h"
#include <gtest/gtest.h>

#include <k8s/base/bounded.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

TEST(BoundedTest, GivesTheResultThatComesInTime) {
  SystemClock clock;
  std::stop_source stop;
  Promise<int> promise;
  const CallContext context = {.stop = stop.get_token(), .deadline = clock.Now() + 24h};
  Future<int> bounded = Bounded(promise.GetFuture(), context, clock);
  EXPECT_FALSE(bounded.Ready());
  promise.Set(7);
  EXPECT_EQ(*bounded.Get(), 7);
}

TEST(BoundedTest, EndsWhenTheCallIsStopped) {
  SystemClock clock;
  std::stop_source stop;
  Promise<int> promise;
  Future<int> bounded = Bounded(promise.GetFuture(), {.stop = stop.get_token()}, clock);
  stop.request_stop();
  ASSERT_TRUE(bounded.Ready());
  EXPECT_EQ(bounded.Get().error().Code(), ErrorCode::kCancelled);
  promise.Set(7);  // of no interest any more
}

TEST(BoundedTest, EndsAtTheDeadline) {
  SystemClock clock;
  Promise<int> promise;
  Future<int> bounded = Bounded(promise.GetFuture(), CallContext::Within(1ms), clock);
  EXPECT_EQ(bounded.Get().error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST(BoundedTest, TellsOfTheDeadlineWhereItIsAskedTo) {
  fakes::ManualClock clock;
  const auto executor = std::make_shared<fakes::ManualExecutor>();
  Promise<int> promise;
  Future<int> bounded = Bounded(promise.GetFuture(), {.deadline = clock.Now() + 1s}, clock, executor);
  clock.Advance(1s);
  EXPECT_FALSE(bounded.Ready());
  executor->RunAll();
  ASSERT_TRUE(bounded.Ready());
  EXPECT_EQ(bounded.Get().error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST(BoundedTest, PostsNothingForAResultThatComesInTime) {
  fakes::ManualClock clock;
  const auto executor = std::make_shared<fakes::ManualExecutor>();
  Promise<int> promise;
  Future<int> bounded = Bounded(promise.GetFuture(), {.deadline = clock.Now() + 1s}, clock, executor);
  promise.Set(7);
  EXPECT_EQ(executor->Pending(), 0U);
  EXPECT_EQ(*bounded.Get(), 7);
}

}  // namespace
}  // namespace k8s
