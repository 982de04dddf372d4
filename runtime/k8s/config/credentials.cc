#include <algorithm>
#include <utility>

#include <k8s/config/authorization.h>
#include <k8s/config/credentials.h>
#include <k8s/config/exec_plugin.h>
#include <k8s/config/fixed_credentials.h>
#include <k8s/config/oidc_provider.h>
#include <k8s/config/renewing_credentials.h>
#include <k8s/config/shared_plugins.h>
#include <k8s/config/token_file_credentials.h>
#include <k8s/config/validation.h>

namespace k8s {
namespace {

using internal::ExecPlugin;
using internal::FixedCredentials;
using internal::RenewingCredentials;
using internal::TokenFileCredentials;

using Source = std::shared_ptr<CredentialSource>;

Source Fixed(std::string authorization) {
  return std::make_shared<FixedCredentials>(Credentials{std::move(authorization), {}, {}});
}

const Environment& EnvironmentOf(const CredentialOptions& options) {
  return options.environment ? *options.environment : Environment::Process();
}

std::shared_ptr<Clock> ClockOf(const CredentialOptions& options) {
  return options.clock ? options.clock : std::make_shared<SystemClock>();
}

Result<Source> TokenOf(const Config& config, const CredentialOptions& options) {
  std::shared_ptr<const Credentials> fixed;
  if (!config.token.empty()) {
    Result<std::string> authorization = internal::BearerAuthorization(config.token, "the token");
    if (!authorization) return authorization.error();
    if (config.tokenFile.empty()) return Fixed(*std::move(authorization));
    fixed = std::make_shared<const Credentials>(Credentials{*std::move(authorization), {}, {}});
  }
  return Source(
      std::make_shared<TokenFileCredentials>(config.tokenFile, std::move(fixed), EnvironmentOf(options), ClockOf(options)));
}

RenewingCredentials::WallClock WallClockOf(const CredentialOptions& options) {
  return options.wallClock ? options.wallClock : std::chrono::system_clock::now;
}

Source Renewing(std::shared_ptr<internal::CredentialIssuer> issuer, const CredentialOptions& options) {
  return std::make_shared<RenewingCredentials>(
      RenewingCredentials::MakeState(std::move(issuer), ClockOf(options), WallClockOf(options)));
}

Source PluginOf(const Config& config, const CredentialOptions& options) {
  const ExecPlugin::Patience patience{std::min(options.pluginTimeout, options.pluginTimeout.max() / 10) * 10,
                                      options.pluginTimeout};
  const bool isOfTheProcess = options.environment == nullptr && options.clock == nullptr && options.wallClock == nullptr;
  if (isOfTheProcess) return internal::SharedPlugin(config, options.stdinIsFree, patience);
  return Renewing(std::make_shared<ExecPlugin>(config, EnvironmentOf(options), options.stdinIsFree, patience), options);
}

Source ProviderOf(const OidcConfig& oidc, const CredentialOptions& options) {
  auto provider =
      std::make_shared<internal::OidcProvider>(oidc, EnvironmentOf(options), options.makeTransport, WallClockOf(options));
  return Renewing(std::move(provider), options);
}

}  // namespace

Result<std::shared_ptr<CredentialSource>> MakeCredentialSource(const Config& config, const CredentialOptions& options) {
  if (Result<void> checked = internal::CheckUser(config); !checked) return checked.error();
  if (!config.token.empty() || !config.tokenFile.empty()) return TokenOf(config, options);
  if (!config.username.empty() || !config.password.empty()) {
    return Fixed(internal::BasicAuthorization(config.username, config.password));
  }
  const bool hasCertificate = !config.clientCertificateFile.empty() || !config.clientCertificateData.empty();
  if (config.exec && !hasCertificate) return PluginOf(config, options);
  if (config.oidc) return ProviderOf(*config.oidc, options);
  return Fixed("");
}

}  // namespace k8s
