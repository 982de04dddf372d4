#pragma once

#include <string>
#include <string_view>

#include <k8s/base/result.h>

namespace k8s::codec {

/// The text as a parser of YAML can take it: without a byte order mark, each line ending with a line feed.
///
/// Errors: kDecode, with line and column, for what is not UTF-8, for control characters, which YAML does not allow, and for a
/// directive that nobody would write.
Result<std::string> CheckedYamlCharacters(std::string_view text);

}  // namespace k8s::codec
