#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>

#include <k8s/testkit/http/tls_context.h>

namespace k8s::testkit::http {

namespace asio = boost::asio;

Result<std::shared_ptr<TlsContext>> MakeTlsContext(const TlsOptions& options) {
  auto tls = std::make_shared<TlsContext>(TlsContext::tls_server);
  SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_TICKET);  // no session is resumed: each client shows its certificate
  SSL_CTX_set_session_cache_mode(tls->native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(tls->native_handle(), 0);
  boost::system::error_code error;
  tls->use_certificate_chain(asio::buffer(options.server.certificate), error);
  if (!error) tls->use_private_key(asio::buffer(options.server.key), TlsContext::pem, error);
  if (!error) tls->add_certificate_authority(asio::buffer(options.clientAuthority), error);
  if (!error) tls->set_verify_mode(asio::ssl::verify_peer, error);  // those who show no certificate may come in, too
  if (error) return Error(ErrorCode::kInternal, "preparing TLS: " + error.message());
  return tls;
}

}  // namespace k8s::testkit::http
