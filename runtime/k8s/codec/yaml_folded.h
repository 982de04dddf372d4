#pragma once

#include <string>
#include <string_view>

namespace k8s::codec {

/// The text of a scalar as `>+` has it, which keeps the empty lines at its end: yaml-cpp keeps all but one of them.
///
/// `source` begins with the tag, the anchor or the `>` of the scalar; any other scalar is left as it is.
std::string WithKeptLines(std::string_view source, std::string text);

}  // namespace k8s::codec
