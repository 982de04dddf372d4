#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/x509.h>

namespace k8s::fakes {

/// A certificate and its private key, both PEM.
struct Credentials {
  std::string certificatePem;
  std::string keyPem;
};

/// What a certificate says.
struct CertificateSpec {
  std::string commonName = "test";
  std::vector<std::string> dnsNames = {};
  std::vector<std::string> ipAddresses = {};
  bool expired = false;
};

/// An authority that exists for the length of a test.
class CertificateAuthority {
 public:
  /// A root.
  CertificateAuthority();

  const std::string& CertificatePem() const { return credentials_.certificatePem; }
  Credentials Issue(const CertificateSpec& spec) const;
  /// An authority below this one.
  CertificateAuthority Intermediate() const;

 private:
  using Key = std::shared_ptr<EVP_PKEY>;
  using Certificate = std::shared_ptr<X509>;
  CertificateAuthority(Certificate certificate, Key key);

  Certificate certificate_;
  Key key_;
  Credentials credentials_;
};

}  // namespace k8s::fakes
