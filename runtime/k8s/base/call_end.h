#pragma once

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>

namespace k8s {

/// What a call ends with when its stop token says so: kCancelled.
Error CallCancelled();

/// What a call ends with when its deadline has passed: kDeadlineExceeded.
Error CallDeadlineExceeded();

/// Whether the context lets a call begin, or go on, at `now`: one of the two Errors if it does not.
Result<void> CheckContext(const CallContext& context, std::chrono::steady_clock::time_point now);

}  // namespace k8s
