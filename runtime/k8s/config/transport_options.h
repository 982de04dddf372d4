#pragma once

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// What a transport must know of `config`, certificates and keys read from their files. Who the user is, beyond a client
/// certificate, is not part of it: see TokenSource.
///
/// kConfig: `config` is incomplete or contradictory, or a file cannot be read or holds no PEM.
Result<TransportOptions> MakeTransportOptions(const Config& config, const Environment& environment = Environment::Process());

}  // namespace k8s
