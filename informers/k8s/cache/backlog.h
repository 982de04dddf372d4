#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <unordered_set>

#include <k8s/cache/stored_object.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

/// What a handler is to be told of one object.
struct Notification {
  enum class Kind {
    kAdd,     ///< `after` is there
    kUpdate,  ///< `before` has become `after`
    kResync,  ///< `after` is there, as it was: both are the same
    kDelete,  ///< `before` is gone; `last` is how it ended
  };

  Kind kind = Kind::kAdd;
  Stored before = {};  ///< The state that the handler knows
  Stored after = {};
  Stored last = {};
  bool inInitialList = false;     ///< Of kAdd: part of what was there when the handler came
  bool lastStateUnknown = false;  ///< Of kDelete: it was missed, and there may have been a later state than `last`

  /// The same in all states.
  const ObjectKey& Key() const { return (after ? after : last)->key; }
};

/// What a handler has still to be told, in the order in which it happened.
///
/// A handler that is slower than the server must not fill the memory: beyond `bound` entries, what happens to an object that
/// has one is merged into its newest, oldest state before and newest after; an object that came and went is left out. So there
/// are never more than `bound` entries and one for each object. Up to there, nothing is merged.
///
/// Thread safety: for one thread at a time.
class Backlog {
 public:
  explicit Backlog(std::size_t bound) : bound_(bound) {}

  /// A kResync of an object that has an entry adds nothing: the handler hears of it anyway.
  void Push(Notification notification);
  std::optional<Notification> Pop();
  void Clear();

  std::size_t size() const { return entries_.size(); }
  /// How many entries are of the initial list.
  std::size_t InitialSize() const { return initial_; }
  /// How many notifications were merged into others, ever.
  std::size_t Merged() const { return merged_; }
  /// How large the table is in which entries are looked for. To clear it takes as long as it is large.
  std::size_t Slots() const { return newest_.bucket_count(); }

 private:
  using Entries = std::list<Notification>;
  // Entries are found by their keys, of which there is no other copy: there may be very many, for each handler.
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(const ObjectKey& key) const { return std::hash<ObjectKey>()(key); }
    std::size_t operator()(const Entries::iterator& entry) const { return (*this)(entry->Key()); }
  };
  struct Same {
    using is_transparent = void;
    static const ObjectKey& KeyOf(const ObjectKey& key) { return key; }
    static const ObjectKey& KeyOf(const Entries::iterator& entry) { return entry->Key(); }
    bool operator()(const auto& a, const auto& b) const { return KeyOf(a) == KeyOf(b); }
  };
  using Newest = std::unordered_set<Entries::iterator, Hash, Same>;

  bool MayConcernAnEntry(const Notification& next) const;
  bool Absorb(Notification& next);
  bool Merge(Entries::iterator pending, Notification& next);
  void Index();
  void SetNewest(Entries::iterator entry);
  void Erase(Entries::iterator entry);
  void Forget(Entries::iterator entry);

  const std::size_t bound_;
  Entries entries_;
  Newest newest_;          // of each object that has one, once they are looked for
  bool indexed_ = false;   // they are, until the backlog is empty
  bool only_adds_ = true;  // so no two of them are of one object
  std::size_t initial_ = 0;
  std::size_t merged_ = 0;
};

}  // namespace k8s::internal
