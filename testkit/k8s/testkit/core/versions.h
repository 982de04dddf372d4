#pragma once

#include <cstdint>
#include <string_view>

#include <k8s/testkit/core/outcome.h>

namespace k8s::testkit::core {

/// The number in a parameter `resourceVersion`; 0 when it is empty. What is no number is, as in the real server, a 500.
Outcome<std::uint64_t> ParseVersion(std::string_view text);

}  // namespace k8s::testkit::core
