#pragma once

#include <optional>

#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Applies a JSON patch (RFC 6902): all of it, or it tells why not, and `target` is left half changed.
std::optional<Failure> ApplyJsonPatch(Json& target, const JsonValue& patch);

}  // namespace k8s::testkit::core
