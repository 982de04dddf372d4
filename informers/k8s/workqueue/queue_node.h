#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>

#include <k8s/base/clock.h>

namespace k8s::internal {

struct QueueNode;

/// The items whose time has not come, the next one first.
using DueItems = std::multimap<Clock::TimePoint, QueueNode*>;

/// An item that is looked for: what a shell tells the core of it.
class QueueItem {
 public:
  std::size_t Hash() const { return hash_; }
  virtual bool Is(const QueueNode& node) const = 0;

 protected:
  explicit QueueItem(std::size_t hash) : hash_(hash) {}
  ~QueueItem() = default;

 private:
  const std::size_t hash_;
};

/// All that a queue knows of one item, which the shell appends. There is one as long as it waits, is processed or is delayed.
struct QueueNode : QueueItem {
  explicit QueueNode(std::size_t hash) : QueueItem(hash) {}
  virtual ~QueueNode() = default;
  QueueNode(const QueueNode&) = delete;
  QueueNode& operator=(const QueueNode&) = delete;

  bool waiting = false;
  bool processing = false;
  bool again = false;  // added while it was processed: waits when that is done
  int priority = 0;    // of the wait, this one or the next
  Clock::TimePoint addedAt;
  Clock::TimePoint takenAt;
  int takenPriority = 0;  // set as it is taken alone: whoever took it reads it without the lock

  struct Delay {
    DueItems::iterator place;
    int priority;
  };
  std::optional<Delay> delay;

  // The list of those that wait, or of those that are processed.
  QueueNode* before = nullptr;
  QueueNode* after = nullptr;

  // The table of all.
  std::unique_ptr<QueueNode> nextInBucket;
};

}  // namespace k8s::internal
