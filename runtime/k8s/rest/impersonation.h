#pragma once

#include <k8s/base/result.h>
#include <k8s/config/config.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// The headers that ask the server to take a request as that of `who`. kConfig: it names groups, a uid or extra, but no user.
Result<Headers> ImpersonationHeaders(const Impersonation& who);

}  // namespace k8s::internal
