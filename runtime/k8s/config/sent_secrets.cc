#include <algorithm>
#include <array>
#include <utility>

#include <k8s/config/authorization.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/meta/base64.h>
#include <k8s/transport/url.h>

namespace k8s::internal {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::string_view kMask = "***";
// As much of a secret as tells that it is one that was cut.
constexpr std::size_t kBeginning = 16;

void Mask(std::string& text, std::string_view secret) {
  const std::string_view beginning = secret.substr(0, kBeginning);
  std::size_t found = text.find(beginning);
  if (found == text.npos) return;
  std::string masked;
  std::size_t done = 0;
  for (; found != text.npos; found = text.find(beginning, done)) {
    masked.append(text, done, found - done);
    masked.append(kMask);
    const std::string_view rest = std::string_view(text).substr(found);
    const auto end = std::mismatch(rest.begin(), rest.end(), secret.begin(), secret.end()).first;
    done = found + static_cast<std::size_t>(end - rest.begin());
  }
  text = masked.append(text, done);
}

// As Go's encoder writes it in JSON, of which pages that are no Status are shown as they are.
std::string InJson(std::string_view secret) {
  std::string spelt;
  for (const char character : secret) {
    switch (character) {
      case '"':
      case '\\': (spelt += '\\') += character; break;
      case '&': spelt += "\\u0026"; break;
      case '<': spelt += "\\u003c"; break;
      case '>': spelt += "\\u003e"; break;
      default: spelt += character;
    }
  }
  return spelt;
}

}  // namespace

bool SentSecrets::IsSecretHeader(std::string_view name) {
  constexpr std::array<std::string_view, 6> kSecret = {"Authorization", "Proxy-Authorization", "Cookie",
                                                       "Set-Cookie",    "WWW-Authenticate",    "Proxy-Authenticate"};
  return std::any_of(kSecret.begin(), kSecret.end(), [&](std::string_view secret) { return Headers::SameName(name, secret); });
}

void SentSecrets::Add(std::string_view secret) {
  // The padding of base64 may be lost or encoded on the way.
  secret = secret.substr(0, secret.find_last_not_of("= ") + 1);
  if (secret.size() < kShortest) return;
  Keep(std::string(secret));
  if (secret.find_first_of("\"\\&<>") != secret.npos) Keep(InJson(secret));
}

void SentSecrets::Keep(std::string secret) {
  const auto shorter =
      std::find_if(secrets_.begin(), secrets_.end(), [&](const std::string& other) { return other.size() <= secret.size(); });
  secrets_.insert(shorter, std::move(secret));
}

void SentSecrets::AddAuthorization(std::string_view value) {
  const std::size_t space = value.find(' ');
  const std::string_view secret = space == value.npos ? value : value.substr(space + 1);
  Add(secret);
  if (!Headers::SameName(value.substr(0, space), "Basic")) return;
  const Result<std::string> spelt = DecodeBase64(secret);
  if (!spelt) return;
  Add(*spelt);
  if (const std::size_t colon = spelt->find(':'); colon != spelt->npos) Add(std::string_view(*spelt).substr(colon + 1));
}

void SentSecrets::AddHeaders(const Headers& headers) {
  for (const auto& [name, value] : headers) {
    if (IsSecretHeader(name)) AddAuthorization(value);
  }
}

void SentSecrets::AddProxy(const std::string& url) {
  const Result<Url> proxy = ParseUrl(url);
  if (proxy && !proxy->user.empty()) AddAuthorization(BasicAuthorization(proxy->user, proxy->password));
}

void SentSecrets::BlotIn(std::string& text) const {
  for (const std::string& secret : secrets_) Mask(text, secret);
}

std::string SentSecrets::Blotted(std::string text) const {
  BlotIn(text);
  return text;
}

Error SentSecrets::Blotted(const Error& error) const {
  std::string message = Blotted(error.Message());
  const bool isAnswer = error.HttpStatus() != 0;  // by whatever made an error of one
  if (isAnswer || message == error.Message()) return error;
  const Error blotted(error.Code(), error.Failure(), std::move(message));
  return error.IsOutcomeUnknown() ? blotted.WithOutcomeUnknown() : blotted;
}

}  // namespace k8s::internal
