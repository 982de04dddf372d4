#include <utility>

#include <fmt/format.h>

#include <k8s/api/meta/v1/delete_options.h>
#include <k8s/api/meta/v1/status.h>
#include <k8s/codec/json.h>
#include <k8s/codec/json_reader.h>
#include <k8s/rest/resource_core.h>

namespace k8s::internal {
namespace {

using codec::JsonReader;

constexpr std::string_view kJson = "application/json";

void AddIf(Query& query, std::string_view name, const std::string& value) {
  if (!value.empty()) query.emplace_back(name, value);
}

void AddWriteOptions(Query& query, bool dryRun, const std::string& fieldManager, const std::string& fieldValidation) {
  if (dryRun) query.emplace_back("dryRun", "All");
  AddIf(query, "fieldManager", fieldManager);
  AddIf(query, "fieldValidation", fieldValidation);
}

Query SelectionOf(const ListOptions& options) {
  Query query;
  AddIf(query, "labelSelector", options.labelSelector);
  AddIf(query, "fieldSelector", options.fieldSelector);
  AddIf(query, "resourceVersion", options.resourceVersion);
  AddIf(query, "resourceVersionMatch", options.resourceVersionMatch);
  AddIf(query, "shardSelector", options.shardSelector);
  AddIf(query, "continue", options.continue_);
  if (options.limit > 0) query.emplace_back("limit", std::to_string(options.limit));
  if (options.timeoutSeconds) query.emplace_back("timeoutSeconds", std::to_string(*options.timeoutSeconds));
  return query;
}

std::string_view NameOf(DeletionPropagation propagation) {
  switch (propagation) {
    case DeletionPropagation::kOrphan: return "Orphan";
    case DeletionPropagation::kBackground: return "Background";
    case DeletionPropagation::kForeground: return "Foreground";
  }
  return "";
}

// The options of a delete go into its body, which is there even when it has nothing to say: a DELETE without a body is one that
// HTTP libraries take the liberty to send twice.
Result<std::string> BodyOf(const DeleteOptions& options) {
  metav1::DeleteOptions body;
  body.gracePeriodSeconds = options.gracePeriodSeconds;
  if (!options.uid.empty()) body.preconditions.Ensure().uid = options.uid;
  if (!options.resourceVersion.empty()) body.preconditions.Ensure().resourceVersion = options.resourceVersion;
  if (options.propagationPolicy) body.propagationPolicy = NameOf(*options.propagationPolicy);
  if (options.dryRun) body.dryRun = {"All"};
  return ToJson(body);
}

// The JSON of an object.
Result<std::string> Encode(const codec::Type& type, const void* object, const JsonWriteOptions& options = {}) {
  std::string body;
  if (Result<void> written = codec::WriteJson(type, object, body, options); !written) return written.error();
  return body;
}

}  // namespace

// What a request is about.
struct ResourceCore::Target {
  enum class Scope {
    kObject,      // one object, by name
    kNewObject,   // one namespace, as a place for a new object
    kCollection,  // all objects of a namespace, or of all of them
  };

  std::string_view method;
  std::string_view doing;  // in words: "getting"
  Scope scope = Scope::kObject;
  std::string_view name = {};
  std::string_view subresource = {};
  std::string_view objectNamespace = {};  // of the object that is sent
};

ResourceCore::ResourceCore(RestClient client, const codec::ApiResource& resource, std::string where)
    : client_(std::move(client)), resource_(&resource), namespace_(std::move(where)) {}

std::string ResourceCore::Describe(const Target& target) const {
  const codec::ApiKind& kind = resource_->Kind();
  std::string text = fmt::format("{} {}", target.doing, resource_->plural);
  if (!kind.group.empty()) text += fmt::format(".{}", kind.group);
  if (!target.subresource.empty()) text += fmt::format("/{}", target.subresource);
  if (!target.name.empty()) text += fmt::format(" \"{}\"", target.name);
  const std::string_view where = namespace_.empty() ? target.objectNamespace : namespace_;
  if (resource_->namespaced && !where.empty()) text += fmt::format(" in namespace \"{}\"", where);
  return text;
}

// "/namespaces/<namespace>", or nothing where the path has none.
Result<std::string> ResourceCore::NamespacePath(const Target& target) const {
  if (!resource_->namespaced) return std::string();
  if (!namespace_.empty() && !target.objectNamespace.empty() && namespace_ != target.objectNamespace) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("the object is of namespace \"{}\", the client of another", target.objectNamespace));
  }
  const std::string_view where = namespace_.empty() ? target.objectNamespace : namespace_;
  if (where.empty() && target.scope == Target::Scope::kCollection) return std::string();
  return PathSegment(where, "namespace").transform([](const std::string& segment) { return "/namespaces/" + segment; });
}

Result<std::string> ResourceCore::Path(const Target& target) const {
  const codec::ApiKind& kind = resource_->Kind();
  Result<std::string> namespacePath = NamespacePath(target);
  if (!namespacePath) return namespacePath;
  std::string path = fmt::format("{}/{}{}/{}", kind.group.empty() ? "/api" : "/apis/" + std::string(kind.group), kind.version,
                                 *namespacePath, resource_->plural);
  if (target.scope == Target::Scope::kObject) {
    Result<std::string> name = PathSegment(target.name, "name");
    if (!name) return name;
    path += "/" + *name;
  }
  if (!target.subresource.empty()) path += fmt::format("/{}", target.subresource);
  return path;
}

ResourceCore::Requested ResourceCore::Build(const Target& target, const Query& query) const {
  return Build(target, query, std::string(), std::string());
}

ResourceCore::Requested ResourceCore::Build(const Target& target, const Query& query, std::string_view contentType,
                                            Result<std::string> body) const {
  ApiRequest built;
  built.action = Describe(target);
  if (!body) return body.error().WithContext(built.action);
  Result<std::string> path = Path(target);
  if (!path) return path.error().WithContext(built.action);
  built.request.method = target.method;
  built.request.target = *path + QueryString(query);
  built.request.headers.Add("Accept", std::string(kJson));
  if (!contentType.empty()) built.request.headers.Add("Content-Type", std::string(contentType));
  built.request.body = std::move(*body);
  return built;
}

ResourceCore::Requested ResourceCore::Get(std::string_view name, std::string_view subresource,
                                          const GetOptions& options) const {
  Query query;
  AddIf(query, "resourceVersion", options.resourceVersion);
  return Build({.method = "GET", .doing = "getting", .name = name, .subresource = subresource}, query);
}

ResourceCore::Requested ResourceCore::GetText(std::string_view name, std::string_view subresource, const Query& query) const {
  Requested request = Build({.method = "GET", .doing = "getting", .name = name, .subresource = subresource}, query);
  if (request) request->request.headers.Set("Accept", "text/plain, */*");
  return request;
}

ResourceCore::Requested ResourceCore::List(const ListOptions& options) const {
  return Build({.method = "GET", .doing = "listing", .scope = Target::Scope::kCollection}, SelectionOf(options));
}

ResourceCore::Requested ResourceCore::Watch(const ListOptions& options) const {
  Query query = SelectionOf(options);
  query.emplace_back("watch", "true");
  if (options.allowWatchBookmarks) query.emplace_back("allowWatchBookmarks", "true");
  if (options.sendInitialEvents) query.emplace_back("sendInitialEvents", *options.sendInitialEvents ? "true" : "false");
  return Build({.method = "GET", .doing = "watching", .scope = Target::Scope::kCollection}, query);
}

ResourceCore::Requested ResourceCore::Create(const codec::Type& type, const void* object, const std::string& objectNamespace,
                                             const CreateOptions& options) const {
  Query query;
  AddWriteOptions(query, options.dryRun, options.fieldManager, options.fieldValidation);
  const Target target = {
      .method = "POST", .doing = "creating", .scope = Target::Scope::kNewObject, .objectNamespace = objectNamespace};
  return Build(target, query, kJson, Encode(type, object));
}

ResourceCore::Requested ResourceCore::CreateSubresource(std::string_view name, std::string_view subresource,
                                                        const codec::Type& type, const void* body,
                                                        const CreateOptions& options) const {
  Query query;
  AddWriteOptions(query, options.dryRun, options.fieldManager, options.fieldValidation);
  return Build({.method = "POST", .doing = "creating", .name = name, .subresource = subresource}, query, kJson,
               Encode(type, body));
}

ResourceCore::Requested ResourceCore::Update(const ObjectName& object, std::string_view subresource, const codec::Type& type,
                                             const void* body, const UpdateOptions& options) const {
  Query query;
  AddWriteOptions(query, options.dryRun, options.fieldManager, options.fieldValidation);
  const Target target = {.method = "PUT",
                         .doing = "updating",
                         .name = object.name,
                         .subresource = subresource,
                         .objectNamespace = object.namespace_};
  return Build(target, query, kJson, Encode(type, body));
}

ResourceCore::Requested ResourceCore::Patch(std::string_view name, std::string_view subresource, const k8s::Patch& patch,
                                            const PatchOptions& options) const {
  Query query;
  AddWriteOptions(query, options.dryRun, options.fieldManager, options.fieldValidation);
  if (options.force) query.emplace_back("force", "true");
  return Build({.method = "PATCH", .doing = "patching", .name = name, .subresource = subresource}, query, patch.contentType,
               patch.body);
}

ResourceCore::Requested ResourceCore::Apply(const ObjectName& object, std::string_view subresource, const codec::Type& type,
                                            const void* body, const ApplyOptions& options) const {
  const Target target = {.method = "PATCH",
                         .doing = "applying",
                         .name = object.name,
                         .subresource = subresource,
                         .objectNamespace = object.namespace_};
  if (options.fieldManager.empty()) {
    return Error(ErrorCode::kInvalidArgument, Describe(target) + ": ApplyOptions::fieldManager is empty");
  }
  if (object.hasManagedFields) {
    return Error(ErrorCode::kInvalidArgument,
                 Describe(target) +
                     ": the object carries managedFields, so it was read from a server, and applying it would claim every "
                     "field of it; build an object of the fields to claim, or clear metadata.managedFields to claim them all");
  }
  Query query;
  AddWriteOptions(query, options.dryRun, options.fieldManager, options.fieldValidation);
  query.emplace_back("force", options.force ? "true" : "false");
  const JsonWriteOptions writing = {.empties = JsonEmpties::kOmitForApply, .include = options.include};
  return Build(target, query, ApplyPatch("").contentType, Encode(type, body, writing));
}

ResourceCore::Requested ResourceCore::Delete(std::string_view name, const DeleteOptions& options) const {
  return Build({.method = "DELETE", .doing = "deleting", .name = name}, {}, kJson, BodyOf(options));
}

ResourceCore::Requested ResourceCore::DeleteCollection(const DeleteOptions& options, const ListOptions& selection) const {
  const Target target = {.method = "DELETE", .doing = "deleting a collection of", .scope = Target::Scope::kCollection};
  return Build(target, SelectionOf(selection), kJson, BodyOf(options));
}

Result<Response> ResourceCore::Send(Requested request, const CallContext& context) const {
  if (!request) return request.error();
  return client_.Send(std::move(*request), context);
}

Future<Response> ResourceCore::SendAsync(Requested request, const CallContext& context) const {
  if (!request) return Future<Response>(Result<Response>(request.error()));
  return client_.SendAsync(std::move(*request), context);
}

Result<std::unique_ptr<ByteStream>> ResourceCore::Open(Requested request, const CallContext& context) const {
  if (!request) return request.error();
  return client_.Open(std::move(*request), context);
}

Future<std::unique_ptr<ByteStream>> ResourceCore::OpenAsync(Requested request, const CallContext& context) const {
  if (!request) return Future<std::unique_ptr<ByteStream>>(Result<std::unique_ptr<ByteStream>>(request.error()));
  return client_.OpenAsync(std::move(*request), context);
}

Result<void> ResourceCore::Decode(const Result<Response>& response, const std::string& action, const codec::Type& type,
                                  void* out) {
  if (!response) return response.error();
  return codec::ReadJson(response->body, type, out).transform_error([&](const Error& error) {
    return error.WithContext(action + ": reading the answer");
  });
}

bool IsStatus(const Response& response) {
  JsonReader reader(response.body, JsonReader::kDepthLimit);
  std::string_view key;
  std::string_view kind;
  if (!reader.EnterObject()) return false;
  while (reader.NextMember(key)) {
    if (key == "kind") return reader.ReadStringView(kind) && kind == "Status";
    reader.Skip();
  }
  return false;
}

}  // namespace k8s::internal
