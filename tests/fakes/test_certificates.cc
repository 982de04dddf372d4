#include "fakes/test_certificates.h"

#include <atomic>
#include <utility>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace k8s::fakes {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

constexpr long kHour = 3600;

template <class Write>
std::string ToPem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> memory(BIO_new(BIO_s_mem()), BIO_free_all);
  write(memory.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

Credentials ToPem(const Certificate& certificate, const Key& key) {
  return {.certificatePem = ToPem([&](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); }),
          .keyPem = ToPem([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); })};
}

Key NewKey() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

std::string AlternativeNames(const CertificateSpec& spec) {
  std::string names;
  for (const std::string& name : spec.dnsNames) names += (names.empty() ? "DNS:" : ",DNS:") + name;
  for (const std::string& address : spec.ipAddresses) names += (names.empty() ? "IP:" : ",IP:") + address;
  return names;
}

void AddExtension(const Certificate& certificate, const Certificate& issuer, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.get(), certificate.get(), nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  X509_add_ext(certificate.get(), extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate NewCertificate(const CertificateSpec& spec, const Key& key) {
  static std::atomic<long> serial = 1;
  Certificate certificate(X509_new(), X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -2 * kHour);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), spec.expired ? -kHour : kHour);
  X509_set_pubkey(certificate.get(), key.get());
  const auto* const name = reinterpret_cast<const unsigned char*>(spec.commonName.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, name, -1, -1, 0);
  return certificate;
}

/// The identifiers of keys tell authorities of one name apart, as a rotated one and its successor have.
void Sign(const Certificate& certificate, const Certificate& issuer, const Key& issuerKey) {
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
  AddExtension(certificate, issuer, NID_subject_key_identifier, "hash");
  AddExtension(certificate, issuer, NID_authority_key_identifier, "keyid");
  X509_sign(certificate.get(), issuerKey.get(), EVP_sha256());
}

Certificate NewAuthority(const std::string& name, const Key& key) {
  Certificate certificate = NewCertificate({.commonName = name}, key);
  AddExtension(certificate, certificate, NID_basic_constraints, "critical,CA:TRUE");
  return certificate;
}

}  // namespace

CertificateAuthority::CertificateAuthority() : key_(NewKey()) {
  certificate_ = NewAuthority("root", key_);
  Sign(certificate_, certificate_, key_);
  credentials_ = ToPem(certificate_, key_);
}

CertificateAuthority::CertificateAuthority(Certificate certificate, Key key)
    : certificate_(std::move(certificate)), key_(std::move(key)), credentials_(ToPem(certificate_, key_)) {}

Credentials CertificateAuthority::Issue(const CertificateSpec& spec) const {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(spec, key);
  if (const std::string names = AlternativeNames(spec); !names.empty()) {
    AddExtension(certificate, certificate_, NID_subject_alt_name, names);
  }
  Sign(certificate, certificate_, key_);
  return ToPem(certificate, key);
}

CertificateAuthority CertificateAuthority::Intermediate() const {
  Key key = NewKey();
  Certificate certificate = NewAuthority("intermediate", key);
  Sign(certificate, certificate_, key_);
  return {std::move(certificate), std::move(key)};
}

}  // namespace k8s::fakes
