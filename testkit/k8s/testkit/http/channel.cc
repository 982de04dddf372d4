#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

#include <k8s/testkit/http/channel.h>

namespace k8s::testkit::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

auto WithoutCount(Channel::Done done) {
  return [done = std::move(done)](error_code error, std::size_t) mutable { done(error); };
}

}  // namespace

struct Channel::Tls {
  asio::ssl::stream<Socket&> stream;
};

Channel::Channel(Socket socket, std::shared_ptr<TlsContext> tls) : socket_(std::move(socket)), context_(std::move(tls)) {
  if (context_ != nullptr) tls_.reset(new Tls{.stream = {socket_, *context_}});
}

Channel::~Channel() = default;

void Channel::Handshake(Done done) { tls_->stream.async_handshake(asio::ssl::stream_base::server, std::move(done)); }

void Channel::Goodbye(Done done) { tls_->stream.async_shutdown(std::move(done)); }

void Channel::Read(std::span<char> buffer, DoneReading done) {
  const asio::mutable_buffer target(buffer.data(), buffer.size());
  if (tls_ != nullptr) {
    tls_->stream.async_read_some(target, std::move(done));
  } else {
    socket_.async_read_some(target, std::move(done));
  }
}

void Channel::Write(const std::string& bytes, Done done) {
  const asio::const_buffer source(bytes.data(), bytes.size());
  if (tls_ != nullptr) {
    asio::async_write(tls_->stream, source, WithoutCount(std::move(done)));
  } else {
    asio::async_write(socket_, source, WithoutCount(std::move(done)));
  }
}

std::string Channel::CertifiedName() {
  if (tls_ == nullptr) return {};
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(tls_->stream.native_handle()),
                                                                X509_free);
  if (certificate == nullptr) return {};
  char name[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof(name));
  return name;
}

}  // namespace k8s::testkit::http
