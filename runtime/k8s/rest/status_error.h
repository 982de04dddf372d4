#pragma once

#include <optional>

#include <k8s/base/error.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// The failure that the Status in a body tells of; nothing if the body is none, or one of success.
std::optional<Error> FailureIn(const Response& response);

}  // namespace k8s::internal
