#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/transport/transport.h>

namespace k8s {

/// Called with each warning that the API server gives along with an answer: a deprecated version, an unknown field. From any
/// thread, several at once.
using WarningHandler = std::function<void(std::string_view warning)>;

/// A handler that passes each text on only once, as kubectl does; of texts beyond the first thousand it forgets which there
/// were.
WarningHandler WarnOnce(WarningHandler handler);

namespace internal {

/// The texts of the `Warning` headers with code 299, as RFC 7234 writes them: several in one field perhaps, quoted, escaped. A
/// malformed one ends its field. Characters that control a terminal are left out.
std::vector<std::string> WarningsOf(const Headers& headers);

}  // namespace internal
}  // namespace k8s
