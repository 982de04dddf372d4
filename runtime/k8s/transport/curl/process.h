#pragma once

#include <memory>

#include <k8s/base/result.h>
#include <k8s/transport/exit_gate.h>

namespace k8s::curl {

class Loop;

/// Sets libcurl up for the process, once. kUnsupported if it is not one that we can work with.
Result<void> EnsureCurl();

/// Ends the thread of `loop`, should it still be there, when the process exits: before OpenSSL is cleaned up under it.
void EndAtExit(const std::shared_ptr<Loop>& loop);

/// Where this is closed, the process is exiting and that has begun: what is libcurl's can no longer be used, nor destroyed.
internal::ExitGate& CurlGate();

}  // namespace k8s::curl
