#pragma once

#include <cstddef>
#include <utility>

#include <k8s/workqueue/queue_node.h>

namespace k8s::internal {

/// Nodes one after the other, through their own pointers. Owns none.
class NodeList {
 public:
  NodeList() = default;
  NodeList(NodeList&& other) noexcept { *this = std::move(other); }
  NodeList& operator=(NodeList&& other) noexcept {
    first_ = std::exchange(other.first_, nullptr);
    last_ = std::exchange(other.last_, nullptr);
    return *this;
  }

  QueueNode* First() const { return first_; }
  bool Empty() const { return first_ == nullptr; }

  void PushBack(QueueNode& node) {
    node.before = last_;
    node.after = nullptr;
    (last_ ? last_->after : first_) = &node;
    last_ = &node;
  }

  void Remove(QueueNode& node) {
    (node.before ? node.before->after : first_) = node.after;
    (node.after ? node.after->before : last_) = node.before;
  }

 private:
  QueueNode* first_ = nullptr;
  QueueNode* last_ = nullptr;
};

}  // namespace k8s::internal
