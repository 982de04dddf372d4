#include <array>

#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/openapi.h>
#include <k8s/testkit/core/openapi_schema.h>
#include <k8s/testkit/core/served_version.h>

namespace k8s::testkit::core {
namespace {

std::string RootOf(const GroupVersion& groupVersion) {
  return (groupVersion.group.empty() ? "api/" : "apis/") + groupVersion.Name();
}

std::string PathOf(const GroupVersion& groupVersion, const ApiResource& resource) {
  std::string path = "/" + RootOf(groupVersion);
  if (resource.namespaced) path += "/namespaces/{namespace}";
  return path.append("/").append(resource.plural).append("/{name}");
}

void WriteInfo(JsonWriter& json) {
  json.Object("info", [&] {
    json.Field("title", "Kubernetes");
    json.Field("version", std::string_view(ServedVersion()));
  });
}

void WriteParameter(JsonWriter& json, std::string_view name) {
  json.Object([&] {
    json.Field("name", name);
    json.Field("in", "query");
    json.Object("schema", [&] { json.Field("type", "string"); });
  });
}

/// The operation on which kubectl looks whether the server validates fields, so that it need not.
void WritePatchOperation(JsonWriter& json, const codec::ApiKind& kind) {
  json.Object("patch", [&] {
    json.Field("x-kubernetes-action", "patch");
    json.Object("x-kubernetes-group-version-kind", [&] {
      json.Field("group", kind.group);
      json.Field("version", kind.version);
      json.Field("kind", kind.kind);
    });
    json.List("parameters", std::array<std::string_view, 3>{"dryRun", "fieldManager", "fieldValidation"},
              [&](std::string_view name) { WriteParameter(json, name); });
    json.Object("responses", [&] { json.Object("200", [&] { json.Field("description", "OK"); }); });
  });
}

Definitions DefinitionsOf(const GroupVersion& groupVersion) {
  Definitions definitions;
  for (const ApiResource* resource : groupVersion.resources) {
    AddDefinitions(*resource->type->structure, definitions);
    if (resource->list != nullptr) AddDefinitions(*resource->list->structure, definitions);
  }
  return definitions;
}

}  // namespace

std::string OpenApiV2Json() {
  JsonWriter json;
  json.Object([&] {
    json.Field("swagger", "2.0");
    WriteInfo(json);
    json.Object("paths", [] {});
    json.Object("definitions", [] {});
  });
  return json.Take();
}

std::string OpenApiV3IndexJson(const Catalog& catalog) {
  JsonWriter json;
  json.Object([&] {
    json.Object("paths", [&] {
      for (const GroupVersion& groupVersion : catalog.GroupVersions()) {
        const std::string root = RootOf(groupVersion);
        json.Object(root, [&] { json.Field("serverRelativeURL", "/openapi/v3/" + root); });
      }
    });
  });
  return json.Take();
}

std::string OpenApiV3Json(const GroupVersion& groupVersion) {
  JsonWriter json;
  json.Object([&] {
    json.Field("openapi", "3.0.0");
    WriteInfo(json);
    json.Object("paths", [&] {
      for (const ApiResource* resource : groupVersion.resources) {
        json.Object(PathOf(groupVersion, *resource), [&] { WritePatchOperation(json, resource->Kind()); });
      }
    });
    json.Object("components", [&] {
      json.Object("schemas", [&] { WriteDefinitions(json, DefinitionsOf(groupVersion), "#/components/schemas/"); });
    });
  });
  return json.Take();
}

}  // namespace k8s::testkit::core
