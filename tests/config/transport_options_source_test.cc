#include <chrono>
#include <memory>
#include <string>

#include "fake_environment.h"
#include "fakes/test_certificates.h"
#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/config/transport_options_source.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

const fakes::CertificateAuthority& Issuer() {
  static const fakes::CertificateAuthority kAuthority;
  return kAuthority;
}

// Two pairs, made once: keys take their time.
const fakes::Credentials& Pair(int which) {
  static const fakes::Credentials kPairs[] = {Issuer().Issue({.commonName = "first"}),
                                              Issuer().Issue({.commonName = "second"})};
  return kPairs[which];
}

class TransportOptionsSourceTest : public testing::Test {
 protected:
  TransportOptionsSourceTest() {
    config_.server = "https://cluster";
    Write(Pair(0));
    environment_.files["/ca"] = Issuer().CertificatePem();
  }

  void UseFiles() {
    config_.caFile = "/ca";
    config_.clientCertificateFile = "/cert";
    config_.clientKeyFile = "/key";
  }

  void Write(const fakes::Credentials& pair) {
    environment_.files["/cert"] = pair.certificatePem;
    environment_.files["/key"] = pair.keyPem;
  }

  TransportOptionsSource& Source() {
    if (!source_) source_ = std::make_unique<TransportOptionsSource>(config_, environment_, clock_);
    return *source_;
  }

  std::shared_ptr<const TransportOptions> Current() {
    const auto options = Source().Current();
    EXPECT_TRUE(options) << options.error().ToString();
    return *options;
  }

  static std::shared_ptr<const Credentials> Given(const fakes::Credentials& pair) {
    return std::make_shared<const Credentials>(Credentials{"", pair.certificatePem, pair.keyPem});
  }

  Config config_;
  FakeEnvironment environment_;
  std::shared_ptr<fakes::VirtualClock> clock_ = std::make_shared<fakes::VirtualClock>();
  std::unique_ptr<TransportOptionsSource> source_;
};

TEST_F(TransportOptionsSourceTest, GivesTheSameWhileNothingChanges) {
  UseFiles();
  const auto first = Current();
  EXPECT_EQ(first->clientCertPem, Pair(0).certificatePem);
  EXPECT_EQ(Current(), first);
  clock_->Advance(1min);
  EXPECT_EQ(Current(), first);
}

TEST_F(TransportOptionsSourceTest, ReadsFilesAgainAfterTenSeconds) {
  UseFiles();
  const auto first = Current();
  Write(Pair(1));
  clock_->Advance(9s);
  EXPECT_EQ(Current(), first);
  EXPECT_EQ(environment_.reads["/cert"], 1);
  clock_->Advance(1s);
  EXPECT_EQ(Current()->clientCertPem, Pair(1).certificatePem);
  EXPECT_EQ(Current()->clientKeyPem, Pair(1).keyPem);
  EXPECT_EQ(environment_.reads["/cert"], 2);
}

TEST_F(TransportOptionsSourceTest, KeepsTheLastGoodPairWhileTheOtherIsHalfWritten) {
  UseFiles();
  const auto first = Current();
  environment_.files["/key"] = Pair(1).keyPem;
  clock_->Advance(10s);
  EXPECT_EQ(Current(), first);
  environment_.files.erase("/cert");
  clock_->Advance(10s);
  EXPECT_EQ(Current(), first);
  environment_.files["/cert"] = Pair(1).certificatePem;
  clock_->Advance(10s);
  EXPECT_EQ(Current()->clientCertPem, Pair(1).certificatePem);
}

TEST_F(TransportOptionsSourceTest, KeepsTheLastGoodRoots) {
  UseFiles();
  const auto first = Current();
  environment_.files["/ca"] = "";
  clock_->Advance(10s);
  EXPECT_EQ(Current(), first);
  environment_.files["/ca"] = Pair(1).certificatePem;
  clock_->Advance(10s);
  EXPECT_EQ(Current()->caPem, Pair(1).certificatePem);
}

TEST_F(TransportOptionsSourceTest, SaysWhatIsWrongUntilItIsGood) {
  UseFiles();
  environment_.files.erase("/ca");
  EXPECT_EQ(Source().Current().error().Message(), R"(certificate authority: cannot read "/ca": No such file or directory)");
  environment_.files["/ca"] = Issuer().CertificatePem();
  EXPECT_TRUE(Source().Current());
}

TEST_F(TransportOptionsSourceTest, ReadsNothingAgainWhereThereAreNoFiles) {
  config_.caData = Issuer().CertificatePem();
  const auto first = Current();
  clock_->Advance(24h);
  EXPECT_EQ(Current(), first);
}

TEST_F(TransportOptionsSourceTest, TakesTheCertificateOfTheCredentials) {
  const auto plain = Current();
  EXPECT_EQ(plain->clientCertPem, "");
  const auto withToken = std::make_shared<const Credentials>(Credentials{"Bearer abc", "", ""});
  EXPECT_EQ(*Source().Current(withToken), plain);

  const auto first = *Source().Current(Given(Pair(0)));
  EXPECT_EQ(first->clientCertPem, Pair(0).certificatePem);
  EXPECT_EQ(first->clientKeyPem, Pair(0).keyPem);
  EXPECT_EQ(*Source().Current(Given(Pair(0))), first);
  EXPECT_EQ((*Source().Current(Given(Pair(1))))->clientCertPem, Pair(1).certificatePem);
}

TEST_F(TransportOptionsSourceTest, KeepsTheCertificateOfTheCredentialsWhenFilesChange) {
  config_.caFile = "/ca";
  const auto credentials = Given(Pair(0));
  const auto first = *Source().Current(credentials);
  environment_.files["/ca"] = Pair(1).certificatePem;
  clock_->Advance(10s);
  const auto second = *Source().Current(credentials);
  EXPECT_EQ(second->caPem, Pair(1).certificatePem);
  EXPECT_EQ(second->clientCertPem, Pair(0).certificatePem);
}

TEST_F(TransportOptionsSourceTest, KeepsTheCertificateWhileOtherCredentialsAreFetched) {
  const auto first = *Source().Current(Given(Pair(0)));
  EXPECT_EQ(*Source().Current(nullptr), first);
}

TEST_F(TransportOptionsSourceTest, KeepsTheCertificateWhileNobodyKnowsTheNext) {
  const auto first = *Source().Current(Given(Pair(0)));
  EXPECT_EQ(Current(), first);
  EXPECT_NE(*Source().Current(std::make_shared<const Credentials>()), first);
}

TEST_F(TransportOptionsSourceTest, RefusesCredentialsThatAreNoPair) {
  const auto mixed = std::make_shared<const Credentials>(Credentials{"", Pair(0).certificatePem, Pair(1).keyPem});
  EXPECT_EQ(Source().Current(mixed).error().Message(), "client certificate and client key do not belong together");
}

}  // namespace
}  // namespace k8s
