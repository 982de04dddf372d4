#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/transport/transport.h>

/// What is said between a client and an OpenID Connect provider, without the wire. No Error repeats a token or a secret.
namespace k8s::internal {

/// A server of the provider's and what is asked there.
struct HttpsPlace {
  std::string baseUrl;  ///< "https://host:port"
  std::string target;   ///< Path and query
};

/// Takes an https URL, perhaps with a query, apart. kConfig: it is none.
Result<HttpsPlace> PlaceOf(std::string_view url);

/// Where the provider says what it offers.
Result<HttpsPlace> DiscoveryPlace(const std::string& issuerUrl);

/// The token endpoint that the discovery document names. kConfig: it names none.
Result<std::string> TokenEndpointIn(const std::string& document);

/// How the client proves itself: by a header, as the standard prefers, or in the form, as some providers demand.
enum class ClientProof { kHeader, kForm };

/// The request for new tokens, as it is sent to `target`.
Request RefreshRequest(const OidcConfig& oidc, std::string target, ClientProof proof);

struct OidcTokens {
  std::string idToken;
  std::string refreshToken;  ///< Empty: the old one stays
};

/// The tokens that the provider answered with. kConfig: there is no ID token.
Result<OidcTokens> TokensIn(const std::string& answer);

/// Why the provider refused what `oidc` asked it, as far as its answer says.
Error RefreshRefused(const Response& response, const OidcConfig& oidc);

/// When the JSON Web Token ends; none: it does not say, or is no such token.
std::optional<std::chrono::system_clock::time_point> EndOfToken(std::string_view token);

}  // namespace k8s::internal
