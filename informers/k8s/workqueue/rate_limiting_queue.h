#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <utility>

#include <k8s/base/error.h>
#include <k8s/base/future.h>
#include <k8s/workqueue/item_rate_limiter.h>
#include <k8s/workqueue/work_queue.h>

namespace k8s {

/// A work queue for items that may fail and are tried again, later and later: what controllers use.
///
/// ```
/// k8s::RateLimitingQueue<k8s::ObjectKey> queue;
/// while (auto key = queue.Get().value()) {
///   if (Reconcile(*key)) {
///     queue.Forget(*key);
///   } else {
///     queue.AddRateLimited(*key);
///   }
///   queue.Done(*key);
/// }
/// ```
///
/// Thread safety: all members, from any thread.
template <WorkItem T>
class RateLimitingQueue : public WorkQueue<T> {
 public:
  /// With DefaultItemRateLimiter().
  explicit RateLimitingQueue(WorkQueueOptions options = WorkQueueOptions()) : RateLimitingQueue(nullptr, std::move(options)) {}

  /// `limiter` may be shared with other queues. Null is the default. `onError` hears of each exception that leaves it.
  explicit RateLimitingQueue(std::shared_ptr<ItemRateLimiter<T>> limiter, WorkQueueOptions options = WorkQueueOptions(),
                             std::function<void(const T& item, const Error& error)> onError = nullptr)
      : RateLimitingQueue(WithClock(std::move(options)), std::move(limiter), std::move(onError)) {}

  /// Adds the item again when the limiter allows it; in a second, if that throws.
  void AddRateLimited(const T& item, int priority = 0) {
    const std::chrono::nanoseconds fallback = std::chrono::seconds(1);
    this->AddAfter(item, Ask(item, fallback, [&] { return limiter_->When(item); }), priority);
  }

  /// The item succeeded, or is given up: its failures count no longer. Done() is called all the same.
  void Forget(const T& item) {
    Ask(item, true, [&] {
      limiter_->Forget(item);
      return true;
    });
  }

  /// How often the item was added with a limit since it was forgotten; 0 if the limiter throws.
  int Failures(const T& item) const {
    return Ask(item, 0, [&] { return limiter_->Failures(item); });
  }

 private:
  struct Clocked {
    WorkQueueOptions options;
  };

  static Clocked WithClock(WorkQueueOptions options) {
    if (!options.clock) options.clock = std::make_shared<SystemClock>();
    return {std::move(options)};
  }

  RateLimitingQueue(Clocked clocked, std::shared_ptr<ItemRateLimiter<T>> limiter,
                    std::function<void(const T&, const Error&)> onError)
      : WorkQueue<T>(clocked.options),
        limiter_(limiter ? std::move(limiter) : DefaultItemRateLimiter<T>(std::move(clocked.options.clock))),
        on_error_(std::move(onError)) {}

  // Limiters may be the user's: a worker must not end by one.
  template <class Answer, class Question>
  Answer Ask(const T& item, Answer fallback, Question question) const {
    try {
      return question();
    } catch (...) {
      Report(item, internal::EscapedException().WithContext("the rate limiter"));
      return fallback;
    }
  }

  void Report(const T& item, const Error& error) const {
    if (!on_error_) return;
    try {
      on_error_(item, error);
    } catch (...) {  // of the user's: there is nobody left to tell
      return;
    }
  }

  const std::shared_ptr<ItemRateLimiter<T>> limiter_;
  const std::function<void(const T&, const Error&)> on_error_;
};

}  // namespace k8s
