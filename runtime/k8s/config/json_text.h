#pragma once

#include <string>
#include <string_view>

#include <k8s/config/yaml.h>

namespace k8s::internal {

/// Appends `text` as a JSON string. Bytes that are no UTF-8 are passed on as they are.
void AppendJsonString(std::string_view text, std::string& out);

/// The JSON of a value of a YAML document. A scalar without quotes is a number, `true`, `false` or `null` if JSON spells one
/// so.
std::string JsonOf(const YamlNode& node);

}  // namespace k8s::internal
