#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/status.h>

namespace k8s {
namespace {

Error Answered(int httpStatus, std::string body, Headers headers = {}) {
  return ErrorFromResponse({.status = httpStatus, .headers = std::move(headers), .body = std::move(body)}, "GET");
}

constexpr const char* kTooLarge =
    R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Timeout","code":504,
        "details":{"causes":[{"reason":"ResourceVersionTooLarge","message":"Too large"}],"retryAfterSeconds":1}})";

TEST(StatusTest, GivesTheCausesOfAFailure) {
  const Error error = Answered(504, kTooLarge);
  ASSERT_EQ(StatusCauses(error).size(), 1u);
  EXPECT_EQ(StatusCauses(error)[0].message, "Too large");
  EXPECT_TRUE(HasStatusCause(error, "ResourceVersionTooLarge"));
  EXPECT_FALSE(HasStatusCause(error, "NamespaceTerminating"));
  EXPECT_TRUE(StatusCauses(Error(ErrorCode::kUnavailable, "cut off")).empty());
}

TEST(StatusTest, TellsAProxyFromTheServer) {
  EXPECT_TRUE(IsUnexpectedServerError(Answered(502, "<html>")));
  EXPECT_FALSE(IsUnexpectedServerError(Answered(504, kTooLarge)));
  EXPECT_FALSE(IsUnexpectedServerError(Error(ErrorCode::kUnavailable, "refused")));
  EXPECT_TRUE(IsUnexpectedServerError(
      Answered(500, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"InternalError","code":500,
                        "details":{"causes":[{"reason":"UnexpectedServerResponse"}]}})")));
}

TEST(StatusTest, KnowsWhatCannotBeReadFromStorage) {
  EXPECT_TRUE(IsStoreReadError(
      Answered(500, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"StoreReadError","code":500})")));
  EXPECT_FALSE(IsStoreReadError(Answered(500, "")));
}

TEST(StatusTest, SuggestsADelayWhereTheServerDoes) {
  using std::chrono::seconds;
  EXPECT_EQ(SuggestsClientDelay(Answered(504, kTooLarge)), seconds(1));
  EXPECT_EQ(SuggestsClientDelay(Answered(429, "", {{"Retry-After", "7"}})), seconds(7));
  EXPECT_EQ(SuggestsClientDelay(
                Answered(500, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"ServerTimeout","code":500})")),
            seconds(0));
  EXPECT_EQ(SuggestsClientDelay(Answered(404, "")), std::nullopt);
}

}  // namespace
}  // namespace k8s
