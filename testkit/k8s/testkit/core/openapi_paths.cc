#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/ascii.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/openapi_paths.h>

namespace k8s::testkit::core {
namespace {

using codec::Type;
using codec::Verb;

struct Parameter {
  std::string_view name;
  std::string_view type;
};

constexpr std::array kListParameters = {Parameter{"allowWatchBookmarks", "boolean"},
                                        Parameter{"continue", "string"},
                                        Parameter{"fieldSelector", "string"},
                                        Parameter{"labelSelector", "string"},
                                        Parameter{"limit", "integer"},
                                        Parameter{"resourceVersion", "string"},
                                        Parameter{"resourceVersionMatch", "string"},
                                        Parameter{"sendInitialEvents", "boolean"},
                                        Parameter{"timeoutSeconds", "integer"},
                                        Parameter{"watch", "boolean"}};
constexpr std::array kWriteParameters = {Parameter{"dryRun", "string"}, Parameter{"fieldManager", "string"},
                                         Parameter{"fieldValidation", "string"}};
constexpr std::array kPatchParameters = {Parameter{"dryRun", "string"}, Parameter{"fieldManager", "string"},
                                         Parameter{"fieldValidation", "string"}, Parameter{"force", "boolean"}};
constexpr std::array kDeleteParameters = {Parameter{"dryRun", "string"}, Parameter{"gracePeriodSeconds", "integer"},
                                          Parameter{"orphanDependents", "boolean"}, Parameter{"propagationPolicy", "string"}};
constexpr std::array kDeleteCollectionParameters = {Parameter{"continue", "string"},
                                                    Parameter{"dryRun", "string"},
                                                    Parameter{"fieldSelector", "string"},
                                                    Parameter{"labelSelector", "string"},
                                                    Parameter{"gracePeriodSeconds", "integer"},
                                                    Parameter{"limit", "integer"},
                                                    Parameter{"orphanDependents", "boolean"},
                                                    Parameter{"propagationPolicy", "string"}};

constexpr std::array<std::string_view, 1> kObject = {"application/json"};
constexpr std::array<std::string_view, 3> kPatches = {"application/json-patch+json", "application/merge-patch+json",
                                                      kApplyPatch};
constexpr std::array<std::string_view, 4> kPatchesOfTables = {"application/json-patch+json", "application/merge-patch+json",
                                                              "application/strategic-merge-patch+json", kApplyPatch};

/// Something that can be done at a path.
struct Operation {
  std::string_view method;
  std::string_view action;
  std::string_view word;  ///< of its name: "read"
  std::span<const Parameter> parameters = {};
  std::span<const std::string_view> takes = {};  ///< the types of its body; empty: it has none, or may have one
  const Type* answer = nullptr;                  ///< null: a Status, or no object
};

/// What a path names.
struct Place {
  std::string path;
  const ApiResource* resource;
  const ApiSubresource* subresource = nullptr;
  std::vector<std::string_view> names = {};  ///< the parameters in the path
  std::string_view suffix = {};              ///< of the names of its operations

  const Type* Body() const { return subresource == nullptr ? resource->type : subresource->type; }
};

Operation Listing(const ApiResource& resource) {
  return {.method = "get", .action = "list", .word = "list", .parameters = kListParameters, .answer = resource.list};
}

Operation Creation(const Type* body) {
  return {
      .method = "post", .action = "post", .word = "create", .parameters = kWriteParameters, .takes = kObject, .answer = body};
}

std::vector<Operation> CollectionOperations(const ApiResource& resource) {
  std::vector<Operation> operations;
  if (resource.verbs.Has(Verb::kList)) operations.push_back(Listing(resource));
  if (resource.verbs.Has(Verb::kCreate)) operations.push_back(Creation(resource.type));
  if (resource.verbs.Has(Verb::kDeleteCollection)) {
    operations.push_back(
        {.method = "delete", .action = "deletecollection", .word = "delete", .parameters = kDeleteCollectionParameters});
  }
  return operations;
}

/// What is done with something that is there: an object, or a subresource of one.
std::vector<Operation> ObjectOperations(codec::Verbs verbs, const Type* body, std::span<const std::string_view> patches) {
  std::vector<Operation> operations;
  if (verbs.Has(Verb::kGet)) operations.push_back({.method = "get", .action = "get", .word = "read", .answer = body});
  if (verbs.Has(Verb::kUpdate)) {
    operations.push_back({.method = "put",
                          .action = "put",
                          .word = "replace",
                          .parameters = kWriteParameters,
                          .takes = kObject,
                          .answer = body});
  }
  if (verbs.Has(Verb::kPatch)) {
    operations.push_back({.method = "patch",
                          .action = "patch",
                          .word = "patch",
                          .parameters = kPatchParameters,
                          .takes = patches,
                          .answer = body});
  }
  if (verbs.Has(Verb::kDelete)) {
    operations.push_back({.method = "delete", .action = "delete", .word = "delete", .parameters = kDeleteParameters});
  }
  return operations;
}

std::vector<Operation> SubresourceOperations(const ApiSubresource& subresource, std::span<const std::string_view> patches) {
  std::vector<Operation> operations = ObjectOperations(subresource.verbs, subresource.type, patches);
  if (subresource.verbs.Has(Verb::kCreate)) operations.push_back(Creation(subresource.type));
  return operations;
}

/// "rbac.authorization.k8s.io" as "RbacAuthorization", "" as "Core".
std::string NameOf(std::string_view group) {
  if (group.empty()) return "Core";
  constexpr std::string_view kOfTheProject = ".k8s.io";
  if (group.ends_with(kOfTheProject)) group.remove_suffix(kOfTheProject.size());
  std::string name;
  bool startsWord = true;
  for (const char c : group) {
    const bool separates = c == '.' || c == '-';
    if (!separates) name += startsWord ? internal::Upper(c) : c;
    startsWord = separates;
  }
  return name;
}

std::string Capitalized(std::string_view word) {
  std::string text(word);
  if (!text.empty()) text[0] = internal::Upper(text[0]);
  return text;
}

/// "readAppsV1NamespacedDeploymentStatus"
std::string IdOf(const Operation& operation, const Place& place) {
  const codec::ApiKind& kind = place.resource->Kind();
  std::string id = std::string(operation.word) + NameOf(kind.group) + Capitalized(kind.version);
  if (operation.action == "deletecollection") id += "Collection";
  if (place.resource->namespaced && place.suffix.empty()) id += "Namespaced";
  id.append(kind.kind);
  if (place.subresource != nullptr) id += Capitalized(place.subresource->name);
  return id.append(place.suffix);
}

class PathWriter {
 public:
  PathWriter(JsonWriter& json, const GroupVersion& groupVersion, OpenApi version)
      : json_(json), root_("/" + RootOf(groupVersion)), version_(version) {}

  void Write(const ApiResource& resource) {
    Place place{.path = root_, .resource = &resource};
    if (resource.namespaced) {
      WriteListOfAll(resource);
      place.path += "/namespaces/{namespace}";
      place.names.push_back("namespace");
    }
    place.path.append("/").append(resource.plural);
    WritePlace(place, CollectionOperations(resource));
    place.path += "/{name}";
    place.names.push_back("name");
    const std::span<const std::string_view> patches =
        resource.custom == nullptr ? std::span<const std::string_view>(kPatchesOfTables) : kPatches;
    WritePlace(place, ObjectOperations(resource.verbs, resource.type, patches));
    for (const ApiSubresource& subresource : resource.subresources) {
      Place below = place;
      below.path.append("/").append(subresource.name);
      below.subresource = &subresource;
      WritePlace(below, SubresourceOperations(subresource, patches));
    }
  }

 private:
  void WriteListOfAll(const ApiResource& resource) {
    if (!resource.verbs.Has(Verb::kList)) return;
    WritePlace({.path = root_ + "/" + std::string(resource.plural), .resource = &resource, .suffix = "ForAllNamespaces"},
               {Listing(resource)});
  }

  void WritePlace(const Place& place, const std::vector<Operation>& operations) {
    if (operations.empty()) return;
    json_.Object(place.path, [&] {
      for (const Operation& operation : operations) {
        json_.Object(operation.method, [&] { WriteOperation(place, operation); });
      }
      if (place.names.empty()) return;
      json_.List("parameters", place.names, [&](std::string_view name) { WriteParameter("path", {name, "string"}); });
    });
  }

  void WriteOperation(const Place& place, const Operation& operation) {
    json_.Field("operationId", std::string_view(IdOf(operation, place)));
    if (version_ == OpenApi::kV2 && !operation.takes.empty()) json_.Texts("consumes", operation.takes);
    json_.Array("parameters", [&] {
      if (version_ == OpenApi::kV2 && !operation.takes.empty()) WriteBodyParameter(place, operation);
      for (const Parameter& parameter : operation.parameters) WriteParameter("query", parameter);
    });
    if (version_ == OpenApi::kV3 && !operation.takes.empty()) WriteRequestBody(place, operation);
    json_.Object("responses", [&] { json_.Object("200", [&] { WriteAnswer(operation.answer); }); });
    json_.Field("x-kubernetes-action", operation.action);
    json_.Object("x-kubernetes-group-version-kind", [&] { WriteKind(place); });
  }

  void WriteKind(const Place& place) {
    const Type* body = place.Body();
    const bool hasOwn = body != nullptr && body->structure->kind != nullptr;
    const codec::ApiKind& kind = hasOwn ? *body->structure->kind : place.resource->Kind();
    json_.Field("group", kind.group);
    json_.Field("kind", kind.kind);
    json_.Field("version", kind.version);
  }

  void WriteParameter(std::string_view in, const Parameter& parameter) {
    json_.Object([&] {
      json_.Field("name", parameter.name);
      json_.Field("in", in);
      if (in == "path") json_.Field("required", true);
      if (version_ == OpenApi::kV2) return json_.Field("type", parameter.type);
      json_.Object("schema", [&] { json_.Field("type", parameter.type); });
    });
  }

  void WriteBodyParameter(const Place& place, const Operation& operation) {
    json_.Object([&] {
      json_.Field("name", "body");
      json_.Field("in", "body");
      json_.Field("required", true);
      WriteBodySchema(place, operation);
    });
  }

  void WriteRequestBody(const Place& place, const Operation& operation) {
    json_.Object("requestBody", [&] {
      json_.Object("content", [&] {
        for (const std::string_view type : operation.takes) json_.Object(type, [&] { WriteBodySchema(place, operation); });
      });
      json_.Field("required", true);
    });
  }

  void WriteBodySchema(const Place& place, const Operation& operation) {
    json_.Object("schema", [&] {
      if (operation.action == "patch" || place.Body() == nullptr) return json_.Field("type", "object");
      WriteReference(json_, version_, place.Body()->structure->name);
    });
  }

  void WriteAnswer(const Type* answer) {
    json_.Field("description", "OK");
    if (answer == nullptr) return;
    const auto writeSchema = [&] { json_.Object("schema", [&] { WriteReference(json_, version_, answer->structure->name); }); };
    if (version_ == OpenApi::kV2) return writeSchema();
    json_.Object("content", [&] { json_.Object("application/json", writeSchema); });
  }

  JsonWriter& json_;
  const std::string root_;
  const OpenApi version_;
};

}  // namespace

std::string RootOf(const GroupVersion& groupVersion) {
  return (groupVersion.group.empty() ? "api/" : "apis/") + groupVersion.Name();
}

void WritePaths(JsonWriter& json, const GroupVersion& groupVersion, OpenApi version) {
  PathWriter writer(json, groupVersion, version);
  for (const ApiResource* resource : groupVersion.resources) writer.Write(*resource);
}

}  // namespace k8s::testkit::core
