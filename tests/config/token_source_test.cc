#include <chrono>
#include <string>

#include "fake_environment.h"
#include <gtest/gtest.h>

#include <k8s/config/token_source.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

class TokenSourceTest : public testing::Test {
 protected:
  TokenSource Source(const std::string& token, const std::string& file) {
    Config config;
    config.token = token;
    config.tokenFile = file;
    return TokenSource(config, environment_, [this] { return now_; });
  }

  FakeEnvironment environment_;
  std::chrono::steady_clock::time_point now_{1000s};
};

TEST_F(TokenSourceTest, GivesNothingWithoutAToken) { EXPECT_EQ(*Source("", "").Token(), ""); }

TEST_F(TokenSourceTest, GivesAFixedToken) { EXPECT_EQ(*Source("fixed", "").Token(), "fixed"); }

TEST_F(TokenSourceTest, ReadsAFileAgainAfterFiftySeconds) {
  environment_.files["/token"] = "first\n";
  TokenSource source = Source("", "/token");
  EXPECT_EQ(*source.Token(), "first");

  environment_.files["/token"] = " second ";
  now_ += 49s;
  EXPECT_EQ(*source.Token(), "first");
  EXPECT_EQ(environment_.reads["/token"], 1);
  now_ += 1s;
  EXPECT_EQ(*source.Token(), "second");
}

TEST_F(TokenSourceTest, PrefersTheFile) {
  environment_.files["/token"] = "from the file";
  environment_.files["/token"] = "filed";
  EXPECT_EQ(*Source("fixed", "/token").Token(), "filed");
}

TEST_F(TokenSourceTest, KeepsTheLastGoodTokenWhenTheFileGoesBad) {
  environment_.files["/token"] = "good";
  TokenSource source = Source("fixed", "/token");
  EXPECT_EQ(*source.Token(), "good");

  environment_.files["/token"] = "\n";
  now_ += 50s;
  EXPECT_EQ(*source.Token(), "good");
  environment_.files.erase("/token");
  EXPECT_EQ(*source.Token(), "good");
  environment_.files["/token"] = "better";
  EXPECT_EQ(*source.Token(), "better");
}

TEST_F(TokenSourceTest, FallsBackToTheFixedTokenUntilTheFileCanBeRead) {
  TokenSource source = Source("fixed", "/token");
  EXPECT_EQ(*source.Token(), "fixed");
  environment_.files["/token"] = "filed";
  EXPECT_EQ(*source.Token(), "filed");
}

TEST_F(TokenSourceTest, SaysWhyThereIsNoToken) {
  TokenSource source = Source("", "/token");
  EXPECT_EQ(source.Token().error().Message(), R"(cannot read "/token": No such file or directory)");
  EXPECT_EQ(source.Token().error().Code(), ErrorCode::kConfig);
  environment_.files["/token"] = "\r\n";
  EXPECT_EQ(source.Token().error().Message(), R"(the token file "/token" is empty)");
}

TEST_F(TokenSourceTest, LetsNoTokenBreakOutOfItsHeader) {
  EXPECT_EQ(Source("a\r\nHost: b", "").Token().error().Message(),
            "the token contains a character that no HTTP header can carry");
  environment_.files["/token"] = "a\nb";
  EXPECT_EQ(Source("", "/token").Token().error().Message(),
            R"(the token file "/token" contains a character that no HTTP header can carry)");
}

}  // namespace
}  // namespace k8s
