#pragma once

#include <string>

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>

namespace k8s::internal {

/// The URL of the proxy that the variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY, or their lower-case twins, ask for on the way
/// to `server`, as Go's httpproxy reads them; empty: none. A proxy without a scheme is an http one. Nothing on this machine is
/// ever reached over a proxy.
///
/// kConfig: the proxy's URL is malformed (Go would silently use none), or HTTP_PROXY is set in a CGI program, where it may be
/// the header `Proxy` of a request.
Result<std::string> ProxyFromEnvironment(const std::string& server, const Environment& environment);

/// The URL of the proxy on the way to the server of `config`: its own, or that of the environment. Empty: none.
Result<std::string> ProxyOf(const Config& config, const Environment& environment);

}  // namespace k8s::internal
