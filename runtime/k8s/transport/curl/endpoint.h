#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <k8s/base/result.h>
#include <k8s/transport/curl/handles.h>
#include <k8s/transport/tls_policy.h>
#include <k8s/transport/transport.h>
#include <k8s/transport/url.h>

namespace k8s::curl {

/// The server of a transport: how to get there, and within which limits. Immutable.
struct Endpoint {
  static Result<std::shared_ptr<const Endpoint>> Make(const TransportOptions& options);

  /// Sets on a new handle what is the same for all requests. False if libcurl lacks some of it, or memory.
  bool Prepare(CURL* easy) const;

  /// Has the kernel miss a server that vanished.
  static void KeepAlive(curl_socket_t socket);

  /// What stands in the first line of a request for `target`: a proxy that is no tunnel gets the whole URL.
  std::string RequestTarget(const std::string& target) const;

  Url server = {};
  ParsedUrl base = {};    ///< The server's, as libcurl takes it apart: that once, and not for each request
  std::string name = {};  ///< For messages
  std::optional<Url> proxy = {};
  std::shared_ptr<const internal::TlsPolicy> tls = {};       ///< Null for plain HTTP
  std::shared_ptr<const internal::TlsPolicy> proxyTls = {};  ///< Null unless the proxy itself is reached by HTTPS
  std::chrono::milliseconds connectTimeout = {};
  std::chrono::milliseconds idleTimeout = {};
  std::chrono::milliseconds headTimeout = {};
  std::size_t maxResponseBytes = 0;
  std::size_t maxHeaderBytes = 0;
  bool compresses = true;
};

}  // namespace k8s::curl
