#include <algorithm>

#include <k8s/workqueue/waiting_items.h>

namespace k8s::internal {

void WaitingItems::Push(QueueNode& node) {
  LevelOf(node.priority).nodes.PushBack(node);
  node.waiting = true;
  ++size_;
}

QueueNode& WaitingItems::Pop() {
  QueueNode& node = *levels_.back().nodes.First();
  Remove(node);
  return node;
}

void WaitingItems::Move(QueueNode& node, int priority) {
  Remove(node);
  node.priority = priority;
  Push(node);
}

WaitingItems::Level& WaitingItems::LevelOf(int priority) {
  const auto at = std::lower_bound(levels_.begin(), levels_.end(), priority,
                                   [](const Level& level, int wanted) { return level.priority < wanted; });
  if (at != levels_.end() && at->priority == priority) return *at;
  return *levels_.insert(at, Level{priority, {}});
}

void WaitingItems::Remove(QueueNode& node) {
  Level& level = LevelOf(node.priority);
  level.nodes.Remove(node);
  if (level.nodes.Empty()) levels_.erase(levels_.begin() + (&level - levels_.data()));
  node.waiting = false;
  --size_;
}

}  // namespace k8s::internal
