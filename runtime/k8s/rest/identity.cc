#include <string>
#include <utility>

#include <k8s/config/config.h>
#include <k8s/config/token_source.h>
#include <k8s/meta/base64.h>
#include <k8s/rest/identity.h>
#include <k8s/rest/url.h>
#include <k8s/transport/middleware.h>

namespace k8s {
namespace {

Headers ImpersonationHeaders(const Impersonation& who) {
  Headers headers;
  if (who.user.empty()) return headers;
  headers.Add("Impersonate-User", who.user);
  if (!who.uid.empty()) headers.Add("Impersonate-Uid", who.uid);
  for (const std::string& group : who.groups) headers.Add("Impersonate-Group", group);
  for (const auto& [key, values] : who.extra) {
    for (const std::string& value : values) headers.Add("Impersonate-Extra-" + PercentEncode(key), value);
  }
  return headers;
}

Result<void> Check(const Config& config) {
  const bool hasToken = !config.token.empty() || !config.tokenFile.empty();
  if (hasToken && !config.username.empty()) {
    return Error(ErrorCode::kConfig, "both a bearer token and a user name are configured");
  }
  const Impersonation& who = config.impersonate;
  if (who.user.empty() && !(who.uid.empty() && who.groups.empty() && who.extra.empty())) {
    return Error(ErrorCode::kConfig, "impersonation needs a user");
  }
  return {};
}

// What each request gets: made of the configuration once, but for the token, which may change.
struct Identity {
  explicit Identity(const Config& config) : token(config), impersonation(ImpersonationHeaders(config.impersonate)) {
    if (!config.username.empty()) basic = "Basic " + EncodeBase64(config.username + ":" + config.password);
  }

  Result<void> AddTo(Headers& headers) {
    for (const auto& [name, value] : impersonation) headers.Add(name, value);
    if (headers.Find("Authorization") != nullptr) return {};
    if (!basic.empty()) {
      headers.Add("Authorization", basic);
      return {};
    }
    Result<std::string> bearer = token.Token();
    if (!bearer) return bearer.error();
    if (!bearer->empty()) headers.Add("Authorization", "Bearer " + *bearer);
    return {};
  }

  TokenSource token;
  Headers impersonation;
  std::string basic;
};

}  // namespace

Result<std::shared_ptr<Transport>> WithIdentity(std::shared_ptr<Transport> transport, const Config& config) {
  if (Result<void> checked = Check(config); !checked) return checked.error();
  auto identity = std::make_shared<Identity>(config);
  return WithHeaders(std::move(transport), [identity](Headers& headers) { return identity->AddTo(headers); });
}

}  // namespace k8s
