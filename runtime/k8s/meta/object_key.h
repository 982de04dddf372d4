#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>

namespace k8s {

/// What tells the objects of one resource apart; what controllers put into queues.
struct ObjectKey {
  std::string namespace_;  ///< Empty for cluster-scoped objects
  std::string name;

  /// "namespace/name", or "name" where there is no namespace: client-go's key of an object.
  std::string ToString() const;

  /// The key that such a text spells. kInvalidArgument: more than one slash.
  static Result<ObjectKey> Parse(std::string_view text);

  friend bool operator==(const ObjectKey&, const ObjectKey&) = default;
  friend auto operator<=>(const ObjectKey&, const ObjectKey&) = default;
};

/// The key of an object of the API.
template <class T>
requires requires(const T& object) { ObjectKey{object.metadata.namespace_, object.metadata.name}; }
ObjectKey KeyOf(const T& object) { return {.namespace_ = object.metadata.namespace_, .name = object.metadata.name}; }

}  // namespace k8s

template <>
struct std::hash<k8s::ObjectKey> {
  std::size_t operator()(const k8s::ObjectKey& key) const noexcept;
};
