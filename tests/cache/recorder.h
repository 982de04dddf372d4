#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/cache/event_handler.h>

namespace k8s::fakes {

/// Remembers what a handler heard of config maps, in words: "add! a=1" of the initial list, "add a=1", "update a=1>2",
/// "delete a=2", "delete? a=2" of one whose end was missed. The value is that of the key `v`.
class Recorder {
 public:
  using ConfigMap = corev1::ConfigMap;

  EventHandler<ConfigMap> Handler() {
    return {.onAdd = [this](const Shared<ConfigMap>& object,
                            bool initial) { Note((initial ? "add! " : "add ") + NameOf(*object) + "=" + ValueOf(*object)); },
            .onUpdate =
                [this](const Shared<ConfigMap>& before, const Shared<ConfigMap>& after) {
                  Note("update " + NameOf(*after) + "=" + ValueOf(*before) + ">" + ValueOf(*after));
                },
            .onDelete =
                [this](const Deleted<ConfigMap>& gone) {
                  Note((gone.finalStateUnknown ? "delete? " : "delete ") + gone.key.name + "=" + ValueOf(*gone.object));
                }};
  }

  /// Whether so many were heard in time.
  bool WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return lines_.size() >= count; });
  }
  /// Whether it was heard in time.
  bool WaitFor(const std::string& line) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20),
                             [&] { return std::find(lines_.begin(), lines_.end(), line) != lines_.end(); });
  }

  std::vector<std::string> Lines() const {
    std::lock_guard lock(mutex_);
    return lines_;
  }

  static std::string ValueOf(const ConfigMap& map) {
    const auto value = map.data.find("v");
    return value == map.data.end() ? "" : value->second;
  }

 private:
  static std::string NameOf(const ConfigMap& map) { return map.metadata.name; }

  void Note(std::string line) {
    {
      std::lock_guard lock(mutex_);
      lines_.push_back(std::move(line));
    }
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
};

}  // namespace k8s::fakes
