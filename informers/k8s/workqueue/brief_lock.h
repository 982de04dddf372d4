#pragma once

#include <mutex>

namespace k8s::internal {

/// Tells the processor that this thread looks again and again.
inline void Pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Locks a mutex that nobody holds for long: looks again for some time before it lets the thread sleep, which would cost more
/// than what is done under the lock.
inline std::unique_lock<std::mutex> LockBriefly(std::mutex& mutex) {
  constexpr int kLooks = 4;
  constexpr int kPausesBetween = 30;
  for (int i = 0; i < kLooks; ++i) {
    std::unique_lock lock(mutex, std::try_to_lock);
    if (lock) return lock;
    for (int j = 0; j < kPausesBetween; ++j) Pause();
  }
  return std::unique_lock(mutex);
}

}  // namespace k8s::internal
