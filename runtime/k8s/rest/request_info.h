#pragma once

#include <string_view>

#include <k8s/transport/transport.h>

namespace k8s::internal {

/// What a request is about, read from its path and query as an API server reads it, where nobody knows it already. Of a path
/// that leads to no resource
/// ("/healthz") only the verb is told: the method in lower case.
RequestInfo InfoOf(std::string_view method, std::string_view target);

/// Whether the head of the answer comes with its first bytes, whenever that is. A kubelet sends it so of a log that is
/// followed.
bool AnswersLate(const Request& request);

}  // namespace k8s::internal
