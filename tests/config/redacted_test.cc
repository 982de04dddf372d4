#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/redacted.h>

namespace k8s::internal {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Shown(const std::string& text) { return Redacted(text, 1000); }

TEST(RedactedTest, LeavesWordsAlone) {
  EXPECT_EQ(Shown("error: the token has expired, run `aws sso login`"), "error: the token has expired, run `aws sso login`");
  EXPECT_EQ(Shown("open /home/user/.aws/config: no such file"), "open /home/user/.aws/config: no such file");
  EXPECT_EQ(Shown("dial tcp: lookup oidc.eks.us-east-1.amazonaws.com"), "dial tcp: lookup oidc.eks.us-east-1.amazonaws.com");
}

TEST(RedactedTest, IsOneLine) { EXPECT_EQ(Shown("\n a\r\n\tb\x1b[31mc\n\n"), "a b [31mc"); }

TEST(RedactedTest, HidesWhatIsNamedASecret) {
  EXPECT_EQ(Shown("password=hunter2 user=me"), "password=*** user=me");
  EXPECT_EQ(Shown("Client-Secret: hunter2 and more"), "Client-Secret: *** and more");
  EXPECT_EQ(Shown("login --token hunter2 --user me"), "login --token *** --user me");
  EXPECT_EQ(Shown("login -password hunter2"), "login -password ***");
  EXPECT_EQ(Shown("Authorization: Bearer hunter2"), "Authorization: Bearer ***");
  EXPECT_EQ(Shown("sent Basic hunter2"), "sent Basic ***");
  EXPECT_EQ(Shown("sent Bearer%20hunter2"), "sent Bearer%20***");
  EXPECT_EQ(Shown(R"({"TOKEN": "hunter2", "a": 1})"), R"({"TOKEN": "***", "a": 1})");
  EXPECT_EQ(Shown(R"({"authorization":"BEARER hunter2"})"), R"({"authorization":"BEARER ***"})");
  EXPECT_EQ(Shown("/login?access_token=hunter2&x=1"), "/login?access_token=***");
  EXPECT_EQ(Shown("a token of the form abcdef.0123456789abcdef"), "a token of the form ***");
  EXPECT_EQ(Shown("basic: authentication, the bearer of the key"), "basic: *** the bearer *** the key");
}

TEST(RedactedTest, HidesLongRunsOfLettersAndDigits) {
  EXPECT_EQ(Shown("got eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJzdWIiOiIxMjM0NTY3ODkwIn0xx.c2lnbmF0dXJlc2lnbmF0dXJl"), "got ***");
  EXPECT_EQ(Shown("?t=eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJrdWJlIn0.c2lnbmF0dXJl-_x"), "?t=***");
  EXPECT_EQ(Shown("YW55IGNhcm5hbCBwbGVhc3VyZS4.YW55IGNhcm5hbCBwbGVhc3VyZS4"), "***.***");
  EXPECT_EQ(Shown("An error occurred (InvalidIdentityTokenException)"), "An error occurred (InvalidIdentityTokenException)");
  EXPECT_EQ(Shown(std::string(41, 'x')), "***");
  EXPECT_EQ(Shown("at 0123456789abcdef0123456789abcdef!"), "at ***!");
}

TEST(RedactedTest, HidesTheUserOfAUrl) {
  EXPECT_EQ(Shown("Get https://me:hunter2@idp/x: refused"), "Get https://***@idp/x: refused");
  EXPECT_EQ(Shown("https://idp/a?b@c"), "https://idp/a?b@c");
}

TEST(RedactedTest, KeepsTheEndWithinItsBound) {
  EXPECT_EQ(Redacted("first second third", 5), "...third");
  EXPECT_EQ(Redacted("a \xc3\xa4\xc3\xa4", 3), "...\xc3\xa4");
}

TEST(RedactedTest, HintsAreOneLineWithinTheirBound) {
  EXPECT_EQ(OnOneLine("Install it:\n\x1b]0;evil\x07  brew install x", 100), "Install it: ]0;evil brew install x");
  EXPECT_EQ(OnOneLine("abc\xc3\xa4", 4), "abc...");
}

}  // namespace
}  // namespace k8s::internal
