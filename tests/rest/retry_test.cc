#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include <k8s/rest/retry.h>
#include <k8s/rest/retry_after.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;

// 2026-11-22 10:00:00 UTC
const auto kNow = std::chrono::system_clock::from_time_t(1795341600);

std::optional<std::chrono::seconds> RetryAfter(std::string value) {
  return RetryAfterOf(Headers{{"retry-after", std::move(value)}}, kNow);
}

TEST(RetryAfterTest, ReadsSecondsAndDates) {
  EXPECT_EQ(RetryAfter("0"), 0s);
  EXPECT_EQ(RetryAfter("17"), 17s);
  EXPECT_EQ(RetryAfter("Sun, 22 Nov 2026 10:00:05 GMT"), 5s);
  EXPECT_EQ(RetryAfter("Sun, 22 Nov 2026 09:59:00 GMT"), 0s) << "a time that has passed";
}

TEST(RetryAfterTest, ADateThatNoClockReachesIsFarAway) {
  for (const char* year : {"2262", "2263", "2300", "9999"}) {
    const auto delay = RetryAfter("Sun, 06 Nov " + std::string(year) + " 08:49:37 GMT");
    ASSERT_TRUE(delay);
    EXPECT_EQ(*delay, std::chrono::seconds(std::numeric_limits<int>::max())) << year;
    const auto at = std::chrono::steady_clock::time_point() + *delay;  // no overflow
    EXPECT_GT(at.time_since_epoch(), std::chrono::hours(24 * 365));
  }
}

TEST(RetryAfterTest, IgnoresWhatItCannotRead) {
  for (const char* value : {"", "-1", "1.5", " 1", "1s", "99999999999999999999", "soon", "Sun, 22 Nov 2026 10:00:05 CET",
                            "Sun, 22 Abc 2026 10:00:05 GMT", "Sun, xx Nov 2026 10:00:05 GMT"}) {
    EXPECT_EQ(RetryAfter(value), std::nullopt) << value;
  }
  EXPECT_EQ(RetryAfterOf({}, kNow), std::nullopt);
}

Response Answer(int status, std::string retryAfter = "") {
  Response response{.status = status};
  if (!retryAfter.empty()) response.headers.Add("Retry-After", std::move(retryAfter));
  return response;
}

std::optional<std::chrono::milliseconds> AfterAnswer(const std::string& method, const Response& head, int attempt = 1,
                                                     const RetryOptions& options = {}) {
  return RetryDelay({.method = method}, {.head = &head}, attempt, options, kNow);
}

std::optional<std::chrono::milliseconds> AfterFailure(const std::string& method, TransportFailure failure) {
  const Error error(ErrorCode::kUnavailable, failure, "no answer");
  return RetryDelay({.method = method}, {.error = &error}, 1, {}, kNow);
}

TEST(RetryTest, WaitsAsLongAsTheServerAsksWhateverTheVerb) {
  for (const char* method : {"GET", "POST", "DELETE", "PATCH"}) {
    EXPECT_EQ(AfterAnswer(method, Answer(429, "3")), 3s) << method;
    EXPECT_EQ(AfterAnswer(method, Answer(503, "1")), 1s) << method;
    EXPECT_EQ(AfterAnswer(method, Answer(500, "0")), 0s) << method;
  }
}

TEST(RetryTest, TakesAnAnswerThatAsksForNothingAsItIs) {
  EXPECT_EQ(AfterAnswer("GET", Answer(429)), std::nullopt);
  EXPECT_EQ(AfterAnswer("GET", Answer(500)), std::nullopt);
  EXPECT_EQ(AfterAnswer("GET", Answer(200, "3")), std::nullopt);
  EXPECT_EQ(AfterAnswer("GET", Answer(301, "3")), std::nullopt);
  EXPECT_EQ(AfterAnswer("GET", Answer(409, "3")), std::nullopt);
}

TEST(RetryTest, GivesUpAfterSoManyAttempts) {
  EXPECT_EQ(AfterAnswer("GET", Answer(429, "1"), 10), 1s);
  EXPECT_EQ(AfterAnswer("GET", Answer(429, "1"), 11), std::nullopt);
  EXPECT_EQ(AfterAnswer("GET", Answer(429, "1"), 1, {.maxRetries = 0}), std::nullopt);
}

TEST(RetryTest, DoesNotWaitForEver) {
  EXPECT_EQ(AfterAnswer("GET", Answer(503, "60")), 60s);
  EXPECT_EQ(AfterAnswer("GET", Answer(503, "61")), std::nullopt);
}

TEST(RetryTest, RepeatsReadsWhoseConnectionBrokeAndNeverWrites) {
  EXPECT_EQ(AfterFailure("GET", TransportFailure::kReset), 1s);
  for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
    EXPECT_EQ(AfterFailure(method, TransportFailure::kReset), std::nullopt) << method;
  }
  for (const auto failure : {TransportFailure::kRefused, TransportFailure::kTimeout, TransportFailure::kTls,
                             TransportFailure::kNameLookup, TransportFailure::kProtocol, TransportFailure::kNone}) {
    EXPECT_EQ(AfterFailure("GET", failure), std::nullopt) << static_cast<int>(failure);
  }
}

}  // namespace
}  // namespace k8s::internal
