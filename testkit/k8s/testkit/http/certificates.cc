#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <k8s/testkit/http/certificates.h>

namespace k8s::testkit::http {
namespace {

using PrivateKey = std::shared_ptr<EVP_PKEY>;
using X509Ptr = std::shared_ptr<X509>;

constexpr long kHour = 3600;
constexpr long kLifetime = 24 * kHour;

Error Failed(std::string_view what) { return {ErrorCode::kInternal, std::string("OpenSSL cannot ").append(what)}; }

template <class Write>
std::string ToPem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(BIO_new(BIO_s_mem()), BIO_free_all);
  if (memory == nullptr || write(memory.get()) != 1) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string CertificatePem(const X509Ptr& certificate) {
  return ToPem([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
}

std::string KeyPem(const PrivateKey& key) {
  return ToPem([&](BIO* bio) { return PEM_write_bio_PKCS8PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}

bool SetSerial(const X509Ptr& certificate) {
  unsigned char bytes[8] = {};
  if (RAND_bytes(bytes, sizeof(bytes)) != 1) return false;
  std::uint64_t number = 0;
  for (const unsigned char byte : bytes) number = number << 8 | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), number >> 1) == 1;
}

bool AddExtension(const X509Ptr& certificate, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate.get(), certificate.get(), nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value), X509_EXTENSION_free);
  return extension != nullptr && X509_add_ext(certificate.get(), extension.get(), -1) == 1;
}

struct Extension {
  int id;
  const char* value;
};

struct Subject {
  std::string name;
  std::vector<Extension> extensions;
};

/// Not signed yet.
X509Ptr NewCertificate(const Subject& subject, const PrivateKey& key) {
  X509Ptr certificate(X509_new(), X509_free);
  if (certificate == nullptr || !SetSerial(certificate)) return nullptr;
  const auto* const name = reinterpret_cast<const unsigned char*>(subject.name.c_str());
  const bool isMade =
      X509_set_version(certificate.get(), X509_VERSION_3) == 1 && X509_set_pubkey(certificate.get(), key.get()) == 1 &&
      X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour) != nullptr &&
      X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifetime) != nullptr &&
      X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1;
  if (!isMade) return nullptr;
  for (const Extension& extension : subject.extensions) {
    if (!AddExtension(certificate, extension.id, extension.value)) return nullptr;
  }
  return certificate;
}

bool Sign(const X509Ptr& certificate, const X509Ptr& issuer, const PrivateKey& issuerKey) {
  return X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get())) == 1 &&
         X509_sign(certificate.get(), issuerKey.get(), EVP_sha256()) != 0;
}

Result<KeyPair> Issue(const Subject& subject, const X509Ptr& issuer, const PrivateKey& issuerKey) {
  const PrivateKey key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  if (key == nullptr) return Failed("make a key");
  const X509Ptr certificate = NewCertificate(subject, key);
  if (certificate == nullptr || !Sign(certificate, issuer, issuerKey)) {
    return Failed("make a certificate for \"" + subject.name + '"');
  }
  return KeyPair{.certificate = CertificatePem(certificate), .key = KeyPem(key)};
}

}  // namespace

struct CertificateAuthority::Keys {
  X509Ptr certificate;
  PrivateKey key;
};

Result<CertificateAuthority> CertificateAuthority::Make() {
  const PrivateKey key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  if (key == nullptr) return Failed("make a key");
  const X509Ptr certificate = NewCertificate(
      {.name = "testkit-ca", .extensions = {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_subject_key_identifier, "hash"}}},
      key);
  if (certificate == nullptr || !Sign(certificate, certificate, key)) return Failed("make the certificate of an authority");
  return CertificateAuthority(std::make_shared<const Keys>(Keys{certificate, key}), CertificatePem(certificate));
}

Result<KeyPair> CertificateAuthority::IssueServer() const {
  return Issue({.name = "testkit",
                .extensions = {{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"}, {NID_ext_key_usage, "serverAuth"}}},
               keys_->certificate, keys_->key);
}

Result<KeyPair> CertificateAuthority::IssueClient(const std::string& commonName) const {
  return Issue({.name = commonName, .extensions = {{NID_ext_key_usage, "clientAuth"}}}, keys_->certificate, keys_->key);
}

}  // namespace k8s::testkit::http
