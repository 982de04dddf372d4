#include <string>

#include <gtest/gtest.h>

#include <k8s/config/authorization.h>
#include <k8s/config/sent_secrets.h>

namespace k8s::internal {
namespace {

SentSecrets Secrets(const std::string& authorization) {
  SentSecrets secrets;
  secrets.AddHeaders({{"Accept", "application/json"}, {"authorization", authorization}});
  return secrets;
}

TEST(SentSecretsTest, BlotsATokenHoweverItLooks) {
  for (const std::string token : {"abcdefghijklmnop", "aaaa/bbbb/cccc", "short", "with.dots-and_more~", "a+b/c=="}) {
    const SentSecrets secrets = Secrets("Bearer " + token);
    const std::string blotted = secrets.Blotted("<p>you sent Bearer " + token + ", " + token + "</p>");
    EXPECT_EQ(blotted.find(token), blotted.npos) << blotted;
    EXPECT_TRUE(blotted.starts_with("<p>you sent Bearer ***")) << blotted;
  }
  EXPECT_EQ(Secrets("Bearer abcdefgh").Blotted("application/json abcdefg"), "application/json abcdefg");
}

TEST(SentSecretsTest, BlotsAPasswordInEitherForm) {
  const SentSecrets secrets = Secrets(BasicAuthorization("me", "pass:word"));
  EXPECT_EQ(secrets.Blotted("Basic bWU6cGFzczp3b3Jk, me:pass:word, pass:word, me"), "Basic ***, ***, ***, me");
}

TEST(SentSecretsTest, BlotsWhatAProxyIsTold) {
  SentSecrets secrets;
  secrets.AddProxy("http://me:p%40ssword@proxy:3128");
  EXPECT_EQ(secrets.Blotted("no p@ssword for me at proxy"), "no *** for me at proxy");
  SentSecrets none;
  none.AddProxy("");
  none.AddProxy("http://proxy:3128");
  none.AddProxy("no URL");
  EXPECT_EQ(none.Blotted("http://proxy:3128, no URL"), "http://proxy:3128, no URL");
}

TEST(SentSecretsTest, LeavesTextWhereASecretIsNextToNothing) {
  for (const char* authorization : {"", "Bearer ", "Bearer a", "Basic ", "Basic YTpi", "Basic !"}) {
    EXPECT_EQ(Secrets(authorization).Blotted("a banana, Bearer of news"), "a banana, Bearer of news") << authorization;
  }
}

TEST(SentSecretsTest, BlotsALongerSecretBeforeAPartOfIt) {
  SentSecrets secrets;
  secrets.Add("abcd");
  secrets.Add("abcdefgh");
  secrets.Add("efgh");
  EXPECT_EQ(secrets.Blotted("abcdefgh abcd efgh"), "*** *** ***");
}

TEST(SentSecretsTest, BlotsTheBeginningOfASecretThatWasCut) {
  const SentSecrets secrets = Secrets("Bearer abcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(secrets.Blotted("abcdefghijklmnopqrst..., abcdefghijklmnop, abcdefghijklmno"), "***..., ***, abcdefghijklmno");
}

TEST(SentSecretsTest, BlotsASecretAsGoSpellsItInJson) {
  const SentSecrets secrets = Secrets(BasicAuthorization("me", R"(a&b<c>d"e\f)"));
  EXPECT_EQ(secrets.Blotted(R"({"no":"a\u0026b\u003cc\u003ed\"e\\f","nor":"a&b<c>d"e\f"})"), R"({"no":"***","nor":"***"})");
}

TEST(SentSecretsTest, BlotsTheWordsOfAFailureAndNothingElse) {
  const SentSecrets secrets = Secrets("Bearer abcdefgh");
  const Error failure = Error(ErrorCode::kUnavailable, TransportFailure::kProxy, "it said abcdefgh").WithOutcomeUnknown();
  const Error blotted = secrets.Blotted(failure);
  EXPECT_EQ(blotted.Message(), "it said ***");
  EXPECT_EQ(blotted.Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(blotted.Failure(), TransportFailure::kProxy);
  EXPECT_TRUE(blotted.IsOutcomeUnknown());
  const Error answer(ErrorCode::kNotFound, "abcdefgh", {.httpStatus = 404, .reason = "NotFound"});
  EXPECT_EQ(secrets.Blotted(answer).Reason(), "NotFound");
}

}  // namespace
}  // namespace k8s::internal
