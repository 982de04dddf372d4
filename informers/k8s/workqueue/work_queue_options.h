#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <k8s/base/clock.h>

namespace k8s {

/// An item that may wait until there is nothing else to do: those of a resync, or of the first list after the start.
inline constexpr int kLowPriority = -100;

/// Is told what becomes of the items of a queue, for counters and histograms. How things stand is asked for, with Stats().
///
/// The calls come on the threads that use the queue, without any lock of it, several at once: they must be short and
/// thread-safe. An exception that leaves one is ignored.
class WorkQueueObserver {
 public:
  using Duration = Clock::TimePoint::duration;

  virtual ~WorkQueueObserver() = default;

  /// An item was added that was not waiting already: client-go's `workqueue_adds_total`.
  virtual void OnAdded() {}
  /// An item was taken that had waited so long: `workqueue_queue_duration_seconds`.
  virtual void OnTaken(Duration /*waited*/) {}
  /// An item was done after so long: `workqueue_work_duration_seconds`.
  virtual void OnDone(Duration /*worked*/) {}
  /// AddAfter() was called, perhaps by AddRateLimited(): `workqueue_retries_total`.
  virtual void OnDelayed() {}
};

struct WorkQueueOptions {
  /// What delays are measured by; one of the queue's own if it is null. Queues may share one, and with it its thread.
  std::shared_ptr<Clock> clock = nullptr;

  /// If there is one, it is told about each item; without, fewer times are taken.
  std::shared_ptr<WorkQueueObserver> observer = nullptr;
};

/// How things stand in a queue at one moment.
struct WorkQueueStats {
  std::size_t depth = 0;       ///< Items that wait to be taken: `workqueue_depth`
  std::size_t processing = 0;  ///< Items that were taken and are not done
  std::size_t delayed = 0;     ///< Items whose time has not come
  std::uint64_t adds = 0;      ///< Adds of items that were not waiting already
  std::uint64_t retries = 0;   ///< Calls of AddAfter(), and so of AddRateLimited()
  /// For how long the items that are processed have been so, taken together: `workqueue_unfinished_work_seconds`.
  std::chrono::nanoseconds unfinishedWork{};
  /// And that for which it is longest: `workqueue_longest_running_processor_seconds`. One that grows and grows is stuck.
  std::chrono::nanoseconds longestRunning{};
};

}  // namespace k8s
