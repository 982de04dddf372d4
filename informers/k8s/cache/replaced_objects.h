#pragma once

#include <cstddef>
#include <deque>

#include <k8s/cache/stored_object.h>

namespace k8s::internal {

/// States of objects that are in the cache no more and that handlers have still to hear of. Held here until then, they end on
/// the thread that makes the states to come, which is where their memory is wanted. Were handlers the last to hold them, their
/// threads would give that memory back one by one while it is asked for by another, and with most allocators wait for each
/// other at that.
///
/// Not more than some hundred, or some megabytes: those beyond end with their handlers.
///
/// Thread safety: for one thread at a time.
class ReplacedObjects {
 public:
  static constexpr std::size_t kMost = 512;
  static constexpr std::size_t kMostBytes = std::size_t{4} << 20;

  /// Null is nothing.
  void Add(Stored replaced);
  /// Ends those that nobody else holds, up to the first that somebody does.
  void LetGo();

  std::size_t size() const { return objects_.size(); }

 private:
  void EndFirst();

  std::deque<Stored> objects_;
  std::size_t bytes_ = 0;
};

}  // namespace k8s::internal
