#include <chrono>
#include <memory>
#include <string>

#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/rest/retry_on_conflict.h>

namespace k8s {
namespace {

using std::chrono::milliseconds;

Error Conflict() { return Error(ErrorCode::kConflict, "changed", {.httpStatus = 409, .reason = "Conflict"}); }

class RetryOnConflictTest : public testing::Test {
 protected:
  // A change that fails `conflicts` times, and then gives `last`.
  Result<int> Retry(int conflicts, Result<int> last, const CallContext& context = {}) {
    return RetryOnConflict([&]() -> Result<int> { return ++calls_ > conflicts ? last : Conflict(); }, options_, context);
  }

  std::shared_ptr<fakes::VirtualClock> clock_ = std::make_shared<fakes::VirtualClock>();
  ConflictRetryOptions options_ = {.backoff = {.jitter = 0.0}, .clock = clock_};
  int calls_ = 0;
};

TEST_F(RetryOnConflictTest, TriesUntilThereIsNoConflict) {
  EXPECT_EQ(Retry(2, 7).value(), 7);
  EXPECT_EQ(calls_, 3);
  EXPECT_EQ(clock_->Waits(), (std::vector<Clock::TimePoint::duration>(2, milliseconds(10))));
}

TEST_F(RetryOnConflictTest, ReturnsTheLastConflictWhenItGivesUp) {
  EXPECT_TRUE(IsConflict(Retry(100, 7).error()));
  EXPECT_EQ(calls_, 5);
  EXPECT_EQ(clock_->Waits().size(), 4u);
}

TEST_F(RetryOnConflictTest, RepeatsNothingElse) {
  EXPECT_EQ(Retry(0, Error(ErrorCode::kNotFound, "gone")).error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(calls_, 1);
}

TEST_F(RetryOnConflictTest, StopsWithItsContext) {
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(Retry(1, 7, {.stop = source.get_token()}).error().Code(), ErrorCode::kCancelled);
  EXPECT_EQ(calls_, 1);
}

TEST_F(RetryOnConflictTest, DoesTheSameAsynchronously) {
  const auto change = [this]() { return Future<int>(++calls_ > 2 ? Result<int>(7) : Result<int>(Conflict())); };
  EXPECT_EQ(RetryOnConflictAsync(change, options_).Get().value(), 7);
  EXPECT_EQ(calls_, 3);
  calls_ = -100;
  EXPECT_TRUE(IsConflict(RetryOnConflictAsync(change, options_).Get().error()));
  EXPECT_EQ(calls_, -95);
}

TEST(BackoffTest, GrowsUpToItsLimit) {
  Backoff backoff({.initial = milliseconds(10), .factor = 3.0, .jitter = 0.0, .max = milliseconds(50), .tries = 5});
  EXPECT_EQ(backoff.Next(), milliseconds(10));
  EXPECT_EQ(backoff.Next(), milliseconds(30));
  EXPECT_EQ(backoff.Next(), milliseconds(50));
  EXPECT_EQ(backoff.Next(), milliseconds(50));
  EXPECT_EQ(backoff.Next(), std::nullopt);
  backoff.Reset();
  EXPECT_EQ(backoff.Next(), milliseconds(10));
}

TEST(BackoffTest, AddsJitterWithinItsBounds) {
  Backoff backoff({.initial = milliseconds(1000), .jitter = 0.5, .tries = 0});
  bool differs = false;
  for (int i = 0; i < 1000; ++i) {
    const auto wait = backoff.Next();
    ASSERT_TRUE(wait) << "without a limit of tries there is always another";
    EXPECT_GE(*wait, milliseconds(1000));
    EXPECT_LE(*wait, milliseconds(1500));
    differs |= *wait != milliseconds(1000);
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace k8s
