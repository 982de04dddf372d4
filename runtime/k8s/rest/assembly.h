#pragma once

#include <memory>

#include <k8s/base/executor.h>
#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/rest/client_options.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// What the copies of a client share: where results are handled, and the way to the server with all that ClientOptions tells.
struct ClientParts {
  std::shared_ptr<Executor> executor;
  std::shared_ptr<Transport> transport;  // destroyed first: it ends what is in flight while the executor still takes results
};

/// The parts of a client of a configured server. Errors: see RestClient::Create().
Result<ClientParts> Assemble(const Config& config, const ClientOptions& options);

/// The same over a transport that is there already, and knows by itself who the user is.
Result<ClientParts> Assemble(std::shared_ptr<Transport> transport, const ClientOptions& options);

}  // namespace k8s::internal
