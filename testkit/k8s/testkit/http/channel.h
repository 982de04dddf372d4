#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

namespace k8s::testkit::http {

/// A socket, with TLS over it or without: a stream as Beast and Asio want one.
class Channel {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Tls = boost::asio::ssl::context;
  using executor_type = Socket::executor_type;

  /// `tls` null: without.
  Channel(Socket socket, std::shared_ptr<Tls> tls) : socket_(std::move(socket)), context_(std::move(tls)) {
    if (context_ != nullptr) tls_.emplace(socket_, *context_);
  }

  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& Raw() { return socket_; }
  bool HasTls() const { return tls_.has_value(); }

  /// Only with TLS.
  template <class Done>
  void AsyncHandshake(Done done) {
    tls_->async_handshake(boost::asio::ssl::stream_base::server, std::move(done));
  }
  /// Says goodbye, as TLS wants it, and calls `done`; only with TLS.
  template <class Done>
  void AsyncGoodbye(Done done) {
    tls_->async_shutdown(std::move(done));
  }

  template <class Buffers, class Done>
  void async_read_some(const Buffers& buffers, Done&& done) {
    if (tls_) {
      tls_->async_read_some(buffers, std::forward<Done>(done));
    } else {
      socket_.async_read_some(buffers, std::forward<Done>(done));
    }
  }
  template <class Buffers, class Done>
  void async_write_some(const Buffers& buffers, Done&& done) {
    if (tls_) {
      tls_->async_write_some(buffers, std::forward<Done>(done));
    } else {
      socket_.async_write_some(buffers, std::forward<Done>(done));
    }
  }

  /// The common name in the client's certificate, which was verified; empty if it has shown none.
  std::string CertifiedName() {
    if (!tls_) return {};
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(tls_->native_handle()), X509_free);
    if (certificate == nullptr) return {};
    char name[256] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof(name));
    return name;
  }

 private:
  Socket socket_;
  std::shared_ptr<Tls> context_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
};

}  // namespace k8s::testkit::http
