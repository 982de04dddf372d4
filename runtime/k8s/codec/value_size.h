#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>

namespace k8s::codec {

/// A size as values keep it. Nothing that was read is larger; a program that builds more meets the std::length_error with which
/// the containers of the standard library end such an attempt.
inline std::uint32_t ValueSize(std::size_t size) {
  if (size > std::numeric_limits<std::uint32_t>::max()) throw std::length_error("k8s::Value: larger than 4 GiB");
  return static_cast<std::uint32_t>(size);
}

}  // namespace k8s::codec
