#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/workqueue/queue_core.h>
#include <k8s/workqueue/queue_node.h>
#include <k8s/workqueue/work_queue_options.h>

namespace k8s {

namespace internal {

template <class T>
struct ItemNode final : QueueNode {
  explicit ItemNode(T&& moved) : QueueNode(std::hash<T>()(moved)), item(std::move(moved)) {}
  bool Is(const QueueNode& node) const override { return static_cast<const ItemNode&>(node).item == item; }

  const T item;
};

template <class T>
class KnownItem final : public QueueItem {
 public:
  explicit KnownItem(const T& item) : QueueItem(std::hash<T>()(item)), item_(item) {}
  bool Is(const QueueNode& node) const override { return static_cast<const ItemNode<T>&>(node).item == item_; }

 private:
  const T& item_;
};

}  // namespace internal

/// What can be put into queues: values that are equal or not, such as an ObjectKey.
template <class T>
concept WorkItem = std::copyable<T> && std::equality_comparable<T> && requires(const T& item) {
  { std::hash<T>()(item) } -> std::convertible_to<std::size_t>;
};

/// An item that was taken, with the priority that it had: an item that is tried again may keep it.
template <class T>
struct TakenItem {
  T item;
  int priority = 0;
};

/// The queue between those who notice that something is to be done and those who do it, with the contract of client-go's
/// workqueue:
///
/// - an item is never processed by two workers at once;
/// - an item that is added again before it is taken is taken once;
/// - an item that is added while it is processed is taken once more, after Done();
/// - items are taken in the order in which they were added, those of a higher priority first;
/// - ShutDown() lets the workers take what is there, and then tells them to end.
///
/// ```
/// while (auto key = queue.Get().value()) {
///   Reconcile(*key);
///   queue.Done(*key);
/// }
/// ```
///
/// Any queue can delay its items; client-go has a second type for that.
///
/// Thread safety: all members, from any thread. Equality of T is tested under the queue's lock: it must not use the queue.
/// Before the queue is destroyed, ShutDown(), and join whoever may wait for it.
template <WorkItem T>
class WorkQueue {
 public:
  explicit WorkQueue(WorkQueueOptions options = WorkQueueOptions()) : core_(std::move(options)) {}

  /// Of an item that waits already, the higher of the priorities counts. Ignored once the queue is shutting down.
  void Add(T item, int priority = 0) { core_.Add(std::make_unique<internal::ItemNode<T>>(std::move(item)), priority); }

  /// Adds the item when `delay` has passed, at once if that is not above zero. Of an item that is delayed already, the earlier
  /// time counts, and the higher priority; neither Add() nor Done() changes that. ShutDown() drops it.
  void AddAfter(T item, std::chrono::nanoseconds delay, int priority = 0) {
    core_.AddAfter(std::chrono::duration_cast<Clock::TimePoint::duration>(delay),
                   std::make_unique<internal::ItemNode<T>>(std::move(item)), priority);
  }

  /// Waits for an item, and takes it: it is for this caller alone until Done(). Nothing, once the queue is shutting down and
  /// empty. Errors: kCancelled and kDeadlineExceeded, by the context; the deadline is one of the system's clock.
  Result<std::optional<T>> Get(const CallContext& context = {}) {
    return core_.Get(context).transform(
        [](const internal::QueueNode* node) { return node == nullptr ? std::optional<T>() : std::optional<T>(ItemOf(*node)); });
  }

  /// As Get(), with the item's priority.
  Result<std::optional<TakenItem<T>>> GetWithPriority(const CallContext& context = {}) {
    return core_.Get(context).transform([](const internal::QueueNode* node) {
      return node == nullptr ? std::optional<TakenItem<T>>() : TakenItem<T>{ItemOf(*node), node->takenPriority};
    });
  }

  /// The item was processed. It waits again if it was added meanwhile. Does nothing to an item that was not taken.
  void Done(const T& item) { core_.Done(internal::KnownItem<T>(item)); }

  /// From now on Add() and AddAfter() do nothing, and delayed items are dropped. Does not wait.
  void ShutDown() { core_.ShutDown(); }

  /// As ShutDown(); then waits until all items are done, those too that were added while they were processed. There must be a
  /// worker, therefore. Errors: kCancelled and kDeadlineExceeded, by the context; kCancelled if ShutDown() is called meanwhile.
  Result<void> ShutDownWithDrain(const CallContext& context = {}) { return core_.ShutDownWithDrain(context); }

  bool ShuttingDown() const { return core_.ShuttingDown(); }

  /// How many items wait to be taken. Those that are processed, or delayed, do not count.
  std::size_t Len() const { return core_.Len(); }

  WorkQueueStats Stats() const { return core_.Stats(); }

 private:
  static const T& ItemOf(const internal::QueueNode& node) { return static_cast<const internal::ItemNode<T>&>(node).item; }

  internal::QueueCore core_;
};

}  // namespace k8s
