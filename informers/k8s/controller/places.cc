#include <k8s/controller/places.h>

namespace k8s::internal {

void Places::Take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return free_ > 0; });
  --free_;
}

void Places::Give() {
  std::lock_guard lock(mutex_);
  ++free_;
  changed_.notify_all();  // within the lock: whoever waits for the last one may destroy this
}

void Places::WaitUntilFree() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return free_ == all_; });
}

std::size_t Places::Taken() const {
  std::lock_guard lock(mutex_);
  return all_ - free_;
}

}  // namespace k8s::internal
