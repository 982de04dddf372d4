#include <chrono>
#include <future>
#include <memory>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "fakes/no_threads.h"
#include <gtest/gtest.h>

#include <k8s/base/clock.h>
#include <k8s/base/service_thread.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

constexpr auto kForever = 24h;

TEST(SystemClockTest, WaitsUntilTheTimeHasCome) {
  SystemClock clock;
  const auto at = clock.Now() + 5ms;
  ASSERT_TRUE(clock.WaitUntil(at, {}));
  EXPECT_GE(clock.Now(), at);
  ASSERT_TRUE(clock.WaitUntilAsync(at + 5ms, {}).Get());
  EXPECT_GE(clock.Now(), at + 5ms);
}

TEST(SystemClockTest, EndsWaitsInTheOrderOfTheirTimes) {
  SystemClock clock;
  const auto now = clock.Now();
  std::vector<int> order;
  auto later = clock.WaitUntilAsync(now + 20ms, {}).Then([&](Result<void>) { order.push_back(2); });
  auto sooner = clock.WaitUntilAsync(now + 10ms, {}).Then([&](Result<void>) { order.push_back(1); });
  ASSERT_TRUE(later.Get());
  ASSERT_TRUE(sooner.Get());
  EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST(SystemClockTest, IsStoppedAtOnce) {
  SystemClock clock;
  std::stop_source stop;
  Future<void> waiting = clock.WaitUntilAsync(clock.Now() + kForever, {.stop = stop.get_token()});
  EXPECT_FALSE(waiting.Ready());
  stop.request_stop();
  ASSERT_TRUE(waiting.Ready());
  EXPECT_EQ(waiting.Get().error().Code(), ErrorCode::kCancelled);
  EXPECT_EQ(clock.WaitUntilAsync(clock.Now() + kForever, {.stop = stop.get_token()}).Get().error().Code(),
            ErrorCode::kCancelled);
  EXPECT_EQ(clock.WaitUntil(clock.Now() + kForever, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
}

TEST(SystemClockTest, AWaitIsAnErrorWhereNoThreadIsLeft) {
  const fakes::NoThreads none;
  SystemClock clock;
  EXPECT_EQ(clock.WaitUntilAsync(clock.Now(), {}).Get().error().Code(), ErrorCode::kUnavailable);
}

TEST(SystemClockTest, ATimeThatNeverComesIsWaitedFor) {
  SystemClock clock;
  std::stop_source stop;
  const CallContext context{.stop = stop.get_token(), .deadline = After(clock.Now(), std::chrono::hours::max())};
  Future<void> waiting = clock.WaitUntilAsync(Clock::TimePoint::max(), context);
  ASSERT_TRUE(clock.WaitUntilAsync(clock.Now(), {}).Get());  // the clock's thread has looked at both
  EXPECT_FALSE(waiting.Ready());
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(clock.WaitUntil(Clock::TimePoint::max(), context).error().Code(), ErrorCode::kCancelled);
}

TEST(AfterTest, IsTheLastTimeThereIsWhereTheSumHasNone) {
  using TimePoint = Clock::TimePoint;
  const TimePoint now = std::chrono::steady_clock::now();
  EXPECT_EQ(After(now, 2s), now + 2s);
  EXPECT_EQ(After(now, 0ns), now);
  EXPECT_EQ(After(now, std::chrono::nanoseconds::max()), TimePoint::max());
  EXPECT_EQ(After(now, std::chrono::milliseconds::max()), TimePoint::max());
  EXPECT_EQ(After(now, std::chrono::hours::max()), TimePoint::max());
  EXPECT_EQ(After(now, std::chrono::duration<double>(1e300)), TimePoint::max());
  EXPECT_EQ(After(TimePoint::max(), 1ns), TimePoint::max());
  EXPECT_EQ(After(TimePoint::min(), 1ns), TimePoint::min() + 1ns);
}

TEST(AfterTest, IsTheFirstTimeThereIsWhereTheDifferenceHasNone) {
  using TimePoint = Clock::TimePoint;
  const TimePoint now = std::chrono::steady_clock::now();
  EXPECT_EQ(After(now, -2s), now - 2s);
  EXPECT_EQ(After(TimePoint(-5s), -2s), TimePoint(-7s));
  EXPECT_EQ(After(TimePoint(-5s), std::chrono::nanoseconds::min()), TimePoint::min());
  EXPECT_EQ(After(now, std::chrono::milliseconds::min()), TimePoint::min());
  EXPECT_EQ(After(now, std::chrono::hours::min()), TimePoint::min());
  EXPECT_EQ(After(now, std::chrono::duration<double>(-1e300)), TimePoint::min());
  EXPECT_EQ(After(TimePoint::min(), -1ns), TimePoint::min());
  EXPECT_EQ(After(TimePoint::max(), -1ns), TimePoint::max() - 1ns);
}

TEST(AfterTest, TakesDurationsThatAreSmall) {
  const Clock::TimePoint now = std::chrono::steady_clock::now();
  EXPECT_EQ(After(now, std::chrono::duration<int>(2)), now + 2s);
  EXPECT_EQ(After(now, std::chrono::duration<int>(-2)), now - 2s);
  EXPECT_EQ(After(now, std::chrono::duration<unsigned>(2)), now + 2s);
}

TEST(CallContextTest, EndsNeverIfNothingIsAsLong) {
  EXPECT_EQ(CallContext::Within(std::chrono::milliseconds::max()).deadline, Clock::TimePoint::max());
}

TEST(SystemClockTest, StopsAThreadThatWaits) {
  SystemClock clock;
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_EQ(clock.WaitUntil(clock.Now() + kForever, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
}

TEST(SystemClockTest, WaitsNoLongerThanTheDeadline) {
  SystemClock clock;
  const CallContext context = CallContext::Within(1ms);
  EXPECT_EQ(clock.WaitUntil(clock.Now() + kForever, context).error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(clock.WaitUntilAsync(clock.Now() + kForever, context).Get().error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST(SystemClockTest, EndsWhatStillWaitsWhenItDies) {
  auto clock = std::make_unique<SystemClock>();
  Future<void> waiting = clock->WaitUntilAsync(clock->Now() + kForever, {});
  clock.reset();
  EXPECT_EQ(waiting.Get().error().Code(), ErrorCode::kCancelled);
}

TEST(SystemClockTest, MayBeDestroyedByAServiceThreadThatItsOwnWaitsFor) {
  auto clock = std::make_shared<SystemClock>();
  struct Events {
    std::promise<void> continued;
    std::promise<void> ended;
  };
  const auto events = std::make_shared<Events>();  // the thread that sets them outlives the test
  bool isOnItsThread = false;
  for (auto ahead = 1ms; !isOnItsThread; ahead *= 2) {  // what is due before it has a continuation calls that here
    auto called = std::make_shared<std::promise<bool>>();
    auto future = called->get_future();
    auto waited =
        clock->WaitUntilAsync(clock->Now() + ahead, {}).Then([called, events, here = std::this_thread::get_id()](Result<void>) {
          const bool isHere = std::this_thread::get_id() == here;
          called->set_value(!isHere);
          if (isHere) return;
          events->continued.get_future().wait();
          events->ended.set_value();
        });
    isOnItsThread = future.get();
  }
  std::thread([owned = std::move(clock)]() mutable {
    internal::BecomeServiceThread();
    owned.reset();
  }).join();
  events->continued.set_value();
  EXPECT_EQ(events->ended.get_future().wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

TEST(SystemClockTest, MayBeDestroyedByWhatItCalls) {
  auto clock = std::make_shared<SystemClock>();
  SystemClock& last = *clock;
  Future<void> done =
      last.WaitUntilAsync(last.Now() + 5ms, {}).Then([owner = std::move(clock)](Result<void>) mutable { owner.reset(); });
  EXPECT_TRUE(done.Get());
}

}  // namespace
}  // namespace k8s
