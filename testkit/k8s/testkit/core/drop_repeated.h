#pragma once

#include <string>
#include <vector>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Of members of one name, lets the last stay. The result is the paths of those that were there more than once.
std::vector<std::string> DropRepeated(JsonValue& value);

}  // namespace k8s::testkit::core
