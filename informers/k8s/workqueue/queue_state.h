#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <k8s/workqueue/node_table.h>
#include <k8s/workqueue/waiting_items.h>
#include <k8s/workqueue/work_queue_options.h>

namespace k8s::internal {

/// The contract of a work queue, without threads and clocks: an item waits once, is processed by one at a time, and waits again
/// if it was added meanwhile.
class QueueState {
 public:
  using TimePoint = Clock::TimePoint;

  /// Whether it was not waiting already, here or for its processing to end. Leaves `item` to whoever destroys it if the item is
  /// known: nodes are made and destroyed outside of a lock.
  bool Add(std::unique_ptr<QueueNode>& item, int priority, TimePoint now);
  /// Adds it at a later time, or at an earlier one that was set before.
  void AddAt(TimePoint due, std::unique_ptr<QueueNode>& item, int priority);
  /// Adds the items whose time has come, in the order of their times. How many were not waiting already.
  std::size_t AddDue(TimePoint now);
  std::optional<TimePoint> NextDue() const;
  /// For the statistics: an item is added with a delay, or with none where there might be one.
  void CountRetry() { ++retries_; }

  bool HasWaiting() const { return !waiting_.Empty(); }
  /// Not of none. The node stays where it is until it is done.
  QueueNode& Take(TimePoint now);

  struct Finished {
    bool wasProcessed = false;  ///< Otherwise nothing was done
    TimePoint takenAt = {};
    std::unique_ptr<QueueNode> gone = nullptr;  ///< What was known of the item, unless it waits again
  };
  Finished Done(const QueueItem& item);

  /// From now on nothing can be added, and what was delayed is dropped: what was known of those items, for whoever destroys it.
  std::vector<std::unique_ptr<QueueNode>> Close();
  bool Closed() const { return closed_; }
  /// Whether nothing waits and nothing is processed.
  bool Idle() const { return waiting_.Empty() && processing_.Empty(); }

  std::size_t Depth() const { return waiting_.Size(); }
  WorkQueueStats Stats(TimePoint now) const;

 private:
  bool Add(QueueNode& node, int priority, TimePoint now);

  NodeTable nodes_;
  WaitingItems waiting_;
  NodeList processing_;  // whoever has been for longest, first
  DueItems due_;
  bool closed_ = false;
  std::uint64_t adds_ = 0;
  std::uint64_t retries_ = 0;
};

}  // namespace k8s::internal
