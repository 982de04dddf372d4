#pragma once

#include <string>
#include <vector>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/custom/schema.h>

namespace k8s::testkit::core {

/// Drops what the schema does not have of a whole object, and of the metadata of the objects in it what is not in that type.
/// The result is the paths of it ("spec.list[0].nam"), or a 400 if some metadata is malformed.
Outcome<std::vector<std::string>> PruneUnknown(const Schema& schema, const codec::Type& metadata, Json& object);

/// Drops nulls where the schema has none, and puts in the values that it gives where there is nothing.
void FillDefaults(const Schema& schema, JsonValue& value, JsonAllocator& allocator);

}  // namespace k8s::testkit::core
