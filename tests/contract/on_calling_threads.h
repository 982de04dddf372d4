#pragma once

#include "contract/transport_contract.h"

namespace k8s::contract {

/// Makes transports whose SendAsync() is the Send() of those that `make` makes, each on a thread of its own: so the contract,
/// which waits for nothing that it can look at, also holds what is done on the threads of callers.
MakeTransport OnCallingThreads(MakeTransport make);

}  // namespace k8s::contract
