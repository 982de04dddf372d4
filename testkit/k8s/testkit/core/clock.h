#pragma once

#include <chrono>
#include <functional>

namespace k8s::testkit::core {

using TimePoint = std::chrono::system_clock::time_point;

/// Where the server takes its time from.
using Clock = std::function<TimePoint()>;

}  // namespace k8s::testkit::core
