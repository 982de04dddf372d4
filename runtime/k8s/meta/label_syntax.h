#pragma once

#include <optional>
#include <string>
#include <string_view>

/// What the API server accepts as the key and the value of a label.
namespace k8s::internal {

/// Why `key` cannot be the key of a label; nothing if it can: a name of at most 63 characters, perhaps after the prefix of a
/// DNS subdomain and a slash.
std::optional<std::string> WrongWithLabelKey(std::string_view key);

/// Why `value` cannot be the value of a label; nothing if it can: at most 63 characters, or none.
std::optional<std::string> WrongWithLabelValue(std::string_view value);

}  // namespace k8s::internal
