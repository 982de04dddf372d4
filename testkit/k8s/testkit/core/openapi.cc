#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/openapi.h>
#include <k8s/testkit/core/openapi_paths.h>
#include <k8s/testkit/core/openapi_schema.h>
#include <k8s/testkit/core/served_version.h>

namespace k8s::testkit::core {
namespace {

void WriteInfo(JsonWriter& json) {
  json.Object("info", [&] {
    json.Field("title", "Kubernetes");
    json.Field("version", std::string_view(ServedVersion()));
  });
}

}  // namespace

std::string OpenApiV2Json(const Catalog& catalog) {
  OpenApiSchemas schemas;
  JsonWriter json;
  json.Object([&] {
    json.Field("swagger", "2.0");
    WriteInfo(json);
    json.Object("paths", [&] {
      for (const GroupVersion& groupVersion : catalog.GroupVersions()) {
        WritePaths(json, groupVersion, OpenApi::kV2);
        for (const ApiResource* resource : groupVersion.resources) schemas.Add(*resource);
      }
    });
    json.Object("definitions", [&] { WriteSchemas(json, schemas, OpenApi::kV2); });
  });
  return json.Take();
}

std::string OpenApiV3Json(const GroupVersion& groupVersion) {
  OpenApiSchemas schemas;
  for (const ApiResource* resource : groupVersion.resources) schemas.Add(*resource);
  JsonWriter json;
  json.Object([&] {
    json.Field("openapi", "3.0.0");
    WriteInfo(json);
    json.Object("paths", [&] { WritePaths(json, groupVersion, OpenApi::kV3); });
    json.Object("components", [&] { json.Object("schemas", [&] { WriteSchemas(json, schemas, OpenApi::kV3); }); });
  });
  return json.Take();
}

}  // namespace k8s::testkit::core
