#pragma once

#include <chrono>
#include <optional>

#include <k8s/transport/transport.h>

namespace k8s::internal {

/// How long an answer asks to wait, by its `Retry-After`: seconds, or a date in the form that RFC 9110 prefers, from which
/// `now` is taken away. Nothing if there is none, or none that can be read.
std::optional<std::chrono::seconds> RetryAfterOf(const Headers& headers, std::chrono::system_clock::time_point now);

}  // namespace k8s::internal
