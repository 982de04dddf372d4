#include <string>

#include <k8s/config/overrides.h>

namespace k8s::internal {
namespace {

void Override(const std::string& from, std::string& to) {
  if (!from.empty()) to = from;
}

// Of the two ways to give one thing, that which is given replaces both.
void OverridePair(const Config& overrides, std::string Config::*file, std::string Config::*data, Config& config) {
  if ((overrides.*file).empty() && (overrides.*data).empty()) return;
  config.*file = overrides.*file;
  config.*data = overrides.*data;
}

bool NamesAUser(const Config& config) {
  return !config.token.empty() || !config.tokenFile.empty() || !config.username.empty() || !config.password.empty() ||
         config.exec || config.oidc;
}

}  // namespace

void OverrideCluster(const Config& overrides, Config& config) {
  // The name in a certificate is the other server's.
  if (!overrides.server.empty()) config.tlsServerName.clear();
  Override(overrides.server, config.server);
  Override(overrides.tlsServerName, config.tlsServerName);
  Override(overrides.proxyUrl, config.proxyUrl);
  if (overrides.disableCompression) config.disableCompression = true;
  const bool hasRoots = !overrides.caFile.empty() || !overrides.caData.empty();
  if (!hasRoots && !overrides.insecureSkipTlsVerify) return;
  config.caFile = overrides.caFile;
  config.caData = overrides.caData;
  config.insecureSkipTlsVerify = overrides.insecureSkipTlsVerify;
}

void OverrideUser(const Config& overrides, Config& config) {
  if (NamesAUser(overrides)) {
    config.token = overrides.token;
    config.tokenFile = overrides.tokenFile;
    config.username = overrides.username;
    config.password = overrides.password;
    config.exec = overrides.exec;
    config.oidc = overrides.oidc;
  }
  OverridePair(overrides, &Config::clientCertificateFile, &Config::clientCertificateData, config);
  OverridePair(overrides, &Config::clientKeyFile, &Config::clientKeyData, config);
  if (!overrides.impersonate.user.empty()) config.impersonate = overrides.impersonate;
}

}  // namespace k8s::internal
