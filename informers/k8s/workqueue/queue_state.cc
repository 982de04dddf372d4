#include <algorithm>
#include <utility>

#include <k8s/workqueue/queue_state.h>

namespace k8s::internal {

bool QueueState::Add(std::unique_ptr<QueueNode>& item, int priority, TimePoint now) {
  if (closed_) return false;
  return Add(nodes_.FindOrInsert(item), priority, now);
}

bool QueueState::Add(QueueNode& node, int priority, TimePoint now) {
  if (node.waiting || node.again) {
    if (priority <= node.priority) return false;
    if (node.waiting) waiting_.Move(node, priority);
    node.priority = priority;
    return false;
  }
  node.priority = priority;
  node.addedAt = now;
  if (node.processing) {
    node.again = true;
  } else {
    waiting_.Push(node);
  }
  ++adds_;
  return true;
}

void QueueState::AddAt(TimePoint due, std::unique_ptr<QueueNode>& item, int priority) {
  if (closed_) return;
  QueueNode& node = nodes_.FindOrInsert(item);
  if (node.delay) {
    priority = std::max(priority, node.delay->priority);
    due = std::min(due, node.delay->place->first);
    due_.erase(node.delay->place);
  }
  node.delay = QueueNode::Delay{due_.emplace(due, &node), priority};
}

std::size_t QueueState::AddDue(TimePoint now) {
  std::size_t added = 0;
  while (!due_.empty() && due_.begin()->first <= now) {
    QueueNode& node = *due_.begin()->second;
    due_.erase(due_.begin());
    const int priority = node.delay->priority;
    node.delay.reset();
    if (Add(node, priority, now)) ++added;
  }
  return added;
}

std::optional<QueueState::TimePoint> QueueState::NextDue() const {
  if (due_.empty()) return std::nullopt;
  return due_.begin()->first;
}

QueueNode& QueueState::Take(TimePoint now) {
  QueueNode& node = waiting_.Pop();
  node.processing = true;
  node.takenAt = now;
  node.takenPriority = node.priority;
  processing_.PushBack(node);
  return node;
}

QueueState::Finished QueueState::Done(const QueueItem& item) {
  QueueNode* node = nodes_.Find(item);
  if (node == nullptr || !node->processing) return {};
  Finished finished{.wasProcessed = true, .takenAt = node->takenAt};
  processing_.Remove(*node);
  node->processing = false;
  if (std::exchange(node->again, false)) {
    waiting_.Push(*node);
  } else if (!node->delay) {
    finished.gone = nodes_.Remove(*node);
  }
  return finished;
}

std::vector<std::unique_ptr<QueueNode>> QueueState::Close() {
  closed_ = true;
  std::vector<std::unique_ptr<QueueNode>> gone;
  for (const auto& [at, node] : due_) {
    node->delay.reset();
    if (!node->waiting && !node->processing) gone.push_back(nodes_.Remove(*node));
  }
  due_.clear();
  return gone;
}

WorkQueueStats QueueState::Stats(TimePoint now) const {
  WorkQueueStats stats{.depth = waiting_.Size(), .delayed = due_.size(), .adds = adds_, .retries = retries_};
  for (const QueueNode* node = processing_.First(); node != nullptr; node = node->after) {
    ++stats.processing;
    stats.unfinishedWork += now - node->takenAt;
  }
  if (const QueueNode* first = processing_.First()) stats.longestRunning = now - first->takenAt;
  return stats;
}

}  // namespace k8s::internal
