#include <optional>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <netinet/tcp.h>
#include <poll.h>

#include <k8s/transport/cpprest/connection_check.h>

namespace k8s::cpprest {
namespace {

using boost::asio::ip::tcp;
using TlsStream = boost::asio::ssl::stream<tcp::socket&>;

thread_local bool resend_refused = false;

/// Whether a connection on which the server has nothing to say has said something: closed, reset, or sent bytes that belong to
/// no request.
bool IsStale(tcp::socket& socket) {
  pollfd idle{socket.native_handle(), POLLIN | POLLRDHUP, 0};
  return poll(&idle, 1, 0) != 0;
}

void SetIntOption(tcp::socket& socket, int level, int name, int value) {
  setsockopt(socket.native_handle(), level, name, &value, sizeof value);
}

/// A watch may be silent for hours, and a server that vanished would never be missed. The socket does not exist yet when we are
/// shown it, and opening it takes the address family: known only of a server given by its address.
void OpenWithKeepAlive(tcp::socket& socket, const tcp& family) {
  boost::system::error_code failed;
  socket.open(family, failed);
  if (failed) return;  // connecting will tell
  SetIntOption(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  SetIntOption(socket, IPPROTO_TCP, TCP_KEEPIDLE, 30);
  SetIntOption(socket, IPPROTO_TCP, TCP_KEEPINTVL, 10);
  SetIntOption(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
}

std::optional<tcp> KnownFamily(const Url& server, bool proxied) {
  if (proxied) return std::nullopt;
  if (server.HostIsIpv4()) return tcp::v4();
  if (server.HostIsIpv6()) return tcp::v6();
  return std::nullopt;
}

}  // namespace

void RefuseNextResend() { resend_refused = true; }

std::function<void(web::http::client::native_handle)> ConnectionCheck(const Url& server, bool proxied) {
  const bool tls = server.scheme == "https";
  // Behind a proxy the handle of a TLS connection is that of its TCP socket as long as it is new, and nothing tells which.
  const bool known_type = !tls || !proxied;
  return [tls, known_type, family = KnownFamily(server, proxied)](web::http::client::native_handle handle) {
    if (std::exchange(resend_refused, false)) throw ResendRefused();
    if (!known_type) return;
    tcp::socket& socket = tls ? static_cast<TlsStream*>(handle)->next_layer() : *static_cast<tcp::socket*>(handle);
    if (socket.is_open()) {
      if (IsStale(socket)) throw StaleConnection();
    } else if (family) {
      OpenWithKeepAlive(socket, *family);
    }
  };
}

}  // namespace k8s::cpprest
