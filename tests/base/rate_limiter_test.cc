#include <chrono>

#include <gtest/gtest.h>

#include <k8s/base/rate_limiter.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

const Clock::TimePoint kStart{};

TEST(RateLimiterTest, IsFullAtFirst) {
  RateLimiter limiter(10, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.Take(kStart), kStart);
  EXPECT_EQ(limiter.Take(kStart), kStart + 100ms);
  EXPECT_EQ(limiter.Take(kStart), kStart + 200ms) << "in the order of asking";
}

TEST(RateLimiterTest, FillsUpWithTimeButNoFurther) {
  RateLimiter limiter(10, 2);
  limiter.Take(kStart);
  limiter.Take(kStart);
  EXPECT_EQ(limiter.Take(kStart + 100ms), kStart + 100ms);
  EXPECT_EQ(limiter.Take(kStart + 1h), kStart + 1h);
  EXPECT_EQ(limiter.Take(kStart + 1h), kStart + 1h);
  EXPECT_GT(limiter.Take(kStart + 1h), kStart + 1h);
}

TEST(RateLimiterTest, TakesNoTokenThatWouldComeTooLate) {
  RateLimiter limiter(1, 1);
  limiter.Take(kStart);
  EXPECT_EQ(limiter.Take(kStart, kStart + 999ms), std::nullopt);
  EXPECT_EQ(limiter.Take(kStart, kStart + 1s), kStart + 1s) << "the refused one has taken none";
}

TEST(RateLimiterTest, TakesBackWhatWasNotUsed) {
  RateLimiter limiter(1, 1);
  limiter.Take(kStart);
  limiter.Take(kStart);
  limiter.GiveBack();
  EXPECT_EQ(limiter.Take(kStart), kStart + 1s);
}

TEST(RateLimiterTest, SurvivesAClockThatGoesBack) {
  RateLimiter limiter(1, 1);
  limiter.Take(kStart + 1h);
  EXPECT_EQ(limiter.Take(kStart), kStart + 1s);
  EXPECT_EQ(limiter.Take(kStart + 1h), kStart + 1h + 2s);
}

TEST(RateLimiterTest, TakesNonsenseAsTheSlowest) {
  for (const double rate : {0.0, -1.0, 1e-300}) {
    RateLimiter limiter(rate, 0);
    EXPECT_EQ(limiter.Take(kStart), kStart);
    EXPECT_GT(limiter.Take(kStart), kStart + 24h);
  }
}

}  // namespace
}  // namespace k8s
