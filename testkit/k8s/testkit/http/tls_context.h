#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <k8s/base/result.h>
#include <k8s/testkit/http/certificates.h>

namespace boost::asio::ssl {
class context;
}  // namespace boost::asio::ssl

namespace k8s::testkit::http {

using TlsContext = boost::asio::ssl::context;

struct TlsOptions {
  KeyPair server;
  std::string clientAuthority;       ///< PEM; a client certificate must be of it
  std::chrono::nanoseconds delay{};  ///< before each handshake
};

/// What the connections of a server have in common.
Result<std::shared_ptr<TlsContext>> MakeTlsContext(const TlsOptions& options);

}  // namespace k8s::testkit::http
