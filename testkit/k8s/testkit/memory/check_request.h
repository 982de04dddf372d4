#pragma once

#include <k8s/transport/transport.h>

namespace k8s::testkit::memory {

/// kInvalidArgument for what HTTP could not carry, or would carry as another request: a test without sockets must find it too.
Result<void> CheckRequest(const Request& request);

}  // namespace k8s::testkit::memory
