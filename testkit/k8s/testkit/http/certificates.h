#pragma once

#include <memory>
#include <string>
#include <utility>

#include <k8s/base/result.h>

namespace k8s::testkit::http {

/// A certificate and its private key, PEM.
struct KeyPair {
  std::string certificate;
  std::string key;
};

/// Makes certificates, for the server and for its clients, that are good for a day. Nobody trusts it but who is given its own.
///
/// Thread safety: all members, from any thread.
class CertificateAuthority {
 public:
  /// kInternal: OpenSSL cannot do it.
  static Result<CertificateAuthority> Make();

  /// Its own certificate, PEM.
  const std::string& Certificate() const { return certificate_; }

  /// For the loopback.
  Result<KeyPair> IssueServer() const;
  Result<KeyPair> IssueClient(const std::string& commonName) const;

 private:
  struct Keys;

  CertificateAuthority(std::shared_ptr<const Keys> keys, std::string certificate)
      : keys_(std::move(keys)), certificate_(std::move(certificate)) {}

  std::shared_ptr<const Keys> keys_;
  std::string certificate_;
};

}  // namespace k8s::testkit::http
