#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/authorization.h>
#include <k8s/config/oidc_tokens.h>
#include <k8s/config/redacted.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/config/yaml.h>
#include <k8s/meta/base64.h>
#include <k8s/transport/url.h>

namespace k8s::internal {
namespace {

constexpr std::size_t kMaxDescription = 200;

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

// As a form is written; what is not surely harmless is escaped.
std::string FormEncoded(std::string_view text) {
  constexpr std::string_view kHarmless = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-._~";
  std::string encoded;
  for (const char c : text) {
    if (kHarmless.find(c) != kHarmless.npos) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

// What the provider is told in confidence, in the forms that it is told in.
SentSecrets SecretsOf(const OidcConfig& oidc) {
  SentSecrets secrets;
  secrets.AddAuthorization(BasicAuthorization(FormEncoded(oidc.clientId), FormEncoded(oidc.clientSecret)));
  for (const std::string& secret : {oidc.refreshToken, oidc.clientSecret}) {
    secrets.Add(secret);
    secrets.Add(FormEncoded(secret));
  }
  return secrets;
}

// The text of a member of the JSON object `text`; empty: there is none.
std::string MemberOf(const YamlNode& object, const char* name) {
  const YamlNode* member = object.Find(name);
  return member && member->kind == YamlNode::Kind::kScalar ? member->scalar : "";
}

Result<std::string> DecodeBase64Url(std::string_view text) {
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  return DecodeBase64(standard);
}

}  // namespace

Result<HttpsPlace> PlaceOf(std::string_view url) {
  const std::size_t query = std::min(url.find('?'), url.size());
  const Result<Url> parsed = ParseUrl(url.substr(0, query));
  if (!parsed) return parsed.error();
  if (parsed->scheme != "https") return Bad("its scheme is not https");
  if (!parsed->user.empty() || !parsed->password.empty()) return Bad("its URL contains a user");
  const std::string_view parameters = url.substr(query);
  const auto isIllegal = [](unsigned char byte) { return byte <= ' ' || byte >= 0x7f || byte == '#'; };
  if (std::any_of(parameters.begin(), parameters.end(), isIllegal)) return Bad("its query has an illegal character");
  return HttpsPlace{fmt::format("https://{}", parsed->Authority()),
                    fmt::format("{}{}", parsed->path.empty() ? "/" : parsed->path, parameters)};
}

Result<HttpsPlace> DiscoveryPlace(const std::string& issuerUrl) {
  const std::string_view issuer = std::string_view(issuerUrl).substr(0, issuerUrl.find_last_not_of('/') + 1);
  return PlaceOf(fmt::format("{}/.well-known/openid-configuration", issuer));
}

Result<std::string> TokenEndpointIn(const std::string& document) {
  const Result<YamlNode> root = ParseYaml(document);
  std::string endpoint = root ? MemberOf(*root, "token_endpoint") : "";
  if (endpoint.empty()) return Bad("its discovery document names no token_endpoint");
  return endpoint;
}

Request RefreshRequest(const OidcConfig& oidc, std::string target, ClientProof proof) {
  Request request;
  request.method = "POST";
  request.target = std::move(target);
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
  request.body = fmt::format("grant_type=refresh_token&refresh_token={}", FormEncoded(oidc.refreshToken));
  if (proof == ClientProof::kHeader) {
    request.headers.Add("Authorization", BasicAuthorization(FormEncoded(oidc.clientId), FormEncoded(oidc.clientSecret)));
    return request;
  }
  request.body += fmt::format("&client_id={}", FormEncoded(oidc.clientId));
  if (!oidc.clientSecret.empty()) request.body += fmt::format("&client_secret={}", FormEncoded(oidc.clientSecret));
  return request;
}

Result<OidcTokens> TokensIn(const std::string& answer) {
  const Result<YamlNode> root = ParseYaml(answer);
  OidcTokens tokens;
  if (root) tokens = {MemberOf(*root, "id_token"), MemberOf(*root, "refresh_token")};
  if (tokens.idToken.empty()) return Bad("its answer has no id_token; perhaps it gives none when it renews");
  return tokens;
}

Error RefreshRefused(const Response& response, const OidcConfig& oidc) {
  const SentSecrets secrets = SecretsOf(oidc);
  std::string message = fmt::format("it refused to renew the token, with HTTP status {}", response.status);
  if (const Result<YamlNode> root = ParseYaml(response.body)) {
    for (const char* name : {"error", "error_description"}) {
      const std::string said = Redacted(secrets.Blotted(MemberOf(*root, name)), kMaxDescription);
      if (!said.empty()) message += fmt::format(": {}", said);
    }
  }
  return Bad(std::move(message));
}

std::optional<std::chrono::system_clock::time_point> EndOfToken(std::string_view token) {
  const std::size_t begin = token.find('.');
  if (begin == token.npos) return std::nullopt;
  const std::size_t end = token.find('.', begin + 1);
  if (end == token.npos) return std::nullopt;
  const Result<std::string> payload = DecodeBase64Url(token.substr(begin + 1, end - begin - 1));
  if (!payload) return std::nullopt;
  const Result<YamlNode> claims = ParseYaml(*payload);
  if (!claims) return std::nullopt;
  const std::string text = MemberOf(*claims, "exp");
  std::int64_t seconds = 0;  // of a number with a fraction, what is before it
  constexpr std::int64_t kLastThatFits = 9'000'000'000;
  const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool isWhole = rest == text.data() + text.size() || *rest == '.';
  if (failure != std::errc() || !isWhole || seconds < 0 || seconds > kLastThatFits) return std::nullopt;
  return std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
}

}  // namespace k8s::internal
