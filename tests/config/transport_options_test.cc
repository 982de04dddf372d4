#include <string>

#include "fake_environment.h"
#include <gtest/gtest.h>

#include <k8s/config/transport_options.h>

namespace k8s {
namespace {

std::string Pem(const std::string& what) { return "-----BEGIN " + what + "-----\nAA==\n-----END " + what + "-----\n"; }

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
  environment_.files = {
      {"/ca", Pem("CERTIFICATE")}, {"/cert", "intro\n" + Pem("CERTIFICATE")}, {"/key", Pem("EC PRIVATE KEY")}};
  config_.caFile = "/ca";
  config_.clientCertificateFile = "/cert";
  config_.clientKeyFile = "/key";
  config_.tlsServerName = "kubernetes";
  config_.proxyUrl = "http://proxy:3128";
  config_.disableCompression = true;
  const auto options = MakeTransportOptions(config_, environment_);
  ASSERT_TRUE(options) << options.error().ToString();
  EXPECT_EQ(options->baseUrl, "https://10.0.0.1:6443");
  EXPECT_EQ(options->caPem, Pem("CERTIFICATE"));
  EXPECT_EQ(options->clientCertPem, "intro\n" + Pem("CERTIFICATE"));
  EXPECT_EQ(options->clientKeyPem, Pem("EC PRIVATE KEY"));
  EXPECT_EQ(options->tlsServerName, "kubernetes");
  EXPECT_EQ(options->proxyUrl, "http://proxy:3128");
  EXPECT_TRUE(options->disableCompression);
  EXPECT_FALSE(options->insecureSkipVerify);
}

TEST_F(TransportOptionsTest, TakesData) {
  config_.caData = Pem("CERTIFICATE");
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
  EXPECT_EQ(Failure(), R"(certificate authority: there is no PEM block in "/ca")");
  config_.caFile.clear();
  config_.caData = "\x30\x82";
  EXPECT_EQ(Failure(), "certificate authority: there is no PEM block in its data");
}

TEST_F(TransportOptionsTest, RefusesAContradictoryConfiguration) {
  config_.clientCertificateData = Pem("CERTIFICATE");
  EXPECT_EQ(Failure(), "a client certificate is given without its key");
  config_ = Config();
  EXPECT_EQ(Failure(), "server is missing");
}

}  // namespace
}  // namespace k8s
