#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <k8s/base/clock.h>
#include <k8s/base/result.h>
#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/http/tls_context.h>

namespace k8s::testkit::http {

struct HttpOptions {
  std::uint16_t port = 0;  ///< 0: one that is free
  std::optional<TlsOptions> tls = {};
};

/// Serves HTTP/1.1 on the loopback, from one thread.
///
/// The destructor closes every connection and joins the thread.
class HttpServer {
 public:
  /// Streams wait by the clock. kUnavailable: the port is taken, there is no loopback, or no thread is left.
  static Result<std::unique_ptr<HttpServer>> Start(std::shared_ptr<core::Handler> handler, std::shared_ptr<Clock> clock,
                                                   const HttpOptions& options);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t Port() const;

 private:
  class Acceptor;
  explicit HttpServer(std::unique_ptr<Acceptor> acceptor);

  std::unique_ptr<Acceptor> acceptor_;
};

}  // namespace k8s::testkit::http
