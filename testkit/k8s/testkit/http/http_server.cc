#include <chrono>
#include <exception>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <k8s/testkit/http/connection.h>
#include <k8s/testkit/http/http_server.h>
#include <k8s/testkit/http/mailbox.h>

namespace k8s::testkit::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::chrono::milliseconds kAcceptPause{100};

}  // namespace

/// The listening socket, the connections that it brought, and the thread of them all.
class HttpServer::Acceptor {
 public:
  Acceptor(std::shared_ptr<core::Handler> handler, std::shared_ptr<Clock> clock, std::chrono::nanoseconds tlsDelay)
      : links_{std::move(handler), std::move(clock), std::make_shared<Mailbox>(io_)}, tls_delay_(tlsDelay), socket_(io_) {}

  ~Acceptor() {
    links_.mailbox->Post([this] { CloseAll(); });
    if (thread_.joinable()) thread_.join();
    links_.mailbox->Close();
  }

  /// From now on only TLS.
  void UseTls(std::shared_ptr<TlsContext> tls) { tls_ = std::move(tls); }

  error_code Listen(std::uint16_t port) {
    const tcp::endpoint loopback(asio::ip::address_v4::loopback(), port);
    error_code error;
    socket_.open(loopback.protocol(), error);
    if (!error) socket_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) socket_.bind(loopback, error);
    if (!error) socket_.listen(asio::socket_base::max_listen_connections, error);
    return error;
  }

  /// Whether there is a thread for it.
  bool Run() {
    port_ = socket_.local_endpoint().port();
    Accept();
    try {
      thread_ = std::thread([this] { RunAll(); });
    } catch (const std::system_error&) {
      return false;
    }
    return true;
  }

  std::uint16_t Port() const { return port_; }

 private:
  void Accept() {
    socket_.async_accept([this](error_code error, tcp::socket socket) {
      if (!socket_.is_open()) return;
      if (error) return AcceptLater();
      Open(std::move(socket));
      Accept();
    });
  }

  /// Out of file descriptors, most likely: trying again at once would only burn time.
  void AcceptLater() {
    retry_.expires_after(kAcceptPause);
    retry_.async_wait([this](error_code error) {
      if (!error) Accept();
    });
  }

  void Open(tcp::socket socket) {
    auto connection =
        std::make_shared<Connection>(std::move(socket), tls_, links_, [this](const auto& ended) { connections_.erase(ended); });
    connections_.insert(connection);
    connection->Begin(tls_delay_);
  }

  /// Leaves the thread nothing to wait for.
  void CloseAll() {
    error_code ignored;
    socket_.close(ignored);
    retry_.cancel();
    const auto open = connections_;  // closing one takes it off the set
    for (const auto& connection : open) connection->Close();
  }

  void RunAll() {
    while (true) {
      try {
        io_.run();
        return;
      } catch (const std::exception&) {
        // Out of memory, most likely: that connection is lost, the others go on.
      }
    }
  }

  asio::io_context io_{1};
  const ConnectionLinks links_;
  const std::chrono::nanoseconds tls_delay_;
  std::shared_ptr<TlsContext> tls_;  ///< null: HTTP without it
  tcp::acceptor socket_;
  asio::steady_timer retry_{io_};
  std::set<std::shared_ptr<Connection>> connections_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

Result<std::unique_ptr<HttpServer>> HttpServer::Start(std::shared_ptr<core::Handler> handler, std::shared_ptr<Clock> clock,
                                                      const HttpOptions& options) {
  const auto tlsDelay = options.tls ? options.tls->delay : std::chrono::nanoseconds::zero();
  auto acceptor = std::make_unique<Acceptor>(std::move(handler), std::move(clock), tlsDelay);
  if (options.tls) {
    auto tls = MakeTlsContext(*options.tls);
    if (!tls) return tls.error();
    acceptor->UseTls(std::move(*tls));
  }
  if (const error_code error = acceptor->Listen(options.port)) {
    return Error(ErrorCode::kUnavailable, "listening on 127.0.0.1:" + std::to_string(options.port) + ": " + error.message());
  }
  if (!acceptor->Run()) return Error(ErrorCode::kUnavailable, "no thread is left for the server");
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(acceptor)));
}

HttpServer::HttpServer(std::unique_ptr<Acceptor> acceptor) : acceptor_(std::move(acceptor)) {}
HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::Port() const { return acceptor_->Port(); }

}  // namespace k8s::testkit::http
