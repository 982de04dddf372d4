#include <k8s/base/call_end.h>

namespace k8s {

Error CallCancelled() { return Error(ErrorCode::kCancelled, "the call was cancelled"); }

Error CallDeadlineExceeded() { return Error(ErrorCode::kDeadlineExceeded, "the deadline of the call has passed"); }

Result<void> CheckContext(const CallContext& context, std::chrono::steady_clock::time_point now) {
  if (context.stop.stop_requested()) return CallCancelled();
  if (context.deadline && *context.deadline <= now) return CallDeadlineExceeded();
  return {};
}

}  // namespace k8s
