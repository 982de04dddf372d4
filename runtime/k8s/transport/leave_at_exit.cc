#include <mutex>
#include <utility>
#include <vector>

#include <k8s/transport/leave_at_exit.h>

namespace k8s::internal {

void LeaveAtExit(std::shared_ptr<void> abandoned) {
  static std::mutex mutex;
  static auto& kept = *new std::vector<std::shared_ptr<void>>;  // never destroyed, so neither is what it holds
  std::lock_guard lock(mutex);
  kept.push_back(std::move(abandoned));
}

}  // namespace k8s::internal
