#pragma once

#include <memory>
#include <stop_token>
#include <utility>

#include <k8s/base/call_end.h>
#include <k8s/base/clock.h>
#include <k8s/base/future.h>

namespace k8s {

/// `future`, or the Error of `context` if that ends first: kCancelled, kDeadlineExceeded. What the future stands for goes on
/// all the same, and its result is dropped. For work that several callers share, which none of them may end.
template <class T>
Future<T> Bounded(Future<T> future, const CallContext& context, Clock& clock) {
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
    auto late = clock.WaitUntilAsync(*context.deadline, {.stop = done.get_token()}).Then([state](Result<void> waited) {
      if (waited) state->Set(CallDeadlineExceeded());
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
