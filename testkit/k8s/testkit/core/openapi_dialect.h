#pragma once

#include <array>
#include <string>
#include <string_view>

#include <k8s/testkit/core/json_writer.h>

/// In what the two versions of OpenAPI that a server speaks differ.
namespace k8s::testkit::core {

enum class OpenApi { kV2, kV3 };

/// "#/definitions/io.k8s.api.core.v1.Pod"
inline std::string ReferenceTo(OpenApi version, std::string_view definition) {
  return std::string(version == OpenApi::kV2 ? "#/definitions/" : "#/components/schemas/").append(definition);
}

/// Of a schema: that it is this definition.
inline void WriteReference(JsonWriter& json, OpenApi version, std::string_view definition) {
  json.Field("$ref", std::string_view(ReferenceTo(version, definition)));
}

/// The same beside other members. In version 3 nothing counts that stands beside a reference, so it goes into a list.
inline void WriteReferenceBesideOthers(JsonWriter& json, OpenApi version, std::string_view definition) {
  if (version == OpenApi::kV2) return WriteReference(json, version, definition);
  json.List("allOf", std::array{definition},
            [&](std::string_view only) { json.Object([&] { WriteReference(json, version, only); }); });
}

}  // namespace k8s::testkit::core
