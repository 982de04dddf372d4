#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "fake_environment.h"
#include "fakes/scripted_transport.h"
#include "fakes/test_certificates.h"
#include "fakes/virtual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/config/credentials.h>
#include <k8s/config/load_config.h>
#include <k8s/config/modify_kubeconfig.h>
#include <k8s/config/oidc_tokens.h>
#include <k8s/meta/base64.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string Jwt(const std::string& claims) {
  std::string payload = EncodeBase64(claims);
  std::replace(payload.begin(), payload.end(), '+', '-');
  std::replace(payload.begin(), payload.end(), '/', '_');
  payload.erase(payload.find_last_not_of('=') + 1);
  return "e30." + payload + ".c2ln";
}

std::string TokenUntil(std::chrono::system_clock::time_point end, const std::string& subject) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(end.time_since_epoch()).count();
  return Jwt(R"({"sub": ")" + subject + R"(", "exp": )" + std::to_string(seconds) + "}");
}

TEST(OidcTokensTest, KnowWhenTheyEnd) {
  using internal::EndOfToken;
  const std::chrono::system_clock::time_point end(1'700'000'000s);
  EXPECT_EQ(EndOfToken(Jwt(R"({"exp": 1700000000})")), end);
  EXPECT_EQ(EndOfToken(Jwt(R"({"exp": 1700000000.75, "name": "~~~???"})")), end);
  for (const char* claims : {"{}", R"({"exp": "soon"})", R"({"exp": -1})", R"({"exp": 1e9})",
                             R"({"exp": 99999999999999999999})", R"({"exp": [1]})", "[", "7"}) {
    EXPECT_EQ(EndOfToken(Jwt(claims)), std::nullopt) << claims;
  }
  for (const char* token : {"", "a", "a.b", "a.!.c", "...", "a..b"}) EXPECT_EQ(EndOfToken(token), std::nullopt) << token;
}

TEST(OidcTokensTest, ComeFromPlacesWithTls) {
  using internal::PlaceOf;
  EXPECT_EQ(PlaceOf("https://IDP/a?b=c")->baseUrl, "https://idp:443");
  EXPECT_EQ(PlaceOf("https://idp:8443/a?b=c%20d")->target, "/a?b=c%20d");
  EXPECT_EQ(PlaceOf("https://idp")->target, "/");
  EXPECT_EQ(PlaceOf("https://[::1]:1/")->baseUrl, "https://[::1]:1");
  EXPECT_EQ(internal::DiscoveryPlace("https://idp/realm/")->target, "/realm/.well-known/openid-configuration");
  EXPECT_EQ(PlaceOf("http://idp").error().Message(), "its scheme is not https");
  EXPECT_EQ(PlaceOf("https://me:hunter2@idp").error().Message(), "its URL contains a user");
  EXPECT_EQ(PlaceOf("https://idp?a b").error().Message(), "its query has an illegal character");
}

// Remembers what is sent to whom; the script is one for all servers.
class OidcTest : public testing::Test {
 protected:
  OidcTest() {
    config_.server = "https://cluster";
    config_.oidc.emplace();
    config_.oidc->issuerUrl = "https://idp.example/realm";
    config_.oidc->clientId = "kubernetes";
    config_.oidc->clientSecret = "s3cr&t";
    config_.oidc->idToken = TokenUntil(now_ + 1h, "first");
    config_.oidc->refreshToken = "refresh 1";
    options_.environment = &environment_;
    options_.clock = clock_;
    options_.wallClock = [this] { return now_; };
    options_.makeTransport = [this](const TransportOptions& options) -> Result<std::shared_ptr<Transport>> {
      places_.push_back(options);
      return std::shared_ptr<Transport>(transport_);
    };
  }

  std::shared_ptr<CredentialSource> Source() {
    auto source = MakeCredentialSource(config_, options_);
    EXPECT_TRUE(source) << source.error().ToString();
    return *source;
  }

  std::string Fetched(CredentialSource& source) {
    const auto credentials = source.Fetch().Get();
    return credentials ? (*credentials)->authorization : credentials.error().Message();
  }

  void AnswerDiscovery() {
    transport_->Answer(200, R"({"issuer": "x", "token_endpoint": "https://tokens.example/token?x=y"})");
  }
  void AnswerTokens(const std::string& idToken, const std::string& refreshToken) {
    transport_->Answer(200,
                       R"({"access_token": "a", "id_token": ")" + idToken + R"(", "refresh_token": ")" + refreshToken + "\"}");
  }

  void Advance(std::chrono::seconds by) {
    now_ += by;
    clock_->Advance(by);
  }

  Config config_;
  FakeEnvironment environment_;
  std::shared_ptr<fakes::VirtualClock> clock_ = std::make_shared<fakes::VirtualClock>();
  std::chrono::system_clock::time_point now_{1'700'000'000s};
  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
  std::vector<TransportOptions> places_;
  CredentialOptions options_;
};

TEST_F(OidcTest, UsesTheTokenThatIsThereUntilShortlyBeforeItsEnd) {
  const auto source = Source();
  const std::string first = "Bearer " + config_.oidc->idToken;
  EXPECT_EQ(Fetched(*source), first);
  Advance(1h - 11s);
  EXPECT_EQ(source->Ready()->authorization, first);
  Advance(1s);
  EXPECT_EQ(source->Ready(), nullptr);
  EXPECT_TRUE(places_.empty());
}

TEST_F(OidcTest, RenewsATokenThatHasEnded) {
  config_.oidc->idToken = TokenUntil(now_ + 9s, "old");
  const std::string renewed = TokenUntil(now_ + 1h, "new");
  AnswerDiscovery();
  AnswerTokens(renewed, "refresh 2");
  const auto source = Source();
  EXPECT_EQ(Fetched(*source), "Bearer " + renewed);

  const auto& requests = transport_->Requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(places_[0].baseUrl, "https://idp.example:443");
  EXPECT_EQ(requests[0].method, "GET");
  EXPECT_EQ(requests[0].target, "/realm/.well-known/openid-configuration");
  EXPECT_EQ(places_[1].baseUrl, "https://tokens.example:443");
  EXPECT_EQ(requests[1].method, "POST");
  EXPECT_EQ(requests[1].target, "/token?x=y");
  EXPECT_EQ(requests[1].body, "grant_type=refresh_token&refresh_token=refresh%201");
  EXPECT_EQ(*requests[1].headers.Find("Authorization"), "Basic " + EncodeBase64("kubernetes:s3cr%26t"));
  EXPECT_EQ(*requests[1].headers.Find("Content-Type"), "application/x-www-form-urlencoded");

  Advance(1h);
  AnswerDiscovery();
  AnswerTokens(TokenUntil(now_ + 1h, "third"), "");
  EXPECT_EQ(Fetched(*source), "Bearer " + TokenUntil(now_ + 1h, "third"));
  EXPECT_THAT(transport_->LastRequest().body, HasSubstr("refresh_token=refresh%202"));
}

TEST_F(OidcTest, RenewsATokenThatIsRefused) {
  const auto source = Source();
  const auto first = source->Fetch().Get();
  ASSERT_TRUE(first);
  source->Refused(*first);
  AnswerDiscovery();
  AnswerTokens("new", "");
  EXPECT_EQ(Fetched(*source), "Bearer new");
  Advance(24h);  // of a token that does not say when it ends, the server decides
  EXPECT_EQ(source->Ready()->authorization, "Bearer new");
}

TEST_F(OidcTest, RenewsATokenThatIsNone) {
  config_.oidc->idToken = "garbage";
  AnswerDiscovery();
  AnswerTokens("new", "");
  EXPECT_EQ(Fetched(*Source()), "Bearer new");
}

TEST_F(OidcTest, ProvesTheClientInTheFormWhereTheHeaderIsRefused) {
  config_.oidc->idToken.clear();
  AnswerDiscovery();
  transport_->Answer(401, R"({"error": "invalid_client"})");
  AnswerTokens("new", "");
  EXPECT_EQ(Fetched(*Source()), "Bearer new");
  EXPECT_EQ(transport_->LastRequest().headers.Find("Authorization"), nullptr);
  EXPECT_EQ(transport_->LastRequest().body,
            "grant_type=refresh_token&refresh_token=refresh%201&client_id=kubernetes&client_secret=s3cr%26t");
}

TEST_F(OidcTest, SendsNoSecretWhereThereIsNone) {
  config_.oidc->idToken.clear();
  config_.oidc->clientSecret.clear();
  AnswerDiscovery();
  AnswerTokens("new", "");
  EXPECT_EQ(Fetched(*Source()), "Bearer new");
  EXPECT_EQ(transport_->LastRequest().body, "grant_type=refresh_token&refresh_token=refresh%201&client_id=kubernetes");
}

TEST_F(OidcTest, TrustsTheIssuersRootsAndUsesTheProxyOfTheEnvironment) {
  const std::string roots = fakes::CertificateAuthority().CertificatePem();
  environment_.files["/ca"] = roots;
  environment_.variables["HTTPS_PROXY"] = "http://proxy:3128";
  environment_.variables["NO_PROXY"] = "idp.example";
  config_.oidc->idToken.clear();
  config_.oidc->issuerCaFile = "/ca";
  AnswerDiscovery();
  AnswerTokens("new", "");
  EXPECT_EQ(Fetched(*Source()), "Bearer new");
  EXPECT_EQ(places_[0].caPem, roots);
  EXPECT_EQ(places_[0].proxyUrl, "");
  EXPECT_EQ(places_[1].proxyUrl, "http://proxy:3128");
}

TEST_F(OidcTest, SaysWhyThereIsNoNewToken) {
  const std::string head = R"(OpenID Connect provider "https://idp.example/realm": )";
  config_.oidc->idToken = TokenUntil(now_ - 1h, "old");
  transport_->Answer(404, "");
  EXPECT_EQ(Fetched(*Source()), head + "its discovery document cannot be had: HTTP status 404");
  transport_->Answer(200, "<html>");
  EXPECT_EQ(Fetched(*Source()), head + "its discovery document names no token_endpoint");
  transport_->Answer(200, R"({"token_endpoint": "http://tokens"})");
  EXPECT_EQ(Fetched(*Source()), head + "token_endpoint: its scheme is not https");
  transport_->Answer(200, std::string((1 << 20) + 1, ' '));
  EXPECT_EQ(Fetched(*Source()), head + "its answer is too long");
  AnswerDiscovery();
  transport_->Answer(200, R"({"access_token": "a"})");
  EXPECT_EQ(Fetched(*Source()), head + "its answer has no id_token; perhaps it gives none when it renews");
  AnswerDiscovery();
  transport_->Answer(400, "");
  transport_->Answer(400, R"({"error": "invalid_grant", "error_description": "token 0123456789abcdef0123456789 is used"})");
  EXPECT_EQ(Fetched(*Source()), head + "it refused to renew the token, with HTTP status 400: invalid_grant: token *** is used");
  transport_->Fail(Error(ErrorCode::kUnavailable, "connection refused"));
  const auto unreachable = Source()->Fetch().Get();
  EXPECT_EQ(unreachable.error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(unreachable.error().Message(), head + "connection refused");
  config_.oidc->refreshToken.clear();
  EXPECT_EQ(Fetched(*Source()), head + "the id-token has ended or was refused, and there is no refresh-token");
  config_.oidc->refreshToken = "refresh";
  options_.makeTransport = nullptr;
  EXPECT_EQ(Source()->Fetch().Get().error().Code(), ErrorCode::kUnsupported);
}

TEST_F(OidcTest, IsNotAskedWhereATokenIsGiven) {
  config_.token = "abc";
  EXPECT_EQ(Source()->Ready()->authorization, "Bearer abc");
}

// With a real file, which is read and written.
class OidcKubeconfigTest : public OidcTest {
 protected:
  OidcKubeconfigTest() {
    std::string pattern = testing::TempDir() + "oidc_test_XXXXXX";
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ + "/config";
    config_.oidc->kubeconfig = path_;
    config_.oidc->user = "me";
    config_.oidc->idToken = TokenUntil(now_ - 1h, "old");
    options_.environment = &Environment::Process();
    Store(*config_.oidc);
  }
  ~OidcKubeconfigTest() override { std::filesystem::remove_all(folder_); }

  void Store(const OidcConfig& oidc) const {
    std::ofstream(path_) << R"({"users": [{"name": "me", "user": {"auth-provider": {"name": "oidc", "config": {)"
                         << R"("idp-issuer-url": ")" << oidc.issuerUrl << R"(", "client-id": ")" << oidc.clientId
                         << R"(", "id-token": ")" << oidc.idToken << R"(", "refresh-token": ")" << oidc.refreshToken
                         << R"("}}}}], "clusters": [{"name": "c", "cluster": {"server": "https://c"}}]})";
  }

  OidcConfig Stored() const {
    const auto config = LoadConfig({.kubeconfig = path_, .cluster = "c", .user = "me"});
    EXPECT_TRUE(config) << config.error().ToString();
    return *config->oidc;
  }

  std::string folder_;
  std::string path_;
};

TEST_F(OidcKubeconfigTest, GetsTheNewTokens) {
  AnswerDiscovery();
  AnswerTokens("new", "refresh 2");
  EXPECT_EQ(Fetched(*Source()), "Bearer new");
  EXPECT_EQ(Stored().idToken, "new");
  EXPECT_EQ(Stored().refreshToken, "refresh 2");
  EXPECT_EQ(Stored().clientId, "kubernetes");
}

TEST_F(OidcKubeconfigTest, GivesWhatAnotherProgramHasRenewed) {
  const auto source = Source();
  OidcConfig renewed = *config_.oidc;
  renewed.idToken = TokenUntil(now_ + 1h, "other");
  renewed.refreshToken = "refresh of the other";
  Store(renewed);
  EXPECT_EQ(Fetched(*source), "Bearer " + renewed.idToken);
  EXPECT_TRUE(places_.empty());

  Advance(1h);
  AnswerDiscovery();
  AnswerTokens("new", "");
  EXPECT_EQ(Fetched(*source), "Bearer new");
  EXPECT_THAT(transport_->LastRequest().body, HasSubstr("refresh_token=refresh%20of%20the%20other"));
}

TEST_F(OidcKubeconfigTest, DoesNotGiveBackOldTokensWhereItCannotBeWritten) {
  const auto source = Source();
  AnswerDiscovery();
  AnswerTokens(TokenUntil(now_ + 1h, "new"), "refresh 2");
  std::filesystem::remove(path_);
  std::filesystem::create_directory(path_);
  EXPECT_EQ(Fetched(*source), "Bearer " + TokenUntil(now_ + 1h, "new"));
  std::filesystem::remove(path_);
  Store(*config_.oidc);
  Advance(1h);
  AnswerDiscovery();
  AnswerTokens("third", "");
  EXPECT_EQ(Fetched(*source), "Bearer third");
  EXPECT_THAT(transport_->LastRequest().body, HasSubstr("refresh_token=refresh%202"));
}

}  // namespace
}  // namespace k8s
