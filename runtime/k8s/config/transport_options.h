#pragma once

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// What a transport must know of `config`, certificates and keys read from their files. Who the user is, beyond a client
/// certificate, is not part of it: see CredentialSource.
///
/// Without a proxy in `config` it is that of the environment: HTTPS_PROXY for a server with TLS, HTTP_PROXY for one without, or
/// their lower-case twins, unless NO_PROXY has the server: all as in Go. What runs on this machine is never reached over a
/// proxy.
///
/// kConfig: `config` is incomplete or contradictory; a file cannot be read, or holds no certificate or key in PEM; certificate
/// and key do not belong together, or the key is encrypted; the proxy's URL is malformed.
Result<TransportOptions> MakeTransportOptions(const Config& config, const Environment& environment = Environment::Process());

}  // namespace k8s
