#pragma once

#include <map>
#include <string_view>

#include <k8s/codec/type.h>
#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/openapi_dialect.h>

/// The schemas of an OpenAPI document: those of the tables, and those that definitions bring.
namespace k8s::testkit::core {

/// What a document defines, by the names of the definitions.
struct OpenApiSchemas {
  std::map<std::string_view, const codec::Struct*> structs;
  std::map<std::string_view, const CustomResource*> custom;

  /// Its object, its list and the bodies of its subresources, with all that they mention.
  void Add(const ApiResource& resource);

 private:
  void Add(const codec::Struct& structure);
};

/// One member for each definition.
void WriteSchemas(JsonWriter& json, const OpenApiSchemas& schemas, OpenApi version);

}  // namespace k8s::testkit::core
