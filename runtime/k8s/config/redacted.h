#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace k8s::internal {

/// The last `maxBytes` of what another program said, on one line, for an error: control characters become spaces, and what may
/// be a secret "***". That is any long run of letters and digits, as tokens and keys are made of; what stands behind a word
/// such as `password=`; and the user in a URL.
std::string Redacted(std::string_view text, std::size_t maxBytes);

/// The same without taking anything for a secret, the first `maxBytes` of it: words that a configuration has for its user.
std::string OnOneLine(std::string_view text, std::size_t maxBytes);

}  // namespace k8s::internal
