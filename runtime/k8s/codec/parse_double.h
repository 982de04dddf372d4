#pragma once

#include <optional>
#include <string_view>

namespace k8s::codec {

/// The double nearest to a decimal number as JSON writes them, which `text` must be; a `.5` or `5.` will do, too. One too small
/// for a double is zero, as in Go; one too large is nothing.
std::optional<double> ParseDouble(std::string_view text);

}  // namespace k8s::codec
