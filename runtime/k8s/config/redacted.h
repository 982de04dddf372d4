#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace k8s::internal {

/// What another program or a server said, on one line, for an error: control characters become spaces, and what may be a secret
/// "***". That is any long run of letters and digits, as tokens and keys are made of; a bootstrap token; what stands behind a
/// scheme of authorization, or a word such as `password=`; and the user in a URL. What is known to be a secret SentSecrets
/// takes out before.
std::string Redacted(std::string_view text);

/// The last `maxBytes` of that: a program ends with what went wrong.
std::string Redacted(std::string_view text, std::size_t maxBytes);

/// The same without taking anything for a secret, the first `maxBytes` of it: words that a configuration has for its user.
std::string OnOneLine(std::string_view text, std::size_t maxBytes);

}  // namespace k8s::internal
