#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <k8s/base/function.h>

namespace k8s::curl {

/// What is to be done later, in the order of time. For one thread.
class Alarms {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  using Task = UniqueFunction<void()>;
  using Id = std::pair<TimePoint, std::uint64_t>;

  Id Set(TimePoint at, Task task) {
    const Id id{at, ++last_};
    tasks_.emplace(id, std::move(task));
    return id;
  }
  /// Of one that has gone off, nothing.
  void Clear(const Id& id) { tasks_.erase(id); }

  std::optional<TimePoint> Next() const {
    if (tasks_.empty()) return std::nullopt;
    return tasks_.begin()->first.first;
  }
  /// The first that is due, which is then no longer set; or an empty one.
  Task TakeDue(TimePoint now) {
    if (tasks_.empty() || tasks_.begin()->first.first > now) return {};
    Task due = std::move(tasks_.begin()->second);
    tasks_.erase(tasks_.begin());
    return due;
  }

 private:
  std::map<Id, Task> tasks_;
  std::uint64_t last_ = 0;
};

}  // namespace k8s::curl
