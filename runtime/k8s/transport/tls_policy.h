#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <openssl/ssl.h>

#include <k8s/base/result.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// How connections to one server are secured: whom to trust, which name the server must prove, who we are. Read once, applied
/// to each new connection.
class TlsPolicy {
 public:
  /// `host` is what the server must prove to be unless the options have another name for it.
  static Result<std::shared_ptr<const TlsPolicy>> Make(const TransportOptions& options, const std::string& host);

  bool VerifiesServer() const { return verifies_server_; }

  /// Sets up the context of a new connection. The policy must outlive it.
  bool Apply(SSL_CTX* context) const;

  /// Why the last server that was not trusted was not: the codes that cpprestsdk passes on do not tell.
  std::string LastRejection() const;

 private:
  template <auto Free>
  struct Deleter {
    template <class T>
    void operator()(T* object) const {
      Free(object);
    }
  };
  template <class T, auto Free>
  using Owned = std::unique_ptr<T, Deleter<Free>>;
  static void FreeChain(STACK_OF(X509) * chain);

  TlsPolicy() = default;
  Result<void> LoadRoots(const std::string& pem);
  Result<void> LoadClientCertificate(const std::string& certificates, const std::string& key);
  bool ExpectServerName(X509_VERIFY_PARAM* expected) const;
  int Verify(X509_STORE_CTX* presented) const;
  bool ApplyClientCertificate(SSL_CTX* context) const;

  static int VerifyServer(X509_STORE_CTX* presented, void* policy);
  static void SendServerName(const SSL* connection, int event, int);

  bool verifies_server_ = true;
  std::string server_name_;
  bool server_name_is_ip_ = false;
  Owned<X509_STORE, X509_STORE_free> roots_;
  Owned<X509, X509_free> certificate_;
  Owned<STACK_OF(X509), FreeChain> intermediates_;
  Owned<EVP_PKEY, EVP_PKEY_free> key_;

  mutable std::mutex mutex_;
  mutable std::string last_rejection_;
};

}  // namespace k8s::internal
