#pragma once

#include <string>
#include <string_view>

namespace k8s::internal {

/// `text` as an error message shows it: in quotes, control characters and quotes escaped, cut after 80 bytes. Whoever wrote the
/// input writes neither lines of the log nor megabytes of it.
std::string Quoted(std::string_view text);

}  // namespace k8s::internal
