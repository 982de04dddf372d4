#pragma once

#include <functional>
#include <memory>

#include <k8s/transport/transport.h>

namespace k8s::internal {

/// What a transport is to be made of now: the same pointer as long as nothing has changed. Called for each request, from any
/// thread.
using CurrentOptions = std::function<Result<std::shared_ptr<const TransportOptions>>()>;
using TransportFactory = std::function<Result<std::shared_ptr<Transport>>(const TransportOptions&)>;

/// A transport for a server whose roots, or a client whose certificate, may be replaced on disk: each request goes through a
/// transport made of the current options. What is under way on an older one, a watch too, goes on there, and keeps it until its
/// end. Options of which no transport can be made leave the last good one in use.
///
/// Errors: those of the first options, and of making a transport of them.
Result<std::shared_ptr<Transport>> MakeRenewingTransport(CurrentOptions current, TransportFactory make);

}  // namespace k8s::internal
