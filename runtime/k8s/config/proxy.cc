#include <string_view>

#include <fmt/format.h>

#include <k8s/config/no_proxy.h>
#include <k8s/config/proxy.h>
#include <k8s/config/validation.h>
#include <k8s/transport/url.h>

namespace k8s::internal {
namespace {

std::string EitherVariable(const Environment& environment, const char* upper, const char* lower) {
  std::string value = environment.Variable(upper).value_or("");
  return value.empty() ? environment.Variable(lower).value_or("") : value;
}

}  // namespace

Result<std::string> ProxyFromEnvironment(const std::string& server, const Environment& environment) {
  const Result<Url> url = ParseUrl(server);
  if (!url) return url.error().WithContext("server");
  const bool isTls = url->scheme == "https";
  const char* const variable = isTls ? "HTTPS_PROXY" : "HTTP_PROXY";
  std::string proxy = EitherVariable(environment, variable, isTls ? "https_proxy" : "http_proxy");
  if (proxy.empty() || BypassesProxy(*url, EitherVariable(environment, "NO_PROXY", "no_proxy"))) return std::string();
  if (!isTls && !environment.Variable("REQUEST_METHOD").value_or("").empty()) {
    return Error(ErrorCode::kConfig, "HTTP_PROXY is set, which a CGI program cannot trust");
  }
  if (proxy.find("://") == std::string::npos) proxy.insert(0, "http://");
  if (Result<void> checked = CheckProxyUrl(variable, proxy); !checked) return checked.error();
  return proxy;
}

Result<std::string> ProxyOf(const Config& config, const Environment& environment) {
  if (!config.proxyUrl.empty()) return config.proxyUrl;
  return ProxyFromEnvironment(config.server, environment);
}

}  // namespace k8s::internal
