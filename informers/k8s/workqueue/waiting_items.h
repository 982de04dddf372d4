#pragma once

#include <cstddef>
#include <vector>

#include <k8s/workqueue/node_list.h>

namespace k8s::internal {

/// The items that wait: those of the highest priority first, and among equals whichever came first.
class WaitingItems {
 public:
  std::size_t Size() const { return size_; }
  bool Empty() const { return size_ == 0; }

  void Push(QueueNode& node);
  /// Not of none.
  QueueNode& Pop();
  /// Moves a node behind all of another priority.
  void Move(QueueNode& node, int priority);

 private:
  struct Level {
    int priority;
    NodeList nodes;
  };

  Level& LevelOf(int priority);
  void Remove(QueueNode& node);

  std::vector<Level> levels_;  // none of them empty, the highest last: that one is taken from
  std::size_t size_ = 0;
};

}  // namespace k8s::internal
