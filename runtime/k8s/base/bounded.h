#pragma once

#include <memory>
#include <stop_token>
#include <utility>

#include <k8s/base/call_end.h>
#include <k8s/base/clock.h>
#include <k8s/base/executor.h>
#include <k8s/base/future.h>

namespace k8s {

/// `future`, or the Error of `context` if that ends first: kCancelled, kDeadlineExceeded. What the future stands for goes on
/// all the same, and its result is dropped. For work that several callers share, which none of them may end.
///
/// With `lateOn`, that the deadline has passed is told there, not on a thread of the clock. A result is told where it comes.
template <class T>
Future<T> Bounded(Future<T> future, const CallContext& context, Clock& clock, std::shared_ptr<Executor> lateOn = nullptr) {
  if (future.Ready() || (!context.stop.stop_possible() && !context.deadline)) return future;
  using State = internal::FutureState<T>;
  const auto state = std::make_shared<State>(nullptr);  // the first result that is set counts
  struct Stopped {
    std::shared_ptr<State> state;
    void operator()() const { state->Set(CallCancelled()); }
  };
  auto onStop = std::make_shared<std::stop_callback<Stopped>>(context.stop, Stopped{state});
  std::stop_source done;
  if (context.deadline) {
    auto waiting = clock.WaitUntilAsync(*context.deadline, {.stop = done.get_token()});
    auto late = waiting.Then([state, lateOn](Result<void> waited) {
      if (!waited) return;
      const auto tell = [state] { state->Set(CallDeadlineExceeded()); };
      lateOn ? lateOn->Post(tell) : tell();
    });
  }
  auto ended = future.Then([state, done, onStop](Result<T> result) mutable {
    onStop.reset();
    done.request_stop();
    state->Set(std::move(result));
  });
  return Future<T>(state);
}

}  // namespace k8s
