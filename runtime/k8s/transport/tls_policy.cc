#include <string_view>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <k8s/transport/tls_policy.h>

namespace k8s::internal {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

Bio Reader(const std::string& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free_all); }

// OpenSSL would ask for a password on the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

Error BadPem(std::string_view what) {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return Error(ErrorCode::kConfig, fmt::format("{}: {}", what, reason ? reason : "unreadable"));
}

/// Calls `take` with each certificate, which becomes its own.
template <class Take>
Result<void> ForEachCertificate(const std::string& pem, std::string_view what, Take take) {
  ERR_clear_error();
  const Bio reader = Reader(pem);
  int count = 0;
  while (X509* const certificate = PEM_read_bio_X509(reader.get(), nullptr, NoPassword, nullptr)) {
    take(certificate);
    ++count;
  }
  if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE) return BadPem(what);
  ERR_clear_error();
  if (count == 0) return Error(ErrorCode::kConfig, fmt::format("{}: no certificate in the PEM text", what));
  return {};
}

bool IsIpAddress(const std::string& name) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, name.c_str(), address) == 1 || inet_pton(AF_INET6, name.c_str(), address) == 1;
}

// App data, which is index 0, belongs to asio, and asio deletes what it finds there.
int PolicyIndex() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

void TlsPolicy::FreeChain(STACK_OF(X509) * chain) { sk_X509_pop_free(chain, X509_free); }

Result<std::shared_ptr<const TlsPolicy>> TlsPolicy::Make(const TransportOptions& options, const std::string& host) {
  const std::shared_ptr<TlsPolicy> policy(new TlsPolicy);
  policy->verifies_server_ = !options.insecureSkipVerify;
  policy->server_name_ = options.tlsServerName.empty() ? host : options.tlsServerName;
  policy->server_name_is_ip_ = IsIpAddress(policy->server_name_);
  if (policy->verifies_server_) {
    if (Result<void> loaded = policy->LoadRoots(options.caPem); !loaded) return loaded.error();
  }
  if (Result<void> loaded = policy->LoadClientCertificate(options.clientCertPem, options.clientKeyPem); !loaded) {
    return loaded.error();
  }

  // What a connection would stumble over, such as a key that OpenSSL's security level forbids, is better found now.
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> trial(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!trial || !policy->Apply(trial.get())) return BadPem("TLS settings");
  return std::shared_ptr<const TlsPolicy>(policy);
}

Result<void> TlsPolicy::LoadRoots(const std::string& pem) {
  roots_.reset(X509_STORE_new());
  if (pem.empty()) {
    if (X509_STORE_set_default_paths(roots_.get()) != 1) return BadPem("the system's certificate authorities");
    return {};
  }
  // As in Go, whatever is given is trusted as it is, an intermediate authority or the server's own certificate too.
  X509_STORE_set_flags(roots_.get(), X509_V_FLAG_PARTIAL_CHAIN);
  return ForEachCertificate(pem, "certificate authority", [this](X509* certificate) {
    X509_STORE_add_cert(roots_.get(), certificate);
    X509_free(certificate);
  });
}

Result<void> TlsPolicy::LoadClientCertificate(const std::string& certificates, const std::string& key) {
  if (certificates.empty() && key.empty()) return {};
  if (key.empty()) return Error(ErrorCode::kConfig, "client certificate without a key");
  if (certificates.empty()) return Error(ErrorCode::kConfig, "client key without a certificate");

  intermediates_.reset(sk_X509_new_null());
  Result<void> loaded = ForEachCertificate(certificates, "client certificate", [this](X509* certificate) {
    if (certificate_) {
      sk_X509_push(intermediates_.get(), certificate);
    } else {
      certificate_.reset(certificate);
    }
  });
  if (!loaded) return loaded;

  key_.reset(PEM_read_bio_PrivateKey(Reader(key).get(), nullptr, NoPassword, nullptr));
  if (!key_) return BadPem("client key");
  if (X509_check_private_key(certificate_.get(), key_.get()) != 1) return BadPem("client certificate and key");
  return {};
}

bool TlsPolicy::Apply(SSL_CTX* context) const {
  if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1) return false;
  SSL_CTX_set_ex_data(context, PolicyIndex(), const_cast<TlsPolicy*>(this));
  SSL_CTX_set_info_callback(context, SendServerName);
  if (verifies_server_) SSL_CTX_set_cert_verify_callback(context, VerifyServer, const_cast<TlsPolicy*>(this));
  return ApplyClientCertificate(context);
}

bool TlsPolicy::ExpectServerName(X509_VERIFY_PARAM* expected) const {
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (server_name_is_ip_) return X509_VERIFY_PARAM_set1_ip_asc(expected, server_name_.c_str()) == 1;
  return X509_VERIFY_PARAM_set1_host(expected, server_name_.data(), server_name_.size()) == 1;
}

bool TlsPolicy::ApplyClientCertificate(SSL_CTX* context) const {
  return !certificate_ || SSL_CTX_use_cert_and_key(context, certificate_.get(), key_.get(), intermediates_.get(), 1) == 1;
}

std::string TlsPolicy::LastRejection() const {
  std::lock_guard lock(mutex_);
  return last_rejection_;
}

// What a chain is held against is our own store, prepared once, and our own expectation of a name. An HTTP library may have put
// roots of its choice into the store of the context, and may take the common name of a certificate for a host name.
int TlsPolicy::Verify(X509_STORE_CTX* presented) const {
  const Owned<X509_STORE_CTX, X509_STORE_CTX_free> chain(X509_STORE_CTX_new());
  if (!chain || X509_STORE_CTX_init(chain.get(), roots_.get(), X509_STORE_CTX_get0_cert(presented),
                                    X509_STORE_CTX_get0_untrusted(presented)) != 1) {
    X509_STORE_CTX_set_error(presented, X509_V_ERR_OUT_OF_MEM);
    return 0;
  }
  X509_VERIFY_PARAM* const expected = X509_STORE_CTX_get0_param(chain.get());
  X509_STORE_CTX_set_default(chain.get(), "ssl_server");
  X509_VERIFY_PARAM_set_auth_level(expected, X509_VERIFY_PARAM_get_auth_level(X509_STORE_CTX_get0_param(presented)));
  const int verified = ExpectServerName(expected) ? X509_verify_cert(chain.get()) : 0;
  X509_STORE_CTX_set_error(presented, X509_STORE_CTX_get_error(chain.get()));
  return verified;
}

int TlsPolicy::VerifyServer(X509_STORE_CTX* presented, void* policy) {
  const auto* const self = static_cast<const TlsPolicy*>(policy);
  const int verified = self->Verify(presented);
  if (verified <= 0) {
    ERR_clear_error();  // asio reports the oldest error, which is to be the one that the handshake now adds
    std::lock_guard lock(self->mutex_);
    self->last_rejection_ = X509_verify_cert_error_string(X509_STORE_CTX_get_error(presented));
  }
  return verified > 0 ? 1 : 0;
}

// HTTP libraries would send the name of the URL or the Host header: another one, or with a port, or an address.
// cpprestsdk would send the Host header: a name with a port, or an address, neither of which belongs there.
void TlsPolicy::SendServerName(const SSL* connection, int event, int) {
  if ((event & SSL_CB_HANDSHAKE_START) == 0) return;
  const auto* const self = static_cast<const TlsPolicy*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(connection), PolicyIndex()));
  const char* const name = self->server_name_is_ip_ ? nullptr : self->server_name_.c_str();
  SSL_set_tlsext_host_name(const_cast<SSL*>(connection), name);
}

}  // namespace k8s::internal
