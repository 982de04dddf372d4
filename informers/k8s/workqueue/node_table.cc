#include <cstdint>
#include <utility>

#include <k8s/workqueue/node_table.h>

namespace k8s::internal {

namespace {
constexpr int kSmallest = 6;  // bits: 64 buckets
}

NodeTable::NodeTable() : buckets_(std::size_t{1} << kSmallest), shift_(64 - kSmallest) {}

NodeTable::~NodeTable() = default;

QueueNode* NodeTable::Find(const QueueItem& item) const {
  QueueNode* node = buckets_[BucketOf(item.Hash())].get();
  while (node != nullptr && !(node->Hash() == item.Hash() && item.Is(*node))) node = node->nextInBucket.get();
  return node;
}

QueueNode& NodeTable::FindOrInsert(std::unique_ptr<QueueNode>& node) {
  if (QueueNode* known = Find(*node)) return *known;
  if (size_ == buckets_.size()) Grow();
  Bucket& bucket = buckets_[BucketOf(node->Hash())];
  node->nextInBucket = std::move(bucket);
  bucket = std::move(node);
  ++size_;
  return *bucket;
}

std::unique_ptr<QueueNode> NodeTable::Remove(QueueNode& node) {
  Bucket* place = &buckets_[BucketOf(node.Hash())];
  while (place->get() != &node) place = &(*place)->nextInBucket;
  Bucket removed = std::move(*place);
  *place = std::move(removed->nextInBucket);
  --size_;
  return removed;
}

// Fibonacci hashing: the standard's hash of a number is that number.
std::size_t NodeTable::BucketOf(std::size_t hash) const {
  return static_cast<std::size_t>((std::uint64_t{hash} * 0x9E3779B97F4A7C15U) >> shift_);
}

void NodeTable::Grow() {
  std::vector<Bucket> old(buckets_.size() * 2);
  old.swap(buckets_);
  --shift_;
  for (Bucket& bucket : old) {
    while (bucket) {
      Bucket node = std::move(bucket);
      bucket = std::move(node->nextInBucket);
      Bucket& place = buckets_[BucketOf(node->Hash())];
      node->nextInBucket = std::move(place);
      place = std::move(node);
    }
  }
}

}  // namespace k8s::internal
