#pragma once

#include <string>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// A value as Go prints one that it knows nothing of: `map[name:web ports:[80 443]]`.
std::string GoText(const JsonValue& value);

}  // namespace k8s::testkit::core
