#pragma once

#include <condition_variable>
#include <coroutine>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/executor.h>
#include <k8s/base/function.h>
#include <k8s/base/result.h>

namespace k8s {

template <class T>
class Future;
template <class T>
class Promise;

namespace internal {

/// What a Promise and its Future share, without the value. Fulfilled once; a continuation runs once.
class FutureCore {
 public:
  explicit FutureCore(std::shared_ptr<Executor> executor) : executor_(std::move(executor)) {}

  bool Ready() const;
  /// Waits until it is fulfilled, or the context ends the wait: then that Error.
  Result<void> Wait(const CallContext& context) const;
  /// Runs `continuation` once it is fulfilled: on the executor, or, without one, where it is fulfilled or here.
  void OnReady(UniqueFunction<void()> continuation);
  const std::shared_ptr<Executor>& GetExecutor() const { return executor_; }

 protected:
  ~FutureCore() = default;

  /// Calls `store` under the lock if this is the first time; then wakes whoever waits.
  template <class Store>
  void Fulfil(Store&& store) {
    {
      std::lock_guard lock(mutex_);
      if (ready_) return;
      store();
      ready_ = true;
    }
    Announce();
  }

 private:
  void Announce();
  void Run(UniqueFunction<void()> continuation);

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  bool ready_ = false;
  UniqueFunction<void()> continuation_;
  std::shared_ptr<Executor> executor_;
};

template <class T>
class FutureState final : public FutureCore {
 public:
  using FutureCore::FutureCore;
  void Set(Result<T> result) {
    Fulfil([&] { result_.emplace(std::move(result)); });
  }
  /// Only once Ready(), and once.
  Result<T> Take() { return std::move(*result_); }

 private:
  std::optional<Result<T>> result_;
};

Error AbandonedPromise();
Error EscapedException();

template <class R>
struct Unwrapped {
  using Type = R;
};
template <class R>
struct Unwrapped<Result<R>> {
  using Type = R;
};
template <class R>
struct Unwrapped<Future<R>> {
  using Type = R;
};

template <class R>
inline constexpr bool kIsFuture = false;
template <class R>
inline constexpr bool kIsFuture<Future<R>> = true;

}  // namespace internal

/// A Result<T> that comes later.
///
/// Take it once: with Get(), with Then(), or with `co_await`. Dropping a Future neither waits for the call nor cancels it:
/// cancel through the CallContext that the call was given. A function that returns Future<T> may be a coroutine.
///
/// Continuations and resumed coroutines run on the executor of the client that made the call, never on a thread of the
/// transport; at once, on the thread that attaches them, if the result is there already.
///
/// Thread safety: one Future is for one thread at a time; it may be moved to another.
template <class T>
class [[nodiscard]] Future {
 public:
  using value_type = T;

  Future() = default;
  explicit Future(std::shared_ptr<internal::FutureState<T>> state) : state_(std::move(state)) {}
  /// One that is there already.
  explicit Future(Result<T> result) : state_(std::make_shared<internal::FutureState<T>>(nullptr)) {
    state_->Set(std::move(result));
  }

  /// False of a default-constructed one, and of one that was taken.
  bool Valid() const noexcept { return state_ != nullptr; }

  /// Whether Get() would return at once.
  bool Ready() const { return state_->Ready(); }

  /// Waits for the result and takes it. If `context` ends the wait first, its Error is returned, the call itself goes on, and
  /// the Future stays valid.
  Result<T> Get(const CallContext& context = {}) {
    if (Result<void> waited = state_->Wait(context); !waited) return waited.error();
    return std::exchange(state_, nullptr)->Take();
  }

  /// Calls `next(Result<T>)` when the result is there; the Future of what it returns: a value, a Result, or another Future. An
  /// exception that leaves it becomes ErrorCode::kInternal.
  template <class F, class R = std::invoke_result_t<F, Result<T>>>
  auto Then(F next) -> Future<typename internal::Unwrapped<R>::Type> {
    using U = typename internal::Unwrapped<R>::Type;
    auto state = std::exchange(state_, nullptr);
    Promise<U> promise(state->GetExecutor());
    Future<U> future = promise.GetFuture();
    internal::FutureState<T>& core = *state;
    core.OnReady([state = std::move(state), next = std::move(next), promise = std::move(promise)]() mutable {
      try {
        if constexpr (internal::kIsFuture<R>) {
          next(state->Take()).ForwardTo(std::move(promise));
        } else if constexpr (std::is_void_v<R>) {
          next(state->Take());
          promise.Set({});
        } else {
          promise.Set(next(state->Take()));
        }
      } catch (...) {  // of `next`: nothing else here throws
        promise.Set(internal::EscapedException());
      }
    });
    return future;
  }

  /// The same Future, whose continuations run on `executor`; inline where it is fulfilled if that is null.
  Future On(std::shared_ptr<Executor> executor) {
    Promise<T> promise(std::move(executor));
    Future moved = promise.GetFuture();
    ForwardTo(std::move(promise));
    return moved;
  }

  /// Fulfils `promise` with this Future's result, without a detour over an executor.
  void ForwardTo(Promise<T> promise) {
    auto state = std::exchange(state_, nullptr);
    internal::FutureState<T>& core = *state;
    core.OnReady([state = std::move(state), promise = std::move(promise)]() mutable { promise.Set(state->Take()); });
  }

  // The coroutine machinery: `co_await future` gives the Result<T>.
  bool await_ready() const { return Ready(); }
  void await_suspend(std::coroutine_handle<> waiting) {
    auto state = state_;  // resuming may destroy this Future
    state->OnReady([waiting] { waiting.resume(); });
  }
  Result<T> await_resume() { return std::exchange(state_, nullptr)->Take(); }

 private:
  std::shared_ptr<internal::FutureState<T>> state_;
};

/// The other end of a Future. Destroyed without Set(), it fails its Future with ErrorCode::kInternal, so that nobody waits for
/// ever.
template <class T>
class Promise {
 public:
  explicit Promise(std::shared_ptr<Executor> executor = nullptr)
      : state_(std::make_shared<internal::FutureState<T>>(std::move(executor))) {}
  Promise(Promise&&) noexcept = default;
  Promise& operator=(Promise&&) noexcept = default;
  ~Promise() {
    if (state_) state_->Set(internal::AbandonedPromise());
  }

  /// Once.
  Future<T> GetFuture() { return Future<T>(state_); }

  /// The first call counts.
  void Set(Result<T> result) { std::exchange(state_, nullptr)->Set(std::move(result)); }

 private:
  std::shared_ptr<internal::FutureState<T>> state_;
};

namespace internal {

template <class T>
struct CoroutinePromise {
  k8s::Promise<T> promise;

  Future<T> get_return_object() { return promise.GetFuture(); }
  std::suspend_never initial_suspend() noexcept { return {}; }
  std::suspend_never final_suspend() noexcept { return {}; }
  void return_value(Result<T> result) { promise.Set(std::move(result)); }
  void unhandled_exception() { promise.Set(EscapedException()); }
};

}  // namespace internal
}  // namespace k8s

template <class T, class... Arguments>
struct std::coroutine_traits<k8s::Future<T>, Arguments...> {
  using promise_type = k8s::internal::CoroutinePromise<T>;
};
