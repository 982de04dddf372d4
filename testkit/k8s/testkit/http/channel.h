#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include <k8s/base/function.h>
#include <k8s/testkit/http/tls_context.h>

namespace k8s::testkit::http {

/// A socket, with TLS over it or without. What it does ends on the socket's executor, with a call of `done`.
class Channel {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Done = UniqueFunction<void(boost::system::error_code)>;
  using DoneReading = UniqueFunction<void(boost::system::error_code, std::size_t)>;

  /// `tls` null: without.
  Channel(Socket socket, std::shared_ptr<TlsContext> tls);
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  Socket& Raw() { return socket_; }
  bool HasTls() const { return tls_ != nullptr; }

  /// Only with TLS.
  void Handshake(Done done);
  /// Says goodbye, as TLS wants it; only with TLS.
  void Goodbye(Done done);

  /// Reads what is there, at least one byte. The buffer must stay until then.
  void Read(std::span<char> buffer, DoneReading done);
  /// Writes all of it. The bytes must stay until then.
  void Write(const std::string& bytes, Done done);

  /// The common name in the client's certificate, which was verified; empty if it has shown none.
  std::string CertifiedName();

 private:
  struct Tls;

  Socket socket_;
  std::shared_ptr<TlsContext> context_;
  std::unique_ptr<Tls> tls_;
};

}  // namespace k8s::testkit::http
