#pragma once

#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/meta/time.h>

/// The conditions of a status, as k8s.io/apimachinery/pkg/api/meta handles those of metav1. They may be of any type that has a
/// `type`, a `status` and a `lastTransitionTime`: metav1::Condition, corev1::PodCondition, appsv1::DeploymentCondition, that of
/// a custom resource.
///
/// ```
/// k8s::SetCondition(widget.status.conditions, {.type = "Ready", .status = "True", .reason = "Built"});
/// if (k8s::IsConditionTrue(pod.status.conditions, corev1::PodConditionType::kReady)) ...
/// ```
///
/// Thread safety: as functions of their arguments.
namespace k8s {

template <class T>
concept ConditionType = std::equality_comparable<T> && requires(T condition) {
  { condition.type } -> std::same_as<std::string&>;
  { condition.status } -> std::same_as<std::string&>;
  { condition.lastTransitionTime } -> std::same_as<Time&>;
};

/// The first condition of that type; null if there is none. Valid until the list changes.
template <ConditionType T>
T* FindCondition(std::vector<T>& conditions, std::string_view type) {
  const auto found = std::find_if(conditions.begin(), conditions.end(), [type](const T& each) { return each.type == type; });
  return found == conditions.end() ? nullptr : &*found;
}
template <ConditionType T>
const T* FindCondition(const std::vector<T>& conditions, std::string_view type) {
  return FindCondition(const_cast<std::vector<T>&>(conditions), type);
}

/// Whether there is a condition of that type with that status.
template <ConditionType T>
bool HasCondition(const std::vector<T>& conditions, std::string_view type, std::string_view status) {
  const T* condition = FindCondition(conditions, type);
  return condition != nullptr && condition->status == status;
}

/// Whether there is one with the status "True". One that is not there is neither true nor false.
template <ConditionType T>
bool IsConditionTrue(const std::vector<T>& conditions, std::string_view type) {
  return HasCondition(conditions, type, "True");
}

/// Whether there is one with the status "False".
template <ConditionType T>
bool IsConditionFalse(const std::vector<T>& conditions, std::string_view type) {
  return HasCondition(conditions, type, "False");
}

/// Puts `condition` in the place of the one of its type, or at the end. Its `lastTransitionTime` becomes that of the one before
/// it, if the status is the same; otherwise it stays, or is `now` if it is zero. Returns whether anything changed: then the
/// status is to be written.
template <ConditionType T>
bool SetCondition(std::vector<T>& conditions, T condition, Time now = Time::Now()) {
  if (condition.lastTransitionTime.IsZero()) condition.lastTransitionTime = now;
  T* existing = FindCondition(conditions, condition.type);
  if (existing == nullptr) {
    conditions.push_back(std::move(condition));
    return true;
  }
  if (existing->status == condition.status) condition.lastTransitionTime = existing->lastTransitionTime;
  if (*existing == condition) return false;
  *existing = std::move(condition);
  return true;
}

/// Removes all conditions of that type. Returns whether there were any.
template <ConditionType T>
bool RemoveCondition(std::vector<T>& conditions, std::string_view type) {
  return std::erase_if(conditions, [type](const T& each) { return each.type == type; }) != 0;
}

/// "The object has a condition of that type with that status", as a function of the object: what k8s::WaitFor() waits for. A
/// condition that is about an older generation of the object than it has now does not count, as with `kubectl wait`.
inline auto ConditionIs(std::string type, std::string status = "True") {
  return [type = std::move(type), status = std::move(status)](const auto& object) {
    const auto* condition = FindCondition(object.status.conditions, type);
    if (condition == nullptr || condition->status != status) return false;
    if constexpr (requires { condition->observedGeneration > 0; }) {
      if (condition->observedGeneration > 0) return condition->observedGeneration >= object.metadata.generation;
    }
    if constexpr (requires { object.status.observedGeneration > 0; }) {
      if (object.status.observedGeneration > 0) return object.status.observedGeneration >= object.metadata.generation;
    }
    return true;
  };
}

}  // namespace k8s
