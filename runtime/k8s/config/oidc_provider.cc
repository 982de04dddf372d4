#include <utility>

#include <fmt/format.h>

#include <k8s/config/authorization.h>
#include <k8s/config/certificates.h>
#include <k8s/config/kubeconfig.h>
#include <k8s/config/modify_kubeconfig.h>
#include <k8s/config/oidc_provider.h>
#include <k8s/config/proxy.h>
#include <k8s/meta/quoted.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 30s;
// A token that ends on its way to the server helps nobody.
constexpr auto kLeeway = 10s;
constexpr std::size_t kMaxAnswer = std::size_t{1} << 20;

Error Bad(std::string message) { return Error(ErrorCode::kConfig, std::move(message)); }

bool IsSuccess(const Response& response) { return response.status >= 200 && response.status < 300; }

KubeconfigChange ChangeOf(const OidcConfig& oidc, const char* key, const std::string& value) {
  return {
      .section = KubeconfigChange::Section::kUser, .name = oidc.user, .path = {"auth-provider", "config", key}, .value = value};
}

}  // namespace

OidcProvider::OidcProvider(OidcConfig oidc, const Environment& environment, TransportMaker makeTransport,
                           RenewingCredentials::WallClock wallClock)
    : oidc_(std::move(oidc)),
      in_kubeconfig_(oidc_.idToken),
      environment_(environment),
      make_transport_(std::move(makeTransport)),
      wall_clock_(std::move(wallClock)) {}

Result<ExpiringCredentials> OidcProvider::Issue(const CallContext& context) {
  if (!IsGood(oidc_.idToken) && !TakeFromKubeconfig()) {
    const CallContext bounded{.stop = context.stop, .deadline = std::chrono::steady_clock::now() + kPatience};
    if (Result<void> renewed = Renew(bounded); !renewed) {
      return renewed.error().WithContext(Name());
    }
  }
  return Given();
}

std::string OidcProvider::Name() const { return fmt::format("OpenID Connect provider {}", Quoted(oidc_.issuerUrl)); }

// One that was given out already is asked for again because it has ended, or was refused.
bool OidcProvider::IsGood(const std::string& idToken) const {
  if (idToken.empty() || idToken == given_) return false;
  const auto end = EndOfToken(idToken);
  return end && wall_clock_() < *end - kLeeway;
}

Result<ExpiringCredentials> OidcProvider::Given() {
  Result<std::string> authorization = BearerAuthorization(oidc_.idToken, "the id-token");
  if (!authorization) return authorization.error();
  given_ = oidc_.idToken;
  ExpiringCredentials credentials{{*std::move(authorization), {}, {}}, EndOfToken(given_)};
  if (credentials.expires) *credentials.expires -= kLeeway;
  return credentials;
}

// Another program, such as kubectl, may have renewed the tokens meanwhile; a provider may take each refresh token only once.
bool OidcProvider::TakeFromKubeconfig() {
  if (oidc_.kubeconfig.empty()) return false;
  Kubeconfig file;
  if (!file.Add(environment_, oidc_.kubeconfig)) return false;
  const Result<KubeconfigEntry> user = file.Find("user", oidc_.user);
  Config read;
  if (!user || !ReadUser(*user, read) || !read.oidc || read.oidc->issuerUrl != oidc_.issuerUrl) return false;
  // What stands there as before is older than ours, if ours could not be written back.
  const bool isNews = !read.oidc->idToken.empty() && read.oidc->idToken != in_kubeconfig_;
  if (!isNews) return false;
  in_kubeconfig_ = read.oidc->idToken;
  oidc_.idToken = read.oidc->idToken;
  oidc_.refreshToken = read.oidc->refreshToken;
  return IsGood(oidc_.idToken);
}

Result<void> OidcProvider::Renew(const CallContext& context) {
  if (oidc_.refreshToken.empty()) return Bad("the id-token has ended or was refused, and there is no refresh-token");
  const Result<Response> response = Ask(context);
  if (!response) return response.error();
  if (!IsSuccess(*response)) return RefreshRefused(*response, oidc_);
  Result<OidcTokens> tokens = TokensIn(response->body);
  if (!tokens) return tokens.error();
  oidc_.idToken = tokens->idToken;
  if (!tokens->refreshToken.empty()) oidc_.refreshToken = tokens->refreshToken;
  WriteBack(*tokens, context);
  return {};
}

Result<std::string> OidcProvider::TokenEndpoint(const CallContext& context) const {
  Result<HttpsPlace> place = DiscoveryPlace(oidc_.issuerUrl);
  if (!place) return place.error();
  Request request;
  request.target = std::move(place->target);
  request.headers = {{"Accept", "application/json"}};
  const Result<Response> response = Send(place->baseUrl, std::move(request), context);
  if (!response) return response.error();
  if (!IsSuccess(*response)) {
    return Bad(fmt::format("its discovery document cannot be had: HTTP status {}", response->status));
  }
  return TokenEndpointIn(response->body);
}

Result<Response> OidcProvider::Ask(const CallContext& context) const {
  const Result<std::string> endpoint = TokenEndpoint(context);
  if (!endpoint) return endpoint.error();
  const Result<HttpsPlace> place = PlaceOf(*endpoint);
  if (!place) return place.error().WithContext("token_endpoint");
  if (!oidc_.clientSecret.empty()) {
    Result<Response> response = Send(place->baseUrl, RefreshRequest(oidc_, place->target, ClientProof::kHeader), context);
    if (!response || IsSuccess(*response)) return response;
  }
  return Send(place->baseUrl, RefreshRequest(oidc_, place->target, ClientProof::kForm), context);
}

Result<Response> OidcProvider::Send(const std::string& baseUrl, Request request, const CallContext& context) const {
  if (!make_transport_) return Error(ErrorCode::kUnsupported, "there is no transport to reach it by");
  const Result<TransportOptions> options = OptionsFor(baseUrl);
  if (!options) return options.error();
  const Result<std::shared_ptr<Transport>> transport = make_transport_(*options);
  if (!transport) return transport.error();
  Result<Response> response = (*transport)->Send(std::move(request), context);
  if (response && response->body.size() > kMaxAnswer) return Bad("its answer is too long");
  return response;
}

Result<TransportOptions> OidcProvider::OptionsFor(const std::string& baseUrl) const {
  TransportOptions options;
  options.baseUrl = baseUrl;
  Result<std::string> proxy = ProxyFromEnvironment(baseUrl, environment_);
  if (!proxy) return proxy.error();
  options.proxyUrl = *std::move(proxy);
  Result<std::string> roots = oidc_.issuerCaData;
  if (!oidc_.issuerCaFile.empty()) roots = environment_.ReadFile(oidc_.issuerCaFile);
  if (!roots) return Bad(roots.error().Message());
  const bool hasRoots = !oidc_.issuerCaFile.empty() || !oidc_.issuerCaData.empty();
  if (hasRoots) {
    if (Result<void> checked = CheckRoots(*roots); !checked) return checked.error().WithContext("idp-certificate-authority");
  }
  options.caPem = *std::move(roots);
  return options;
}

// What cannot be written is still good in memory: a kubeconfig may be mounted where nobody can write.
void OidcProvider::WriteBack(const OidcTokens& tokens, const CallContext& context) {
  if (oidc_.kubeconfig.empty()) return;
  KubeconfigChanges changes{.entries = {ChangeOf(oidc_, "id-token", tokens.idToken)}};
  if (!tokens.refreshToken.empty()) changes.entries.push_back(ChangeOf(oidc_, "refresh-token", tokens.refreshToken));
  if (ModifyKubeconfig(changes, {.kubeconfig = oidc_.kubeconfig, .environment = &environment_}, context)) {
    in_kubeconfig_ = tokens.idToken;
  }
}

}  // namespace k8s::internal
