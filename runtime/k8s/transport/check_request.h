#pragma once

#include <k8s/base/call_end.h>
#include <k8s/base/result.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// What every transport asks of a request before it sends it. kInvalidArgument for what HTTP could not carry, or would carry as
/// another request (an HTTP library may pass line breaks in headers on): a test without sockets must find it too.
Result<void> CheckRequest(const Request& request);

/// The same, and whether the call has ended before it began.
Result<void> CheckCall(const Request& request, const CallContext& context);

}  // namespace k8s
