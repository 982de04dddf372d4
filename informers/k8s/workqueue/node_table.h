#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <k8s/workqueue/queue_node.h>

namespace k8s::internal {

/// The nodes of a queue by their items. Owns them.
class NodeTable {
 public:
  NodeTable();
  ~NodeTable();

  /// Null if there is none.
  QueueNode* Find(const QueueItem& item) const;
  /// The node of that item which is there already, and leaves `node` alone; otherwise takes it.
  QueueNode& FindOrInsert(std::unique_ptr<QueueNode>& node);
  /// The node, for whoever destroys it.
  std::unique_ptr<QueueNode> Remove(QueueNode& node);

 private:
  using Bucket = std::unique_ptr<QueueNode>;

  std::size_t BucketOf(std::size_t hash) const;
  void Grow();

  std::vector<Bucket> buckets_;
  int shift_;  // so many bits of a spread hash are dropped, to leave the number of a bucket
  std::size_t size_ = 0;
};

}  // namespace k8s::internal
