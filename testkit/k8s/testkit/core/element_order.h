#pragma once

#include <cstddef>
#include <string_view>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Whether two elements of a list are the same one: they agree in the member `key`, or altogether when there is no key.
bool SameElement(const JsonValue& a, const JsonValue& b, std::string_view key);

/// Brings the elements that `order` names into its order. The others stay in front of those that they stood in front of. The
/// last `added` ones are new, and have no place yet that others could stand in front of.
void OrderElements(JsonValue& list, const JsonValue& order, std::string_view key, std::size_t added);

}  // namespace k8s::testkit::core
