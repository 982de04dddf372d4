#pragma once

#include <algorithm>
#include <mutex>
#include <utility>
#include <vector>

#include <k8s/base/call_end.h>
#include <k8s/base/clock.h>

namespace k8s::fakes {

/// A clock that stands still until it is waited for: then it is at once as late as the wait asks. What a test looks at is how
/// long that was.
class VirtualClock final : public Clock {
 public:
  TimePoint Now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }

  Result<void> WaitUntil(TimePoint at, const CallContext& context) override {
    if (context.stop.stop_requested()) return CallCancelled();
    std::lock_guard lock(mutex_);
    waits_.push_back(std::max(at - now_, Clock::TimePoint::duration::zero()));
    now_ = std::max(now_, at);
    return {};
  }

  Future<void> WaitUntilAsync(TimePoint at, const CallContext& context) override {
    return Future<void>(WaitUntil(at, context));
  }

  void Advance(TimePoint::duration by) {
    std::lock_guard lock(mutex_);
    now_ += by;
  }

  /// How long each wait was.
  std::vector<TimePoint::duration> Waits() const {
    std::lock_guard lock(mutex_);
    return waits_;
  }

 private:
  mutable std::mutex mutex_;
  TimePoint now_ = std::chrono::steady_clock::now();
  std::vector<TimePoint::duration> waits_;
};

}  // namespace k8s::fakes
