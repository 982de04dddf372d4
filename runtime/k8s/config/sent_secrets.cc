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
// What a body in protobuf begins with.
constexpr std::string_view kProtobufMagic("k8s\0", 4);

void Mask(std::string& text, std::string_view secret, bool keepsLength) {
  std::size_t found = text.find(secret);
  if (found == text.npos) return;
  std::string masked;
  std::size_t done = 0;
  for (; found != text.npos; found = text.find(secret, done)) {
    masked.append(text, done, found - done);
    masked.append(keepsLength ? std::string(secret.size(), '*') : std::string(kMask));
    done = found + secret.size();
  }
  text = masked.append(text, done);
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
  const auto shorter =
      std::find_if(secrets_.begin(), secrets_.end(), [&](const std::string& other) { return other.size() <= secret.size(); });
  secrets_.emplace(shorter, secret);
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

void SentSecrets::Replace(std::string& text, bool keepsLength) const {
  for (const std::string& secret : secrets_) Mask(text, secret, keepsLength);
}

std::string SentSecrets::Blotted(std::string text) const {
  Replace(text, false);
  return text;
}

Error SentSecrets::Blotted(const Error& error) const {
  std::string message = Blotted(error.Message());
  const bool isAnswer = error.HttpStatus() != 0;  // by whatever made an error of one
  if (isAnswer || message == error.Message()) return error;
  const Error blotted(error.Code(), error.Failure(), std::move(message));
  return error.IsOutcomeUnknown() ? blotted.WithOutcomeUnknown() : blotted;
}

void SentSecrets::BlotIn(Response& response) const {
  Headers headers;
  for (const auto& [name, value] : response.headers) headers.Add(name, Blotted(value));
  response.headers = std::move(headers);
  Replace(response.body, response.body.starts_with(kProtobufMagic));
}

}  // namespace k8s::internal
