#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace k8s::internal {

/// How many may be under way at once.
///
/// Thread safety: all members, from any thread.
class Places {
 public:
  explicit Places(std::size_t places) : free_(places), all_(places) {}

  /// Waits for a free one.
  void Take();
  void Give();
  /// Waits until all are free.
  void WaitUntilFree();
  std::size_t Taken() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t free_;
  const std::size_t all_;
};

}  // namespace k8s::internal
