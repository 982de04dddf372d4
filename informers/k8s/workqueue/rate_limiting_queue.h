#pragma once

#include <memory>
#include <utility>

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

  /// `limiter` may be shared with other queues. Null is the default.
  explicit RateLimitingQueue(std::shared_ptr<ItemRateLimiter<T>> limiter, WorkQueueOptions options = WorkQueueOptions())
      : RateLimitingQueue(WithClock(std::move(options)), std::move(limiter)) {}

  /// Adds the item again when the limiter allows it.
  void AddRateLimited(const T& item, int priority = 0) { this->AddAfter(item, limiter_->When(item), priority); }

  /// The item succeeded, or is given up: its failures count no longer. Done() is called all the same.
  void Forget(const T& item) { limiter_->Forget(item); }

  /// How often the item was added with a limit since it was forgotten.
  int Failures(const T& item) const { return limiter_->Failures(item); }

 private:
  struct Clocked {
    WorkQueueOptions options;
  };

  static Clocked WithClock(WorkQueueOptions options) {
    if (!options.clock) options.clock = std::make_shared<SystemClock>();
    return {std::move(options)};
  }

  RateLimitingQueue(Clocked clocked, std::shared_ptr<ItemRateLimiter<T>> limiter)
      : WorkQueue<T>(clocked.options),
        limiter_(limiter ? std::move(limiter) : DefaultItemRateLimiter<T>(std::move(clocked.options.clock))) {}

  const std::shared_ptr<ItemRateLimiter<T>> limiter_;
};

}  // namespace k8s
