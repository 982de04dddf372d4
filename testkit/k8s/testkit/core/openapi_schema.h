#pragma once

#include <map>
#include <string_view>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/json_writer.h>

/// The schemas of an OpenAPI document, out of the tables of types.
namespace k8s::testkit::core {

/// Structs by the name of their definition.
using Definitions = std::map<std::string_view, const codec::Struct*>;

/// Adds a struct and all that its members mention.
void AddDefinitions(const codec::Struct& structure, Definitions& definitions);

/// One member for each definition; references begin with `root`, as "#/components/schemas/".
void WriteDefinitions(JsonWriter& json, const Definitions& definitions, std::string_view root);

}  // namespace k8s::testkit::core
