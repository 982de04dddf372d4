#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/cache/event_handler.h>

namespace k8s::fakes {

/// What one handler believes is there. Each notification must fit to what it was told before: what contradicts that is noted.
class Believer {
 public:
  using ConfigMap = corev1::ConfigMap;
  using StateOf = std::function<std::string(const ConfigMap&)>;
  using States = std::map<std::string, std::string>;  // of objects, by name

  /// `stateOf` is what two states of an object differ in; never empty.
  explicit Believer(StateOf stateOf) : state_of_(std::move(stateOf)) {}

  EventHandler<ConfigMap> Handler() {
    return {.onAdd = [this](const Shared<ConfigMap>& object, bool) { Believe("", *object); },
            .onUpdate = [this](const Shared<ConfigMap>& before,
                               const Shared<ConfigMap>& after) { Believe(state_of_(*before), *after); },
            .onDelete = [this](const Deleted<ConfigMap>& gone) { Forget(gone.key.name, state_of_(*gone.before)); }};
  }

  States Believed() const {
    std::lock_guard lock(mutex_);
    return believed_;
  }
  std::vector<std::string> Contradictions() const {
    std::lock_guard lock(mutex_);
    return contradictions_;
  }

 private:
  void Believe(const std::string& before, const ConfigMap& after) {
    std::lock_guard lock(mutex_);
    const std::string& name = after.metadata.name;
    std::string& known = believed_[name];
    if (known != before) contradictions_.push_back(name + " was \"" + known + "\", and is said to have been \"" + before + '"');
    known = state_of_(after);
  }
  void Forget(const std::string& name, const std::string& before) {
    std::lock_guard lock(mutex_);
    const auto known = believed_.find(name);
    if (known == believed_.end()) return contradictions_.push_back(name + " was not there, and is said to be gone");
    if (known->second != before) contradictions_.push_back(name + " is gone, and is said to have been \"" + before + '"');
    believed_.erase(known);
  }

  const StateOf state_of_;
  mutable std::mutex mutex_;
  States believed_;
  std::vector<std::string> contradictions_;
};

}  // namespace k8s::fakes
