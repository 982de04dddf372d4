#pragma once

#include <string>

#include <k8s/testkit/core/clock.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// How old an object is, as kubectl prints it: "45s", "3m20s", "26h", "12d".
std::string AgeOf(const JsonValue& metadata, TimePoint now);

}  // namespace k8s::testkit::core
