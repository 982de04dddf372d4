#pragma once

#include <cstddef>

namespace k8s::testkit::core {

/// Bodies of requests beyond this are refused, as by the real server.
inline constexpr std::size_t kMaxBodyBytes = 3 << 20;

}  // namespace k8s::testkit::core
