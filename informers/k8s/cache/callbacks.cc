#include <k8s/cache/callbacks.h>

namespace k8s::internal {

void Callbacks::Report(const Error& error) {
  if (!on_error_) return;
  Run([&] {
    try {
      on_error_(error);
    } catch (...) {  // of the user's
      return;
    }
  });
}

void Callbacks::Close() {
  std::lock_guard lock(mutex_);
  closed_ = true;
}

void Callbacks::WaitUntilIdle() const {
  if (IsWithin()) return;
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [&] { return running_ == 0; });
}

bool Callbacks::Enter() {
  std::lock_guard lock(mutex_);
  if (closed_) return false;
  ++running_;
  return true;
}

void Callbacks::Leave() {
  std::lock_guard lock(mutex_);
  // With the lock: whoever waited may destroy this as soon as it has it.
  if (--running_ == 0) idle_.notify_all();
}

}  // namespace k8s::internal
