#include <ctime>
#include <limits>
#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <k8s/config/certificates.h>

namespace k8s::internal {
namespace {

struct Deleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <class T>
using Owned = std::unique_ptr<T, Deleter>;

// What fails here leaves nothing behind for whoever asks OpenSSL on this thread next.
class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

Error Bad(const char* message) { return Error(ErrorCode::kConfig, message); }

Owned<BIO> Reader(const std::string& text) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// OpenSSL would ask the terminal for the password of a key otherwise.
int NoPassword(char*, int, int, void*) { return -1; }

// One block of a PEM text.
class PemBlock {
 public:
  PemBlock() = default;
  ~PemBlock() {
    OPENSSL_free(name_);
    OPENSSL_free(header_);
    OPENSSL_clear_free(data_, static_cast<std::size_t>(size_));
  }
  PemBlock(const PemBlock&) = delete;
  PemBlock& operator=(const PemBlock&) = delete;

  bool ReadFrom(BIO* bio) { return PEM_read_bio(bio, &name_, &header_, &data_, &size_) == 1; }
  bool IsCertificate() const { return std::string_view(name_) == "CERTIFICATE"; }
  Owned<X509> Certificate() const {
    const unsigned char* data = data_;
    return Owned<X509>(d2i_X509(nullptr, &data, size_));
  }

 private:
  char* name_ = nullptr;
  char* header_ = nullptr;
  unsigned char* data_ = nullptr;
  long size_ = 0;
};

// Calls `visit` with each block that is a certificate, until it returns false. The Error is for a text without one.
template <class F>
Result<void> ForEachCertificate(const std::string& pem, F&& visit) {
  const Owned<BIO> reader = Reader(pem);
  bool found = false;
  while (reader) {
    PemBlock block;
    if (!block.ReadFrom(reader.get())) break;
    if (!block.IsCertificate()) continue;
    found = true;
    if (!visit(block)) break;
  }
  if (!found) return Bad("there is no certificate in PEM");
  return {};
}

Result<Owned<X509>> FirstCertificate(const std::string& pem) {
  Owned<X509> first;
  const Result<void> read = ForEachCertificate(pem, [&](const PemBlock& block) {
    first = block.Certificate();
    return false;
  });
  if (!read) return read.error().WithContext("client certificate");
  if (!first) return Bad("client certificate: it cannot be read");
  return first;
}

Result<Owned<EVP_PKEY>> ReadKey(const std::string& pem) {
  const Owned<BIO> reader = Reader(pem);
  Owned<EVP_PKEY> key(reader ? PEM_read_bio_PrivateKey(reader.get(), nullptr, NoPassword, nullptr) : nullptr);
  if (key) return key;
  const bool isEncrypted = pem.find("ENCRYPTED") != std::string::npos;
  return Bad(isEncrypted ? "client key: it is encrypted" : "client key: there is no private key in PEM that can be read");
}

Result<std::chrono::system_clock::time_point> EndOf(const X509& certificate) {
  std::tm utc = {};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(&certificate), &utc) != 1) return Bad("client certificate: its end cannot be read");
  using namespace std::chrono;
  const year_month_day date(year(utc.tm_year + 1900), month(static_cast<unsigned>(utc.tm_mon + 1)),
                            day(static_cast<unsigned>(utc.tm_mday)));
  constexpr year kLastThatFits{2200};  // a certificate without an end says 9999, which a clock of nanoseconds cannot
  if (date.year() > kLastThatFits) return system_clock::time_point::max();
  return sys_days(date) + hours(utc.tm_hour) + minutes(utc.tm_min) + seconds(utc.tm_sec);
}

}  // namespace

Result<void> CheckRoots(const std::string& pem) {
  const QuietErrors quiet;
  bool readable = false;
  const Result<void> read = ForEachCertificate(pem, [&](const PemBlock& block) {
    readable = block.Certificate() != nullptr;
    return !readable;
  });
  if (!read) return read.error();
  if (!readable) return Bad("none of its certificates can be read");
  return {};
}

Result<std::chrono::system_clock::time_point> CheckKeyPair(const std::string& certificatePem, const std::string& keyPem) {
  const QuietErrors quiet;
  const Result<Owned<X509>> certificate = FirstCertificate(certificatePem);
  if (!certificate) return certificate.error();
  const Result<Owned<EVP_PKEY>> key = ReadKey(keyPem);
  if (!key) return key.error();
  if (X509_check_private_key(certificate->get(), key->get()) != 1) {
    return Bad("client certificate and client key do not belong together");
  }
  return EndOf(**certificate);
}

}  // namespace k8s::internal
