#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <k8s/config/exec_credential.h>
#include <k8s/config/validation.h>
#include <k8s/transport/url.h>

namespace k8s::internal {
namespace {

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

Result<Url> CheckUrl(std::string_view what, std::string_view text, std::initializer_list<std::string_view> schemes) {
  Result<Url> url = ParseUrl(text);
  if (!url) return url.error().WithContext(what);
  if (std::find(schemes.begin(), schemes.end(), url->scheme) == schemes.end()) {
    return Bad(fmt::format("{}: its scheme is not {}", what, fmt::join(schemes, " or ")));
  }
  return url;
}

Result<void> CheckOidc(const OidcConfig& oidc) {
  if (oidc.issuerUrl.empty()) return Bad("auth-provider: idp-issuer-url is missing");
  if (oidc.clientId.empty()) return Bad("auth-provider: client-id is missing");
  if (!oidc.issuerCaFile.empty() && !oidc.issuerCaData.empty()) {
    return Bad("auth-provider: idp-certificate-authority and idp-certificate-authority-data are both given");
  }
  // The refresh token goes there: nobody should read it on the wire.
  if (const auto issuer = CheckUrl("auth-provider: idp-issuer-url", oidc.issuerUrl, {"https"}); !issuer) return issuer.error();
  return {};
}

}  // namespace

Result<void> CheckProxyUrl(std::string_view what, std::string_view url) {
  if (const Result<Url> proxy = CheckUrl(what, url, {"http", "https", "socks5", "socks5h"}); !proxy) return proxy.error();
  return {};
}

bool UsesTls(const Config& config) {
  const Result<Url> url = ParseUrl(config.server);
  return url && url->scheme == "https";
}

Result<void> CheckCluster(const Config& config) {
  if (config.server.empty()) return Bad("server is missing");
  const Result<Url> server = CheckUrl("server", config.server, {"https", "http"});
  if (!server) return server.error();
  if (!server->user.empty() || !server->password.empty()) return Bad("server: its URL contains a user");
  if (!config.proxyUrl.empty()) {
    if (Result<void> proxy = CheckProxyUrl("proxy-url", config.proxyUrl); !proxy) return proxy.error();
  }
  if (!config.caFile.empty() && !config.caData.empty()) {
    return Bad("certificate-authority and certificate-authority-data are both given");
  }
  if (config.insecureSkipTlsVerify && !(config.caFile.empty() && config.caData.empty())) {
    return Bad("insecure-skip-tls-verify and a certificate authority are both given");
  }
  return {};
}

Result<void> CheckUser(const Config& config) {
  if (!config.clientCertificateFile.empty() && !config.clientCertificateData.empty()) {
    return Bad("client-certificate and client-certificate-data are both given");
  }
  if (!config.clientKeyFile.empty() && !config.clientKeyData.empty()) {
    return Bad("client-key and client-key-data are both given");
  }
  const bool hasCertificate = !config.clientCertificateFile.empty() || !config.clientCertificateData.empty();
  const bool hasKey = !config.clientKeyFile.empty() || !config.clientKeyData.empty();
  if (hasCertificate && !hasKey) return Bad("a client certificate is given without its key");
  if (hasKey && !hasCertificate) return Bad("a client key is given without its certificate");

  const bool hasToken = !config.token.empty() || !config.tokenFile.empty();
  const bool hasPassword = !config.username.empty() || !config.password.empty();
  if (hasToken && hasPassword) return Bad("a token and a username are both given");

  if (config.exec && config.oidc) return Bad("exec and auth-provider are both given");
  if (config.exec) {
    if (Result<void> checked = CheckExec(*config.exec); !checked) return checked;
  }
  if (config.oidc) {
    if (Result<void> checked = CheckOidc(*config.oidc); !checked) return checked;
  }

  const Impersonation& impersonate = config.impersonate;
  const bool hasDetails = !impersonate.uid.empty() || !impersonate.groups.empty() || !impersonate.extra.empty();
  if (hasDetails && impersonate.user.empty()) return Bad("as-uid, as-groups or as-user-extra is given without as");
  return {};
}

}  // namespace k8s::internal
