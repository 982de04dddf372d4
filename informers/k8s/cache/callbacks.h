#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <utility>

#include <k8s/base/error.h>
#include <k8s/cache/inside_callback.h>

namespace k8s::internal {

/// What an informer does for others on threads that are not its own: changes of the cache, with the index functions in them,
/// transforms, and reports to the error handler. A Stop() that waits for just that needs none of those threads, so it may be
/// one of them that stops.
///
/// Thread safety: all members, from any thread.
class Callbacks {
 public:
  using ErrorHandler = std::function<void(const Error&)>;

  explicit Callbacks(ErrorHandler onError) : on_error_(std::move(onError)) {}

  /// Calls `call`; false, without a call, once it is closed.
  template <class Call>
  bool Run(Call&& call) {
    if (!Enter()) return false;
    const Within within(*this);
    call();
    return true;
  }

  /// Tells the error handler, from wherever. What that throws is dropped: there is nobody left to tell.
  void Report(const Error& error);

  /// Nothing begins any more; what runs goes on.
  void Close();
  /// Waits for what runs, unless this thread is within it. For closed ones.
  void WaitUntilIdle() const;
  /// Whether this thread is within a call.
  bool IsWithin() const { return InsideCallback::Of(this); }

 private:
  class Within {
   public:
    explicit Within(Callbacks& callbacks) : callbacks_(callbacks), inside_(&callbacks) {}
    ~Within() { callbacks_.Leave(); }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;

   private:
    Callbacks& callbacks_;
    const InsideCallback inside_;
  };

  bool Enter();
  void Leave();

  const ErrorHandler on_error_;
  mutable std::mutex mutex_;
  mutable std::condition_variable idle_;
  std::size_t running_ = 0;
  bool closed_ = false;
};

}  // namespace k8s::internal
