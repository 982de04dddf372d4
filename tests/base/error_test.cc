#include <gtest/gtest.h>

#include <k8s/base/error.h>

namespace k8s {
namespace {

Error FromServer(int status, std::string reason, std::string message = "") {
  return Error(ErrorCode::kUnknown, "getting pods",
               {.httpStatus = status, .reason = std::move(reason), .message = std::move(message)});
}

TEST(ErrorTest, KeepsOurWordsAndTheServersApart) {
  const Error error = FromServer(404, "NotFound", "pods \"web\" not found").WithContext("reconciling");
  EXPECT_EQ(error.Message(), "reconciling: getting pods");
  EXPECT_EQ(error.ServerMessage(), "pods \"web\" not found");
  EXPECT_EQ(error.ToString(), "reconciling: getting pods: pods \"web\" not found (HTTP 404, NotFound)");
}

TEST(ErrorTest, IsOneLineWhateverTheServerSays) {
  const Error error = FromServer(400, "Bad\rRequest",
                                 "two\nlines,\ta bell \a, \x1b[2J, \xc2\x9b"
                                 "2J, \x7f and caf\xc3\xa9");
  EXPECT_EQ(error.ToString(),
            "getting pods: two\\nlines,\\ta bell \\u0007, \\u001b[2J, \\u009b2J, \\u007f and caf\xc3\xa9 (HTTP 400, "
            "Bad\\u000dRequest)");
  EXPECT_EQ(error.Reason(), "Bad\rRequest") << "as it was said";
}

TEST(ErrorTest, NamesItsCodeWhenNothingElseIsKnown) {
  EXPECT_EQ(Error(ErrorCode::kDeadlineExceeded, "").ToString(), "DeadlineExceeded");
}

TEST(ErrorTest, LeavesTheInnerErrorAsItWas) {
  const Error inner(ErrorCode::kDecode, "not a number");
  const Error outer = inner.WithContext("items[3]");
  EXPECT_EQ(inner.Message(), "not a number");
  EXPECT_EQ(outer.Code(), ErrorCode::kDecode);
}

TEST(ErrorPredicateTest, LetsTheReasonDecide) {
  EXPECT_TRUE(IsNotFound(FromServer(404, "NotFound")));
  EXPECT_FALSE(IsNotFound(FromServer(404, "Gone")));
  EXPECT_TRUE(IsAlreadyExists(FromServer(409, "AlreadyExists")));
  EXPECT_FALSE(IsConflict(FromServer(409, "AlreadyExists")));
}

TEST(ErrorPredicateTest, FallsBackToTheStatusWhenTheReasonIsUnknown) {
  EXPECT_TRUE(IsNotFound(FromServer(404, "")));
  EXPECT_TRUE(IsConflict(FromServer(409, "SomethingNew")));
  EXPECT_FALSE(IsAlreadyExists(FromServer(409, "")));
  EXPECT_FALSE(IsResourceExpired(FromServer(410, "")));
  EXPECT_TRUE(IsGone(FromServer(410, "")));
}

TEST(ErrorPredicateTest, TakesTheStatusOf429And413WhateverTheReason) {
  EXPECT_TRUE(IsTooManyRequests(FromServer(429, "InternalError")));
  EXPECT_TRUE(IsRequestEntityTooLarge(FromServer(413, "BadRequest")));
}

TEST(ErrorTest, TellsWhyNoAnswerCame) {
  const Error refused(ErrorCode::kUnavailable, TransportFailure::kRefused, "connection refused");
  EXPECT_EQ(refused.Failure(), TransportFailure::kRefused);
  EXPECT_EQ(refused.WithContext("getting pods").Failure(), TransportFailure::kRefused);
  EXPECT_EQ(Error(ErrorCode::kNotFound, "no").Failure(), TransportFailure::kNone);
}

TEST(ErrorTest, SaysThatAWriteMayHaveBeenDone) {
  const Error lost(ErrorCode::kUnavailable, TransportFailure::kReset, "connection reset");
  EXPECT_FALSE(lost.IsOutcomeUnknown());
  const Error unknown = lost.WithOutcomeUnknown().WithContext("creating pods");
  EXPECT_TRUE(unknown.IsOutcomeUnknown());
  EXPECT_EQ(unknown.ToString(), "creating pods: connection reset; whether it was done all the same is unknown");
}

}  // namespace
}  // namespace k8s
