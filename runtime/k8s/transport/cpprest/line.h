#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <k8s/base/result.h>
#include <k8s/transport/cpprest/sdk.h>
#include <k8s/transport/tls_policy.h>
#include <k8s/transport/transport.h>
#include <k8s/transport/url.h>

namespace k8s::cpprest {

/// The way to a server: a client of cpprestsdk with kept-alive connections of its own, and what it takes to use it.
struct Line {
  std::string server;                              ///< For messages
  std::string host;                                ///< The Host header
  std::string proxyAuthorization;                  ///< The Proxy-Authorization header; empty: none
  std::shared_ptr<const internal::TlsPolicy> tls;  ///< Null for plain HTTP
  std::chrono::milliseconds connectTimeout;
  std::chrono::milliseconds idleTimeout;
  std::chrono::milliseconds headTimeout;  ///< Of streams
  web::http::client::http_client client;
};

/// The two lines of a transport. Apart, because cpprestsdk's time limit belongs to a client, not to a request: what is right
/// for an answer in one piece would end a quiet watch.
struct Lines {
  std::shared_ptr<Line> sends;
  std::shared_ptr<Line> streams;
};

Result<Lines> MakeLines(const TransportOptions& options);

}  // namespace k8s::cpprest
