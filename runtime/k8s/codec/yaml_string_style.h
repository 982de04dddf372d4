#pragma once

#include <cstdint>
#include <string_view>

namespace k8s::codec {

/// How a string is written in YAML.
enum class YamlStringStyle : std::uint8_t {
  kPlain,
  kSingleQuoted,  ///< characters at its ends would be taken for YAML's own
  kDoubleQuoted,  ///< would be another type, or has characters that need escapes
  kLiteral,       ///< a block, line by line
};

/// The most readable style in which any reader takes `text` for just that string. A literal is for values only, and begins with
/// neither a space nor an empty line, so that it needs no indicator.
YamlStringStyle StyleOfYamlString(std::string_view text);

/// The same of a key, which takes one line.
YamlStringStyle StyleOfYamlKey(std::string_view text);

}  // namespace k8s::codec
