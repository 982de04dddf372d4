#pragma once

#include <chrono>
#include <memory>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>

namespace k8s {

/// Time, and waiting for it. What waits takes its clock as a parameter, so that tests can bring one that they turn by hand.
///
/// Thread safety: all members, from any thread.
class Clock {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  virtual ~Clock() = default;

  virtual TimePoint Now() const = 0;

  /// Waits until `at` on this thread. The context ends it before: kCancelled, kDeadlineExceeded.
  virtual Result<void> WaitUntil(TimePoint at, const CallContext& context) = 0;

  /// The same without a thread that waits. The Future is fulfilled on a thread of the clock, or on the one that triggers the
  /// stop token: its continuations must be short unless they run on an executor. If the clock dies before, it fails with
  /// kCancelled. kUnavailable: no thread can be had for the clock.
  virtual Future<void> WaitUntilAsync(TimePoint at, const CallContext& context) = 0;
};

/// The steady clock of the machine. Has one thread from the first WaitUntilAsync() on, whatever number of waits.
///
/// The destructor ends what still waits, and the thread. Destroyed by a continuation on that very thread, or on one of a
/// transport, it leaves the thread to end by itself.
class SystemClock final : public Clock {
 public:
  SystemClock();
  ~SystemClock() override;
  SystemClock(const SystemClock&) = delete;
  SystemClock& operator=(const SystemClock&) = delete;

  TimePoint Now() const override { return std::chrono::steady_clock::now(); }
  Result<void> WaitUntil(TimePoint at, const CallContext& context) override;
  Future<void> WaitUntilAsync(TimePoint at, const CallContext& context) override;

 private:
  class Timers;

  const std::shared_ptr<Timers> timers_;  // shared with its thread
};

}  // namespace k8s
