#pragma once

#include <string>

#include <k8s/config/yaml.h>

namespace k8s::internal {

/// The node as a document in block style. ParseYaml() reads it back as it is.
std::string YamlOf(const YamlNode& node);

/// A scalar that is a string to every reader.
YamlNode StringNode(std::string text);

}  // namespace k8s::internal
