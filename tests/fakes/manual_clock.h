#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

#include <k8s/base/call_end.h>
#include <k8s/base/clock.h>

namespace k8s::fakes {

/// A clock that a test turns by hand: waits end when Advance() reaches their time, on the thread that calls it.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(TimePoint begin = TimePoint(std::chrono::hours(1))) : now_(begin) {}
  /// One that begins now, for deadlines that are kept by the clock of the machine, too.
  static std::shared_ptr<ManualClock> BeginningNow() { return std::make_shared<ManualClock>(std::chrono::steady_clock::now()); }

  TimePoint Now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }

  Result<void> WaitUntil(TimePoint at, const CallContext& context) override { return WaitUntilAsync(at, context).Get(); }

  Future<void> WaitUntilAsync(TimePoint at, const CallContext& context) override {
    auto wait = std::make_shared<Wait>();
    Future<void> future = wait->promise.GetFuture();
    {
      std::lock_guard lock(mutex_);
      if (at <= now_) return Future<void>(Result<void>());
      wait->place = waits_.emplace(at, wait);
    }
    wait->onStop.emplace(context.stop, Stopped{this, wait.get()});
    return future;
  }

  void Advance(TimePoint::duration by) {
    {
      std::lock_guard lock(mutex_);
      now_ += by;
    }
    while (const std::shared_ptr<Wait> due = TakeDue()) due->promise.Set({});
  }

  /// How many wait.
  std::size_t Waits() const {
    std::lock_guard lock(mutex_);
    return waits_.size();
  }

 private:
  struct Wait;
  using WaitList = std::multimap<TimePoint, std::shared_ptr<Wait>>;
  struct Stopped {
    ManualClock* clock;
    Wait* wait;
    void operator()() const { clock->Stop(*wait); }
  };
  struct Wait {
    Promise<void> promise;
    std::optional<WaitList::iterator> place;
    std::optional<std::stop_callback<Stopped>> onStop;
  };

  std::shared_ptr<Wait> Take(Wait& wait) {
    if (!wait.place) return nullptr;
    std::shared_ptr<Wait> taken = std::move((*wait.place)->second);
    waits_.erase(*wait.place);
    wait.place.reset();
    return taken;
  }
  std::shared_ptr<Wait> TakeDue() {
    std::lock_guard lock(mutex_);
    return waits_.empty() || waits_.begin()->first > now_ ? nullptr : Take(*waits_.begin()->second);
  }
  void Stop(Wait& wait) {
    std::shared_ptr<Wait> taken;
    {
      std::lock_guard lock(mutex_);
      taken = Take(wait);
    }
    if (taken) taken->promise.Set(CallCancelled());
  }

  mutable std::mutex mutex_;
  TimePoint now_;
  WaitList waits_;
};

}  // namespace k8s::fakes
