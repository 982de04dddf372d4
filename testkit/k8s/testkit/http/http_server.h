#pragma once

#include <cstdint>
#include <memory>

#include <k8s/base/clock.h>
#include <k8s/base/result.h>
#include <k8s/testkit/core/handler.h>

namespace k8s::testkit::http {

/// Serves HTTP/1.1 on the loopback, from one thread.
///
/// The destructor closes every connection and joins the thread.
class HttpServer {
 public:
  /// `port` 0 is one that is free. Streams wait by the clock.
  static Result<std::unique_ptr<HttpServer>> Start(std::shared_ptr<core::Handler> handler, std::shared_ptr<Clock> clock,
                                                   std::uint16_t port);
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
