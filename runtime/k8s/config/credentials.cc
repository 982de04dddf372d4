#include <utility>

#include <k8s/config/authorization.h>
#include <k8s/config/credentials.h>
#include <k8s/config/fixed_credentials.h>
#include <k8s/config/token_file_credentials.h>

namespace k8s {
namespace {

using internal::FixedCredentials;
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

}  // namespace

Result<std::shared_ptr<CredentialSource>> MakeCredentialSource(const Config& config, const CredentialOptions& options) {
  const bool hasToken = !config.token.empty() || !config.tokenFile.empty();
  const bool hasPassword = !config.username.empty() || !config.password.empty();
  if (hasToken && hasPassword) return Error(ErrorCode::kConfig, "a token and a username are both given");
  if (hasToken) return TokenOf(config, options);
  if (hasPassword) return Fixed(internal::BasicAuthorization(config.username, config.password));
  return Fixed("");
}

}  // namespace k8s
