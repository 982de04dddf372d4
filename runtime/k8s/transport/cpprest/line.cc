#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <k8s/transport/cpprest/connection_check.h>
#include <k8s/transport/cpprest/line.h>

namespace k8s::cpprest {
namespace {

using web::http::client::http_client;
using web::http::client::http_client_config;

// To cpprestsdk zero is a limit that has passed, and the largest duration overflows.
constexpr std::chrono::hours kForever{24 * 365};

// Of a body without chunks cpprestsdk reads as much before it passes it on: a line of a stream must not wait for the next.
constexpr std::size_t kPromptly = 1;

Result<std::optional<Url>> ParseProxy(const std::string& text, const Url& server) {
  if (text.empty()) return std::optional<Url>();
  Result<Url> url = ParseUrl(text);
  if (!url) return url.error().WithContext("proxy");
  // cpprestsdk would take either for a plain HTTP proxy.
  if (url->scheme != "http") return Error(ErrorCode::kUnsupported, "this transport knows only http:// proxies");
  if (server.HostIsIpv6()) return Error(ErrorCode::kUnsupported, "this transport reaches no IPv6 address through a proxy");
  return std::optional<Url>(*std::move(url));
}

// Put together from its parts: in an IPv6 address taken from a text, cpprestsdk would resolve the brackets too.
web::uri ToUri(const Url& url) {
  return web::uri_builder().set_scheme(url.scheme).set_host(url.host).set_port(url.port).set_path(url.path).to_uri();
}

// A proxy is shown its credentials with each request, or, before TLS goes through it, when it is asked to connect. The latter
// only cpprestsdk can do, which leaks a copy of them each time.
bool IsTunnel(const Url& server) { return server.scheme == "https"; }

web::web_proxy ToWebProxy(const Url& proxy, const Url& server) {
  web::web_proxy web_proxy(ToUri(proxy));
  if (IsTunnel(server) && !proxy.user.empty()) web_proxy.set_credentials(web::credentials(proxy.user, proxy.password));
  return web_proxy;
}

std::string ProxyAuthorization(const std::optional<Url>& proxy, const Url& server) {
  if (!proxy || proxy->user.empty() || IsTunnel(server)) return {};
  const std::string text = proxy->user + ":" + proxy->password;
  return "Basic " + utility::conversions::to_base64({text.begin(), text.end()});
}

std::chrono::milliseconds OrForever(std::chrono::milliseconds limit) {
  return limit.count() > 0 ? std::min<std::chrono::milliseconds>(limit, kForever) : kForever;
}

http_client_config MakeConfig(const Url& server, const std::optional<Url>& proxy,
                              std::shared_ptr<const internal::TlsPolicy> tls) {
  http_client_config config;
  config.set_max_redirects(0);  // it would send the caller's credentials wherever an answer points
  config.set_nativehandle_options(ConnectionCheck(server, proxy.has_value()));
  if (proxy) config.set_proxy(ToWebProxy(*proxy, server));
  if (tls) {
    config.set_tlsext_sni_enabled(false);  // the policy does that
    config.set_validate_certificates(tls->VerifiesServer());
    config.set_ssl_context_callback(
        [tls = std::move(tls)](boost::asio::ssl::context& context) { tls->Apply(context.native_handle()); });
  }
  return config;
}

Lines Make(const TransportOptions& options, const Url& server, const std::optional<Url>& proxy,
           const std::shared_ptr<const internal::TlsPolicy>& tls) {
  const auto line = [&](const http_client_config& config) {
    return std::make_shared<Line>(Line{.server = server.scheme + "://" + server.Authority(),
                                       .host = server.Authority(),
                                       .proxyAuthorization = ProxyAuthorization(proxy, server),
                                       .tls = tls,
                                       .connectTimeout = OrForever(options.connectTimeout),
                                       .idleTimeout = OrForever(options.idleTimeout),
                                       .headTimeout = OrForever(options.headTimeout),
                                       .client = http_client(ToUri(server), config)});
  };
  http_client_config config = MakeConfig(server, proxy, tls);
  Lines lines;
  config.set_timeout(OrForever(options.idleTimeout));
  lines.sends = line(config);
  config.set_timeout(kForever);
  config.set_chunksize(kPromptly);
  lines.streams = line(config);
  return lines;
}

}  // namespace

Result<Lines> MakeLines(const TransportOptions& options) {
  Result<Url> server = ParseServerUrl(options.baseUrl);
  if (!server) return server.error();
  Result<std::optional<Url>> proxy = ParseProxy(options.proxyUrl, *server);
  if (!proxy) return proxy.error();
  std::shared_ptr<const internal::TlsPolicy> tls;
  if (server->scheme == "https") {
    auto made = internal::TlsPolicy::Make(options, server->host);
    if (!made) return made.error();
    tls = *std::move(made);
  }
  try {
    return Make(options, *server, *proxy, tls);
  } catch (const std::exception& refused) {  // a URL that is one to us, but not to cpprestsdk
    return Error(ErrorCode::kConfig, std::string("server or proxy: ") + refused.what());
  }
}

}  // namespace k8s::cpprest
