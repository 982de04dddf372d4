#include <chrono>
#include <memory>
#include <string>

#include "fake_environment.h"
#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/config/credentials.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

class CredentialsTest : public testing::Test {
 protected:
  CredentialOptions Options() const { return {.environment = &environment_, .clock = clock_}; }

  std::shared_ptr<CredentialSource> Source() const {
    auto source = MakeCredentialSource(config_, Options());
    EXPECT_TRUE(source) << source.error().ToString();
    return *source;
  }

  static std::string Fetched(CredentialSource& source) {
    const auto credentials = source.Fetch().Get();
    return credentials ? (*credentials)->authorization : credentials.error().ToString();
  }

  Config config_;
  FakeEnvironment environment_;
  std::shared_ptr<fakes::VirtualClock> clock_ = std::make_shared<fakes::VirtualClock>();
};

TEST_F(CredentialsTest, AreEmptyWhereNobodyIsNamed) {
  const auto source = Source();
  EXPECT_EQ(source->Ready()->authorization, "");
  EXPECT_EQ(source->Ready()->clientCertPem, "");
  EXPECT_EQ(Fetched(*source), "");
}

TEST_F(CredentialsTest, TakeATokenAsItIs) {
  config_.token = "abc";
  const auto source = Source();
  EXPECT_EQ(source->Ready()->authorization, "Bearer abc");
  EXPECT_EQ(Fetched(*source), "Bearer abc");
}

TEST_F(CredentialsTest, EncodeNameAndPassword) {
  config_.username = "Aladdin";
  config_.password = "open sesame";
  EXPECT_EQ(Source()->Ready()->authorization, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

TEST_F(CredentialsTest, ThatCannotChangeAreKeptWhenTheServerRefusesThem) {
  config_.token = "abc";
  const auto source = Source();
  EXPECT_FALSE(source->CanRenew());
  source->Refused(source->Ready());
  EXPECT_EQ(source->Ready()->authorization, "Bearer abc");
}

TEST_F(CredentialsTest, OfTwoKindsAreAContradiction) {
  config_.token = "hunter2";
  config_.username = "admin";
  const auto source = MakeCredentialSource(config_, Options());
  ASSERT_FALSE(source);
  EXPECT_EQ(source.error().Code(), ErrorCode::kConfig);
  EXPECT_EQ(source.error().Message(), "a token and a username are both given");
}

TEST_F(CredentialsTest, LetNoTokenBreakOutOfItsHeader) {
  config_.token = "a\r\nHost: b";
  EXPECT_EQ(MakeCredentialSource(config_, Options()).error().Message(),
            "the token contains a character that no HTTP header can carry");
  config_.token.clear();
  config_.tokenFile = "/token";
  environment_.files["/token"] = "a\nb";
  EXPECT_EQ(Fetched(*Source()), R"(the token file "/token" contains a character that no HTTP header can carry)");
}

class TokenFileTest : public CredentialsTest {
 protected:
  TokenFileTest() {
    config_.tokenFile = "/token";
    environment_.files["/token"] = " first\n";
  }
};

TEST_F(TokenFileTest, IsReadWhenItIsNeeded) {
  const auto source = Source();
  EXPECT_EQ(source->Ready(), nullptr);
  EXPECT_EQ(environment_.reads["/token"], 0);
  EXPECT_EQ(Fetched(*source), "Bearer first");
  EXPECT_EQ(source->Ready()->authorization, "Bearer first");
  EXPECT_EQ(Fetched(*source), "Bearer first");
  EXPECT_EQ(environment_.reads["/token"], 1);
}

TEST_F(TokenFileTest, IsReadAgainAfterFiftySeconds) {
  const auto source = Source();
  EXPECT_EQ(Fetched(*source), "Bearer first");
  environment_.files["/token"] = "second";
  clock_->Advance(49s);
  EXPECT_EQ(source->Ready()->authorization, "Bearer first");
  clock_->Advance(1s);
  EXPECT_EQ(source->Ready(), nullptr);
  EXPECT_EQ(Fetched(*source), "Bearer second");
}

TEST_F(TokenFileTest, IsReadAgainAtOnceWhenItsTokenIsRefused) {
  const auto source = Source();
  EXPECT_TRUE(source->CanRenew());
  EXPECT_EQ(Fetched(*source), "Bearer first");
  const auto used = source->Ready();
  environment_.files["/token"] = "second";
  source->Refused(used);
  EXPECT_EQ(source->Ready(), nullptr);
  EXPECT_EQ(Fetched(*source), "Bearer second");
  source->Refused(used);
  EXPECT_EQ(source->Ready()->authorization, "Bearer second");
}

TEST_F(TokenFileTest, GivesTheSameCredentialsForTheSameToken) {
  const auto source = Source();
  const auto first = source->Fetch().Get();
  source->Refused(*first);
  EXPECT_EQ(*source->Fetch().Get(), *first);
}

TEST_F(TokenFileTest, WinsOverTheTokenOfTheConfiguration) {
  config_.token = "fixed";
  EXPECT_EQ(Fetched(*Source()), "Bearer first");
}

TEST_F(TokenFileTest, LeavesTheTokenOfTheConfigurationUntilItCanBeRead) {
  config_.token = "fixed";
  environment_.files.erase("/token");
  const auto source = Source();
  EXPECT_EQ(Fetched(*source), "Bearer fixed");
  environment_.files["/token"] = "filed";
  EXPECT_EQ(Fetched(*source), "Bearer filed");
}

TEST_F(TokenFileTest, LeavesTheLastGoodTokenWhenItGoesBad) {
  const auto source = Source();
  EXPECT_EQ(Fetched(*source), "Bearer first");
  clock_->Advance(50s);
  environment_.files["/token"] = "\n";
  EXPECT_EQ(Fetched(*source), "Bearer first");
  environment_.files.erase("/token");
  EXPECT_EQ(Fetched(*source), "Bearer first");
  environment_.files["/token"] = "better";
  EXPECT_EQ(Fetched(*source), "Bearer better");
}

TEST_F(TokenFileTest, SaysWhyThereIsNoToken) {
  environment_.files.erase("/token");
  const auto missing = Source()->Fetch().Get();
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().Code(), ErrorCode::kConfig);
  EXPECT_EQ(missing.error().Message(), R"(cannot read "/token": No such file or directory)");
  environment_.files["/token"] = "\r\n";
  EXPECT_EQ(Fetched(*Source()), R"(the token file "/token" is empty)");
}

}  // namespace
}  // namespace k8s
