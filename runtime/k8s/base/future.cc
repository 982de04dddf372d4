#include <k8s/base/future.h>

namespace k8s::internal {

bool FutureCore::Ready() const {
  std::lock_guard lock(mutex_);
  return ready_;
}

Result<void> FutureCore::Wait(const CallContext& context) const {
  std::unique_lock lock(mutex_);
  const auto ready = [&] { return ready_; };
  if (context.deadline) {
    changed_.wait_until(lock, context.stop, *context.deadline, ready);
  } else {
    changed_.wait(lock, context.stop, ready);
  }
  if (ready_) return {};
  if (context.stop.stop_requested()) return Error(ErrorCode::kCancelled, "cancelled while waiting for a result");
  return Error(ErrorCode::kDeadlineExceeded, "deadline exceeded while waiting for a result");
}

void FutureCore::OnReady(UniqueFunction<void()> continuation) {
  {
    std::lock_guard lock(mutex_);
    if (!ready_) {
      continuation_ = std::move(continuation);
      return;
    }
  }
  Run(std::move(continuation));
}

void FutureCore::Announce() {
  UniqueFunction<void()> continuation;
  {
    std::lock_guard lock(mutex_);
    continuation = std::move(continuation_);
  }
  changed_.notify_all();
  if (continuation) Run(std::move(continuation));
}

void FutureCore::Run(UniqueFunction<void()> continuation) {
  if (executor_) {
    executor_->Post(std::move(continuation));
  } else {
    continuation();
  }
}

Error AbandonedPromise() { return Error(ErrorCode::kInternal, "the operation was dropped before it had a result"); }

Error EscapedException() {
  try {
    throw;
  } catch (const std::exception& exception) {
    return Error(ErrorCode::kInternal, std::string("uncaught exception: ") + exception.what());
  } catch (...) {
    return Error(ErrorCode::kInternal, "uncaught exception");
  }
}

}  // namespace k8s::internal
