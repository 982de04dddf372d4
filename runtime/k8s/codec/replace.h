#pragma once

#include <memory>
#include <utility>

namespace k8s::codec {

/// What a generated struct's move assignment does: a new object in the place of the old, which costs its constructor and its
/// destructor instead of code of its own for every member. `value` may be `target`, or a part of it.
template <class T>
T& Replace(T& target, T&& value) noexcept {
  T moved(std::move(value));
  std::destroy_at(&target);
  return *std::construct_at(&target, std::move(moved));
}

}  // namespace k8s::codec
