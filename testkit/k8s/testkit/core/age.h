#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/testkit/core/clock.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// How old an object is, as kubectl prints it: "45s", "3m20s", "26h", "12d".
std::string AgeOf(const JsonValue& metadata, TimePoint now);

/// How long ago that is; nothing if the text is no time.
std::optional<std::string> AgeOf(std::string_view time, TimePoint now);

}  // namespace k8s::testkit::core
