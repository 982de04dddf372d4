#pragma once

#include <atomic>
#include <mutex>
#include <shared_mutex>

namespace k8s::internal {

/// Stands before what ends at the exit of the process though threads may still be using it, as the pool of a library: its end
/// waits for those who are inside, and nobody comes in afterwards. It has to outlive both: it is never to be destroyed.
class ExitGate {
 public:
  /// The way in: whoever holds the lock holds up Close(). Nothing is locked where the end has come.
  std::shared_lock<std::shared_mutex> Enter() {
    std::shared_lock inside(mutex_);
    if (closed_) inside.unlock();
    return inside;
  }

  /// Waits for those inside.
  void Close() {
    std::lock_guard alone(mutex_);
    closed_ = true;
  }

  bool IsClosed() const { return closed_; }

 private:
  std::shared_mutex mutex_;
  std::atomic<bool> closed_ = false;
};

}  // namespace k8s::internal
