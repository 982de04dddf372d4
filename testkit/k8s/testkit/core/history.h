#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include <k8s/testkit/core/object.h>

namespace k8s::testkit::core {

enum class Change { kAdded, kModified, kDeleted };

/// A change of one object. A deletion has the object's last state under the version of the deletion.
struct Event {
  Change change = Change::kAdded;
  ObjectPtr object;
  ObjectPtr previous;  ///< null when it was added

  std::uint64_t Version() const { return object->Version(); }
};

/// The latest changes of one resource, in order; a bounded number of them.
class History {
 public:
  explicit History(std::size_t capacity) : capacity_(capacity) {}

  void Append(Event event);

  /// Forgets all that happened up to `version`.
  void Compact(std::uint64_t version);

  /// Forgets everything, and that it was ever known: who was told of what came before `version` has missed something.
  void BeginAnew(std::uint64_t version);

  /// The latest version of which everything that came later is still known.
  std::uint64_t Floor() const { return floor_; }
  /// The version of the latest change that was forgotten: who was told of it misses nothing.
  std::uint64_t LastForgotten() const { return last_forgotten_; }
  /// The first change later than `version`, or null.
  const Event* After(std::uint64_t version) const;
  const std::deque<Event>& Events() const { return events_; }

 private:
  void ForgetOldest();

  std::size_t capacity_;
  std::uint64_t floor_ = 0;
  std::uint64_t last_forgotten_ = 0;
  std::deque<Event> events_;
};

}  // namespace k8s::testkit::core
