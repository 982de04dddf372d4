#include <string>

#include "fake_environment.h"
#include "fakes/test_certificates.h"
#include <gtest/gtest.h>

#include <k8s/config/transport_options.h>

namespace k8s {
namespace {

// Made once: keys take their time.
const fakes::CertificateAuthority& Authority() {
  static const fakes::CertificateAuthority kAuthority;
  return kAuthority;
}

class TransportOptionsTest : public testing::Test {
 protected:
  TransportOptionsTest() { config_.server = "https://10.0.0.1:6443"; }

  std::string Failure() const {
    const auto options = MakeTransportOptions(config_, environment_);
    EXPECT_FALSE(options);
    EXPECT_EQ(options.error().Code(), ErrorCode::kConfig);
    return options.error().Message();
  }

  Config config_;
  FakeEnvironment environment_;
};

TEST_F(TransportOptionsTest, ReadsFiles) {
  const fakes::Credentials issued = Authority().Issue({});
  environment_.files = {
      {"/ca", Authority().CertificatePem()}, {"/cert", "intro\n" + issued.certificatePem}, {"/key", issued.keyPem}};
  config_.caFile = "/ca";
  config_.clientCertificateFile = "/cert";
  config_.clientKeyFile = "/key";
  config_.tlsServerName = "kubernetes";
  config_.proxyUrl = "http://proxy:3128";
  config_.disableCompression = true;
  const auto options = MakeTransportOptions(config_, environment_);
  ASSERT_TRUE(options) << options.error().ToString();
  EXPECT_EQ(options->baseUrl, "https://10.0.0.1:6443");
  EXPECT_EQ(options->caPem, Authority().CertificatePem());
  EXPECT_EQ(options->clientCertPem, "intro\n" + issued.certificatePem);
  EXPECT_EQ(options->clientKeyPem, issued.keyPem);
  EXPECT_EQ(options->tlsServerName, "kubernetes");
  EXPECT_EQ(options->proxyUrl, "http://proxy:3128");
  EXPECT_TRUE(options->disableCompression);
  EXPECT_FALSE(options->insecureSkipVerify);
}

TEST_F(TransportOptionsTest, TakesData) {
  config_.caData = Authority().CertificatePem();
  EXPECT_EQ(MakeTransportOptions(config_, environment_)->caPem, config_.caData);
}

TEST_F(TransportOptionsTest, DropsSlashesBehindTheServer) {
  config_.server = "https://gateway/clusters/one//";
  EXPECT_EQ(MakeTransportOptions(config_, environment_)->baseUrl, "https://gateway/clusters/one");
}

TEST_F(TransportOptionsTest, PassesOnThatNobodyIsVerified) {
  config_.insecureSkipTlsVerify = true;
  EXPECT_TRUE(MakeTransportOptions(config_, environment_)->insecureSkipVerify);
}

TEST_F(TransportOptionsTest, RefusesAFileThatCannotBeRead) {
  config_.caFile = "/ca";
  EXPECT_EQ(Failure(), R"(certificate authority: cannot read "/ca": No such file or directory)");
}

TEST_F(TransportOptionsTest, RefusesAnEmptyCaInsteadOfTrustingEveryone) {
  environment_.files["/ca"] = "";
  config_.caFile = "/ca";
  EXPECT_EQ(Failure(), R"(certificate authority: "/ca" is empty)");
  environment_.files["/ca"] = "hunter2";
  EXPECT_EQ(Failure(), R"(certificate authority: "/ca": there is no certificate in PEM)");
  config_.caFile.clear();
  config_.caData = "\x30\x82";
  EXPECT_EQ(Failure(), "certificate authority: its data: there is no certificate in PEM");
}

TEST_F(TransportOptionsTest, RefusesAKeyOfAnotherCertificate) {
  config_.clientCertificateData = Authority().Issue({}).certificatePem;
  config_.clientKeyData = Authority().Issue({}).keyPem;
  EXPECT_EQ(Failure(), "client certificate and client key do not belong together");
}

TEST_F(TransportOptionsTest, TakesTheProxyOfTheEnvironmentOnlyIfTheConfigurationHasNone) {
  environment_.variables["HTTPS_PROXY"] = "http://environment:3128";
  EXPECT_EQ(MakeTransportOptions(config_, environment_)->proxyUrl, "http://environment:3128");
  config_.proxyUrl = "socks5h://configured";
  EXPECT_EQ(MakeTransportOptions(config_, environment_)->proxyUrl, "socks5h://configured");
}

TEST_F(TransportOptionsTest, SendsWhatIsMeantForThisMachineOverNoProxyOfTheEnvironment) {
  environment_.variables["HTTPS_PROXY"] = "http://environment:3128";
  for (const char* server : {"https://localhost:6443", "https://127.0.0.1:6443", "https://127.8.9.1", "https://[::1]:6443"}) {
    config_.server = server;
    EXPECT_EQ(MakeTransportOptions(config_, environment_)->proxyUrl, "") << server;
  }
}

TEST_F(TransportOptionsTest, KeepsTheBracketsOfAnIpv6Server) {
  config_.server = "https://[fd00::1]:6443/";
  EXPECT_EQ(MakeTransportOptions(config_, environment_)->baseUrl, "https://[fd00::1]:6443");
}

TEST_F(TransportOptionsTest, RefusesAContradictoryConfiguration) {
  config_.clientCertificateData = "certificate";
  EXPECT_EQ(Failure(), "a client certificate is given without its key");
  config_ = Config();
  EXPECT_EQ(Failure(), "server is missing");
}

}  // namespace
}  // namespace k8s
