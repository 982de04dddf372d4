#include <string>

#include "contract/transport_contract.h"
#include "fakes/test_certificates.h"

namespace k8s::contract {
namespace {

using testing::HasSubstr;
using testing::Not;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(MakingContract);

TEST_P(MakingContract, BadUrlsAreRefused) {
  for (const std::string url : {"", "127.0.0.1:6443", "ftp://host", "https://", "https://host:port", "https://host:0",
                                "https://host:65536", "https://[::1", "https://[zz]", "https://host/?a", "https://ho st"}) {
    EXPECT_EQ(MakeError({.baseUrl = url}).Code(), ErrorCode::kConfig) << url;
  }
}

TEST_P(MakingContract, EveryCharacterInAUrlIsTakenOrRefused) {
  for (int c = ' '; c < 0x7f; ++c) {
    const std::string text(1, static_cast<char>(c));
    for (const TransportOptions& options :
         {TransportOptions{.baseUrl = "http://a" + text + "b"}, TransportOptions{.baseUrl = "http://a/" + text},
          TransportOptions{.baseUrl = "http://a", .proxyUrl = "http://a" + text + "b"},
          TransportOptions{.baseUrl = "http://a", .proxyUrl = "http://u" + text + "r:p@b"}}) {
      const auto transport = GetParam().make(options);
      EXPECT_TRUE(transport || transport.error().Code() == ErrorCode::kConfig ||
                  transport.error().Code() == ErrorCode::kUnsupported)
          << text;
    }
  }
}

TEST_P(MakingContract, CredentialsInUrlsAreRefusedAndNotRepeated) {
  const Error error = MakeError({.baseUrl = "https://user:s3cret@host"});
  EXPECT_EQ(error.Code(), ErrorCode::kConfig);
  EXPECT_THAT(error.ToString(), Not(HasSubstr("s3cret")));
  const Error proxy = MakeError({.baseUrl = "https://host", .proxyUrl = "http://user:s3cret@:1"});
  EXPECT_EQ(proxy.Code(), ErrorCode::kConfig);
  EXPECT_THAT(proxy.ToString(), Not(HasSubstr("s3cret")));
}

TEST_P(MakingContract, UnreadablePemIsRefused) {
  const fakes::CertificateAuthority ca;
  const fakes::Credentials me = ca.Issue({}), other = ca.Issue({});
  const std::string broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const auto error = [this](const std::string& roots, const std::string& certificate, const std::string& key) {
    return MakeError({.baseUrl = "https://host", .caPem = roots, .clientCertPem = certificate, .clientKeyPem = key});
  };
  EXPECT_EQ(error("not PEM", "", "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error(broken, "", "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error(ca.CertificatePem() + broken, "", "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", me.certificatePem, "").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", "", me.keyPem).Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", me.certificatePem, "not PEM").Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", "not PEM", me.keyPem).Code(), ErrorCode::kConfig);
  EXPECT_EQ(error("", me.certificatePem, other.keyPem).Code(), ErrorCode::kConfig);
}

}  // namespace
}  // namespace k8s::contract
