#pragma once

#include <chrono>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <k8s/base/call_end.h>
#include <k8s/base/clock.h>

namespace k8s::fakes {

/// A clock that a test turns by hand: what waits, waits until it does.
class ManualClock final : public Clock {
 public:
  TimePoint Now() const override {
    std::lock_guard lock(state_->mutex);
    return state_->now;
  }

  Result<void> WaitUntil(TimePoint at, const CallContext& context) override { return WaitUntilAsync(at, context).Get(); }

  Future<void> WaitUntilAsync(TimePoint at, const CallContext& context) override {
    auto wait = std::make_shared<Wait>();
    Future<void> future = wait->promise.GetFuture();
    wait->at = at;
    {
      std::lock_guard lock(state_->mutex);
      state_->waits.push_back(wait);
    }
    if (context.stop.stop_possible()) wait->on_stop.emplace(context.stop, Stop{state_, wait});
    return future;
  }

  void Advance(TimePoint::duration by) {
    std::vector<std::shared_ptr<Wait>> due;
    {
      std::lock_guard lock(state_->mutex);
      state_->now += by;
      for (auto wait = state_->waits.begin(); wait != state_->waits.end();) {
        const auto next = std::next(wait);
        if ((*wait)->at <= state_->now) {
          due.push_back(*wait);
          state_->waits.erase(wait);
        }
        wait = next;
      }
    }
    for (const auto& wait : due) wait->promise.Set({});
  }

 private:
  struct State;
  struct Wait;
  struct Stop {
    std::shared_ptr<State> state;
    std::weak_ptr<Wait> wait;
    void operator()() const {
      const auto ending = wait.lock();
      if (!ending) return;
      {
        std::lock_guard lock(state->mutex);
        const auto size = state->waits.size();
        state->waits.remove(ending);
        if (state->waits.size() == size) return;
      }
      ending->promise.Set(CallCancelled());
    }
  };
  struct Wait {
    TimePoint at;
    Promise<void> promise;
    std::optional<std::stop_callback<Stop>> on_stop;
  };
  struct State {
    std::mutex mutex;
    TimePoint now = std::chrono::steady_clock::now();
    std::list<std::shared_ptr<Wait>> waits;
  };

  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace k8s::fakes
