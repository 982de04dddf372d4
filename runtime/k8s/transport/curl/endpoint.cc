#include <utility>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <k8s/transport/curl/endpoint.h>

namespace k8s::curl {
namespace {

using internal::TlsPolicy;

constexpr long kOn = 1;
constexpr long kOff = 0;

// Load balancers drop what was idle for 60 s and more, often without a word.
constexpr long kMaxIdleSeconds = 55;

// libcurl has a limit of its own for connecting, and takes zero for that; ours is kept by whoever drives the handle.
constexpr long kForeverSeconds = 20L * 24 * 3600;  // near the most it takes

/// Sets options until one of them fails.
class Options {
 public:
  explicit Options(CURL* easy) : easy_(easy) {}

  template <class T>
  void Set(CURLoption option, T value) {
    if (done_) done_ = curl_easy_setopt(easy_, option, value) == CURLE_OK;
  }
  bool Done() const { return done_; }

 private:
  CURL* easy_;
  bool done_ = true;
};

void SetIntOption(curl_socket_t socket, int level, int name, int value) {
  setsockopt(socket, level, name, &value, sizeof value);
}

std::optional<long> ProxyType(const std::string& scheme) {
  if (scheme == "http") return CURLPROXY_HTTP;
  if (scheme == "https") return CURLPROXY_HTTPS;
  if (scheme == "socks5" || scheme == "socks5h") return CURLPROXY_SOCKS5_HOSTNAME;
  return std::nullopt;
}

Result<std::optional<Url>> ParseProxy(const std::string& text) {
  if (text.empty()) return std::optional<Url>();
  Result<Url> url = ParseUrl(text);
  if (!url) return url.error().WithContext("proxy");
  if (!ProxyType(url->scheme)) {
    return Error(ErrorCode::kUnsupported, "proxy: the scheme must be http, https, socks5 or socks5h");
  }
  return std::optional<Url>(*std::move(url));
}

// As in Go, a proxy must satisfy the same authorities as the server.
Result<std::shared_ptr<const TlsPolicy>> MakeTls(const Url& url, TransportOptions options, bool isProxy) {
  if (url.scheme != "https") return std::shared_ptr<const TlsPolicy>();
  if (isProxy) options.tlsServerName.clear();
  return TlsPolicy::Make(options, url.host);
}

void SetProxy(Options& options, const std::optional<Url>& proxy) {
  options.Set(CURLOPT_PROXY, proxy ? proxy->Authority().c_str() : "");  // empty: none, whatever the environment says
  options.Set(CURLOPT_NOPROXY, "");
  if (!proxy) return;
  options.Set(CURLOPT_PROXYTYPE, *ProxyType(proxy->scheme));
  options.Set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));  // a token is not for the proxy
  options.Set(CURLOPT_SUPPRESS_CONNECT_HEADERS, kOn);
  if (proxy->user.empty()) return;
  options.Set(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
  options.Set(CURLOPT_PROXYUSERNAME, proxy->user.c_str());
  options.Set(CURLOPT_PROXYPASSWORD, proxy->password.c_str());
}

// The policy verifies, with the names it expects; libcurl's own check of a name takes a common name for one. Without paths it
// parses no bundle of roots for each connection.
void SetTls(Options& options, const TlsPolicy* server, const TlsPolicy* proxy) {
  options.Set(CURLOPT_CAINFO, nullptr);
  options.Set(CURLOPT_CAPATH, nullptr);
  options.Set(CURLOPT_CA_CACHE_TIMEOUT, kOff);
  options.Set(CURLOPT_SSL_VERIFYHOST, kOff);
  options.Set(CURLOPT_SSL_VERIFYPEER, server && server->VerifiesServer() ? kOn : kOff);
  if (!proxy) return;
  options.Set(CURLOPT_PROXY_CAINFO, nullptr);
  options.Set(CURLOPT_PROXY_CAPATH, nullptr);
  options.Set(CURLOPT_PROXY_SSL_VERIFYHOST, kOff);
  options.Set(CURLOPT_PROXY_SSL_VERIFYPEER, proxy->VerifiesServer() ? kOn : kOff);
}

}  // namespace

Result<std::shared_ptr<const Endpoint>> Endpoint::Make(const TransportOptions& options) {
  auto endpoint = std::make_shared<Endpoint>();
  Result<Url> server = ParseServerUrl(options.baseUrl);
  if (!server) return server.error();
  endpoint->server = *std::move(server);
  endpoint->name = endpoint->server.scheme + "://" + endpoint->server.Authority();
  endpoint->base.reset(curl_url());
  if (curl_url_set(endpoint->base.get(), CURLUPART_URL, (endpoint->name + "/").c_str(), 0) != CURLUE_OK) {
    return Error(ErrorCode::kInvalidArgument, "server: libcurl does not take the URL");
  }
  Result<std::optional<Url>> proxy = ParseProxy(options.proxyUrl);
  if (!proxy) return proxy.error();
  endpoint->proxy = *std::move(proxy);

  auto tls = MakeTls(endpoint->server, options, false);
  if (!tls) return tls.error();
  endpoint->tls = *std::move(tls);
  if (endpoint->proxy) {
    auto proxyTls = MakeTls(*endpoint->proxy, options, true);
    if (!proxyTls) return proxyTls.error().WithContext("proxy");
    endpoint->proxyTls = *std::move(proxyTls);
  }

  endpoint->connectTimeout = options.connectTimeout;
  endpoint->idleTimeout = options.idleTimeout;
  endpoint->headTimeout = options.headTimeout;
  endpoint->maxResponseBytes = options.maxResponseBytes;
  endpoint->maxHeaderBytes = options.maxHeaderBytes;
  endpoint->compresses = !options.disableCompression;

  const Easy trial(curl_easy_init());
  if (!trial || !endpoint->Prepare(trial.get())) return Error(ErrorCode::kUnsupported, "this libcurl lacks an option");
  return std::shared_ptr<const Endpoint>(std::move(endpoint));
}

bool Endpoint::Prepare(CURL* easy) const {
  Options options(easy);
  options.Set(CURLOPT_CURLU, base.get());
  options.Set(CURLOPT_PROTOCOLS_STR, "http,https");
  options.Set(CURLOPT_NOSIGNAL, kOn);
  options.Set(CURLOPT_QUICK_EXIT, kOn);  // do not wait for a resolver
  options.Set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  options.Set(CURLOPT_FOLLOWLOCATION, kOff);
  options.Set(CURLOPT_HTTP_CONTENT_DECODING, kOff);  // it would be without a bound
  options.Set(CURLOPT_CONNECTTIMEOUT, kForeverSeconds);
  options.Set(CURLOPT_MAXAGE_CONN, kMaxIdleSeconds);
  SetProxy(options, proxy);
  SetTls(options, tls.get(), proxyTls.get());
  return options.Done();
}

// A watch may be silent for hours, and a server that vanished would never be missed.
void Endpoint::KeepAlive(curl_socket_t socket) {
  SetIntOption(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  SetIntOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, 30);
  SetIntOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, 10);
  SetIntOption(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

std::string Endpoint::RequestTarget(const std::string& target) const {
  const bool whole = proxy && proxy->scheme.starts_with("http") && server.scheme == "http";
  return (whole ? name : std::string()) + server.path + target;
}

}  // namespace k8s::curl
