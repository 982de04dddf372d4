#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace k8s::internal {

/// An ordered set of records that never changes: adding or removing one makes a new set, which shares all but one path with the
/// old. So whoever holds one reads it without a lock, however long it takes, and a writer waits for nobody.
///
/// A record is shared and has a member `key`, by which it is found and ordered. The tree is balanced by the sizes of its
/// branches; it is some 20 levels deep for a million records, which bounds the recursion.
template <class T>
class PersistentSet {
 public:
  using Record = std::shared_ptr<const T>;
  using Key = std::remove_cvref_t<decltype(std::declval<T>().key)>;

  PersistentSet() = default;

  /// Of records in the order of their keys, each key once.
  static PersistentSet OfSorted(std::span<const Record> records) { return PersistentSet(Build(records)); }

  std::size_t size() const { return SizeOf(root_); }
  bool empty() const { return root_ == nullptr; }

  /// Null if there is none.
  Record Find(const Key& key) const {
    const Node* node = root_.get();
    while (node != nullptr) {
      if (key < node->record->key) {
        node = node->left.get();
      } else if (node->record->key < key) {
        node = node->right.get();
      } else {
        return node->record;
      }
    }
    return nullptr;
  }

  /// With `record` in the place of the one with its key.
  PersistentSet With(Record record) const { return PersistentSet(Insert(root_, std::move(record))); }
  PersistentSet Without(const Key& key) const { return PersistentSet(Erase(root_, key)); }
  /// With `records`, in the order of their keys, in the place of all that are not less than `from`, but less than `to`. Costs
  /// as much as the records, whatever else there is.
  PersistentSet WithRange(const Key& from, const Key& to, std::span<const Record> records) const {
    return PersistentSet(Concatenated(Concatenated(Below(root_, from), Build(records)), NotBelow(root_, to)));
  }

  /// Calls `visit(record)` in the order of the keys, from the first that is not less than `from`, until it returns false.
  template <class Visit>
  void VisitFrom(const Key& from, Visit&& visit) const {
    VisitNode(root_.get(), &from, visit);
  }

  /// Calls `visit(record)` for all, in the order of the keys.
  template <class Visit>
  void ForEach(Visit&& visit) const {
    auto visitAll = [&](const Record& record) {
      visit(record);
      return true;
    };
    VisitNode(root_.get(), nullptr, visitAll);
  }

 private:
  struct Node;
  using Link = std::shared_ptr<const Node>;
  struct Node {
    Node(Link less, Record own, Link more)
        : left(std::move(less)), right(std::move(more)), record(std::move(own)), size(1 + SizeOf(left) + SizeOf(right)) {}
    Link left;
    Link right;
    Record record;
    std::size_t size;
  };

  // No branch holds more than so many times what its sibling holds; beyond that one is rotated, twice if its inner part holds
  // at least so many times its outer one. The pair is proven to keep the balance under both insertion and removal.
  static constexpr std::size_t kMostTimesSibling = 3;
  static constexpr std::size_t kRotateTwiceFrom = 2;

  explicit PersistentSet(Link root) : root_(std::move(root)) {}

  static std::size_t SizeOf(const Link& link) { return link ? link->size : 0; }
  static Link Join(Link left, Record record, Link right) {
    return std::make_shared<const Node>(std::move(left), std::move(record), std::move(right));
  }

  static Link Build(std::span<const Record> records) {
    if (records.empty()) return nullptr;
    const std::size_t middle = records.size() / 2;
    return Join(Build(records.first(middle)), records[middle], Build(records.subspan(middle + 1)));
  }

  static Link Balanced(const Link& left, const Record& record, const Link& right) {
    const std::size_t ofLeft = SizeOf(left);
    const std::size_t ofRight = SizeOf(right);
    if (ofLeft + ofRight > 1) {
      if (ofRight > kMostTimesSibling * ofLeft) return RotatedLeft(left, record, right);
      if (ofLeft > kMostTimesSibling * ofRight) return RotatedRight(left, record, right);
    }
    return Join(left, record, right);
  }

  static Link RotatedLeft(const Link& left, const Record& record, const Link& right) {
    const Link& inner = right->left;
    if (SizeOf(inner) < kRotateTwiceFrom * SizeOf(right->right)) {
      return Join(Join(left, record, inner), right->record, right->right);
    }
    return Join(Join(left, record, inner->left), inner->record, Join(inner->right, right->record, right->right));
  }

  static Link RotatedRight(const Link& left, const Record& record, const Link& right) {
    const Link& inner = left->right;
    if (SizeOf(inner) < kRotateTwiceFrom * SizeOf(left->left)) {
      return Join(left->left, left->record, Join(inner, record, right));
    }
    return Join(Join(left->left, left->record, inner->left), inner->record, Join(inner->right, record, right));
  }

  static Link Insert(const Link& link, Record record) {
    if (!link) return Join(nullptr, std::move(record), nullptr);
    if (record->key < link->record->key) return Balanced(Insert(link->left, std::move(record)), link->record, link->right);
    if (link->record->key < record->key) return Balanced(link->left, link->record, Insert(link->right, std::move(record)));
    return Join(link->left, std::move(record), link->right);
  }

  static Link Erase(const Link& link, const Key& key) {
    if (!link) return nullptr;
    if (key < link->record->key) {
      Link left = Erase(link->left, key);
      return left == link->left ? link : Balanced(left, link->record, link->right);
    }
    if (link->record->key < key) {
      Link right = Erase(link->right, key);
      return right == link->right ? link : Balanced(link->left, link->record, right);
    }
    return Together(link->left, link->right);
  }

  // Two neighbours, of which one gives the record between them.
  static Link Together(const Link& left, const Link& right) {
    if (!left) return right;
    if (!right) return left;
    if (left->size > right->size) {
      const Node* last = left.get();
      while (last->right) last = last->right.get();
      const Record between = last->record;
      return Balanced(Erase(left, between->key), between, right);
    }
    const Node* first = right.get();
    while (first->left) first = first->left.get();
    const Record between = first->record;
    return Balanced(left, between, Erase(right, between->key));
  }

  // As Join(), of branches of any sizes: goes down the larger one to where the smaller one fits.
  static Link Linked(const Link& left, const Record& record, const Link& right) {
    if (!left) return Insert(right, record);
    if (!right) return Insert(left, record);
    if (right->size > kMostTimesSibling * left->size) {
      return Balanced(Linked(left, record, right->left), right->record, right->right);
    }
    if (left->size > kMostTimesSibling * right->size) {
      return Balanced(left->left, left->record, Linked(left->right, record, right));
    }
    return Join(left, record, right);
  }

  // As Together(), of any sizes.
  static Link Concatenated(const Link& left, const Link& right) {
    if (!left) return right;
    if (!right) return left;
    const Node* first = right.get();
    while (first->left) first = first->left.get();
    const Record between = first->record;
    return Linked(left, between, Erase(right, between->key));
  }

  static Link Below(const Link& link, const Key& key) {
    if (!link) return nullptr;
    return link->record->key < key ? Linked(link->left, link->record, Below(link->right, key)) : Below(link->left, key);
  }
  static Link NotBelow(const Link& link, const Key& key) {
    if (!link) return nullptr;
    return link->record->key < key ? NotBelow(link->right, key) : Linked(NotBelow(link->left, key), link->record, link->right);
  }

  template <class Visit>
  static bool VisitNode(const Node* node, const Key* from, Visit& visit) {
    if (node == nullptr) return true;
    if (from != nullptr && node->record->key < *from) return VisitNode(node->right.get(), from, visit);
    return VisitNode(node->left.get(), from, visit) && visit(node->record) && VisitNode(node->right.get(), nullptr, visit);
  }

  Link root_;
};

}  // namespace k8s::internal
