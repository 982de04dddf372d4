#pragma once

#include <optional>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Applies a strategic merge patch to an object of that type: a merge patch that knows, from the tables, which lists are merged
/// item by item, and obeys the directives `$patch`, `$retainKeys`, `$deleteFromPrimitiveList` and `$setElementOrder`.
///
/// When it tells why it cannot, `target` is left half changed.
std::optional<Failure> ApplyStrategicMergePatch(const codec::Type& type, Json& target, const JsonValue& patch);

}  // namespace k8s::testkit::core
