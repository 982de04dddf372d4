#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <k8s/config/config.h>
#include <k8s/config/credentials.h>
#include <k8s/config/oidc_tokens.h>
#include <k8s/config/renewing_credentials.h>

namespace k8s::internal {

/// Gives the ID token of a user of an OpenID Connect provider: the one that is there as long as it is good, and then new ones,
/// which it writes back to the kubeconfig.
class OidcProvider final : public CredentialIssuer {
 public:
  /// `makeTransport` may be empty; then nothing can be renewed.
  OidcProvider(OidcConfig oidc, const Environment& environment, TransportMaker makeTransport,
               RenewingCredentials::WallClock wallClock);

  Result<ExpiringCredentials> Issue(const CallContext& context) override;
  std::string Name() const override;

 private:
  Result<void> Renew(const CallContext& context);
  bool TakeFromKubeconfig();
  Result<std::string> TokenEndpoint(const CallContext& context) const;
  Result<Response> Ask(const CallContext& context) const;
  Result<Response> Send(const std::string& baseUrl, Request request, const CallContext& context) const;
  Result<TransportOptions> OptionsFor(const std::string& baseUrl) const;
  void WriteBack(const OidcTokens& tokens, const CallContext& context);
  bool IsGood(const std::string& idToken) const;
  Result<ExpiringCredentials> Given();

  OidcConfig oidc_;            // its tokens are the current ones
  std::string in_kubeconfig_;  // the ID token that was seen there last
  const Environment& environment_;
  const TransportMaker make_transport_;
  const RenewingCredentials::WallClock wall_clock_;
  std::string given_;  // the ID token that was given out last
};

}  // namespace k8s::internal
