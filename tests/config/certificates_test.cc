#include <chrono>
#include <string>

#include "fakes/test_certificates.h"
#include <gtest/gtest.h>

#include <k8s/config/certificates.h>

namespace k8s::internal {
namespace {

const fakes::CertificateAuthority& Authority() {
  static const fakes::CertificateAuthority kAuthority;
  return kAuthority;
}

std::string Block(const std::string& what) { return "-----BEGIN " + what + "-----\nAA==\n-----END " + what + "-----\n"; }

std::string FailureOf(const std::string& certificate, const std::string& key) {
  const auto checked = CheckKeyPair(certificate, key);
  if (checked) return "";
  EXPECT_EQ(checked.error().Code(), ErrorCode::kConfig);
  return checked.error().Message();
}

TEST(CertificatesTest, TellsWhenACertificateEnds) {
  const auto now = std::chrono::system_clock::now();
  const fakes::Credentials good = Authority().Issue({});
  const auto end = CheckKeyPair(good.certificatePem, good.keyPem);
  ASSERT_TRUE(end) << end.error().ToString();
  EXPECT_GT(*end, now);
  const fakes::Credentials expired = Authority().Issue({.expired = true});
  EXPECT_LT(*CheckKeyPair(expired.certificatePem, expired.keyPem), now);
}

TEST(CertificatesTest, LooksAtTheFirstCertificateOfAChain) {
  const fakes::Credentials issued = Authority().Issue({});
  EXPECT_EQ(FailureOf(issued.certificatePem + Authority().CertificatePem(), issued.keyPem), "");
  EXPECT_EQ(FailureOf(issued.keyPem + issued.certificatePem, issued.certificatePem + issued.keyPem), "");
  EXPECT_EQ(FailureOf(Authority().CertificatePem() + issued.certificatePem, issued.keyPem),
            "client certificate and client key do not belong together");
}

TEST(CertificatesTest, SaysWhatIsWrongWithAPair) {
  const fakes::Credentials issued = Authority().Issue({});
  EXPECT_EQ(FailureOf("hunter2", issued.keyPem), "client certificate: there is no certificate in PEM");
  EXPECT_EQ(FailureOf(Block("CERTIFICATE"), issued.keyPem), "client certificate: it cannot be read");
  EXPECT_EQ(FailureOf(issued.certificatePem, "hunter2"), "client key: there is no private key in PEM that can be read");
  EXPECT_EQ(FailureOf(issued.certificatePem, Block("EC PRIVATE KEY")),
            "client key: there is no private key in PEM that can be read");
  EXPECT_EQ(FailureOf(issued.certificatePem, Block("ENCRYPTED PRIVATE KEY")), "client key: it is encrypted");
  EXPECT_EQ(FailureOf(issued.certificatePem.substr(0, 200), issued.keyPem),
            "client certificate: there is no certificate in PEM");
}

TEST(CertificatesTest, NeedsOneRootThatCanBeRead) {
  EXPECT_TRUE(CheckRoots(Authority().CertificatePem()));
  EXPECT_TRUE(CheckRoots(Block("CERTIFICATE") + Authority().CertificatePem()));
  EXPECT_EQ(CheckRoots(Block("CERTIFICATE")).error().Message(), "none of its certificates can be read");
  EXPECT_EQ(CheckRoots(Block("PUBLIC KEY")).error().Message(), "there is no certificate in PEM");
  EXPECT_EQ(CheckRoots("").error().Message(), "there is no certificate in PEM");
}

}  // namespace
}  // namespace k8s::internal
