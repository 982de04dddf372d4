#pragma once

#include <string>
#include <vector>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/json.h>

namespace k8s::testkit::core {

/// Makes of an object what reading it into its Go type and writing it again leaves of it: fields that the type does not have
/// are dropped, and so are nulls, and lists and maps that are empty; base64, quantities, times and durations have one form. The
/// result is the paths of the former ("spec.containers[0].imagee"), or a 400 if a value is not of its type.
Outcome<std::vector<std::string>> Conform(const codec::Type& type, JsonValue& object, JsonAllocator& allocator);

}  // namespace k8s::testkit::core
