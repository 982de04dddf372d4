#include <utility>

#include <fmt/format.h>

#include <k8s/api/meta/v1/delete_options.h>
#include <k8s/api/meta/v1/status.h>
#include <k8s/codec/json.h>
#include <k8s/config/sent_secrets.h>
#include <k8s/meta/quoted.h>
#include <k8s/rest/object_body.h>
#include <k8s/rest/option_query.h>
#include <k8s/rest/resource_core.h>
#include <k8s/rest/status_error.h>

namespace k8s::internal {
namespace {

using Requested = ResourceCore::Requested;

Requested WithBody(Requested request, std::string_view contentType, Result<std::string> body) {
  if (!request) return request;
  if (!body) return body.error().WithContext(request->action);
  request->request.headers.Add("Content-Type", std::string(contentType));
  request->request.body = std::move(*body);
  return request;
}

// What a delete has to say goes into its body, which is there even when it has nothing to say: a DELETE without a body is one
// that HTTP libraries take the liberty to send twice.
Requested WithOptions(Requested request, const DeleteOptions& options) {
  return WithBody(std::move(request), kJsonMediaType, ToJson(BodyOf(options)));
}

Result<std::string> WriteForApply(const codec::Type& type, const void* object, const std::vector<std::string>& include) {
  std::string body;
  const JsonWriteOptions writing = {.empties = JsonEmpties::kOmitForApply, .include = include};
  if (Result<void> written = codec::WriteJson(type, object, body, writing); !written) return written.error();
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
  std::string_view verb;   // as in RBAC: "get"
  std::string_view doing;  // in words: "getting"
  Scope scope = Scope::kObject;
  std::string_view name = {};
  std::string_view subresource = {};
  std::string_view behind = {};           // a path below the subresource
  std::string_view objectNamespace = {};  // of the object that is sent
};

ResourceCore::ResourceCore(RestClient client, const codec::ApiResource& resource, std::string where)
    : client_(std::move(client)), resource_(&resource), namespace_(std::move(where)) {}

std::string ResourceCore::Describe(const Target& target) const {
  const codec::ApiKind& kind = resource_->Kind();
  std::string text;
  text.reserve(128);  // each call has one, and most have no use for it
  text.append(target.doing).append(" ").append(resource_->plural);
  if (!kind.group.empty()) text.append(".").append(kind.group);
  if (!target.subresource.empty()) text.append("/").append(target.subresource);
  if (!target.name.empty()) text.append(" \"").append(target.name).append("\"");
  const std::string_view where = namespace_.empty() ? target.objectNamespace : namespace_;
  if (resource_->namespaced && !where.empty()) text.append(" in namespace \"").append(where).append("\"");
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
  std::string path = kind.group.empty() ? "/api/" : "/apis/";
  path.reserve(128);
  if (!kind.group.empty()) path.append(kind.group).append("/");
  path.append(kind.version).append(*namespacePath).append("/").append(resource_->plural);
  if (target.scope == Target::Scope::kObject) {
    Result<std::string> name = PathSegment(target.name, "name");
    if (!name) return name;
    path.append("/").append(*name);
  }
  if (!target.subresource.empty()) path.append("/").append(target.subresource);
  return RelativePath(target.behind, "path").transform([&](const std::string& behind) { return path.append(behind); });
}

// What InfoOf() would read from the path.
RequestInfo ResourceCore::Info(const Target& target) const {
  const codec::ApiKind& kind = resource_->Kind();
  RequestInfo info{.verb = std::string(target.verb),
                   .group = std::string(kind.group),
                   .version = std::string(kind.version),
                   .resource = std::string(resource_->plural),
                   .subresource = std::string(target.subresource),
                   .name = std::string(target.name)};
  const std::size_t behind = target.behind.find_first_not_of('/');
  if (behind != target.behind.npos) {
    info.subresource.append("/").append(target.behind.substr(behind, target.behind.find_last_not_of('/') + 1 - behind));
  }
  const bool isNamespace = kind.group.empty() && info.resource == "namespaces";  // which is in itself
  if (isNamespace) info.namespace_ = target.name;
  if (resource_->namespaced) info.namespace_ = namespace_.empty() ? target.objectNamespace : namespace_;
  return info;
}

Requested ResourceCore::Build(const Target& target, const Result<Query>& query) const {
  ApiRequest built;
  built.action = Describe(target);
  if (!query) return query.error().WithContext(built.action);
  Result<std::string> path = Path(target);
  if (!path) return path.error().WithContext(built.action);
  built.request.method = target.method;
  built.request.target = std::move(path->append(QueryString(*query)));
  built.request.info = Info(target);
  const ContentType form = client_.FormOf(*resource_->type, built.request.info);
  built.request.headers.Add("Accept", std::string(AcceptOf(form)));
  return built;
}

// The object as the body, in the form that its resource travels in. Only in JSON does the server see a field that it does not
// know.
Requested ResourceCore::WithObject(Requested request, const codec::Type& type, const void* object,
                                   const std::string& fieldValidation) const {
  if (!request) return request;
  const bool isJson = !fieldValidation.empty() || !HasProtobuf(type);
  const ContentType form = isJson ? ContentType::kJson : client_.FormOf(*resource_->type, request->request.info);
  if (form == ContentType::kProtobuf) request->protobufBody = &type;
  return WithBody(std::move(request), MediaTypeOf(form), WriteBody(form, type, object));
}

Requested ResourceCore::Get(std::string_view name, std::string_view subresource, const GetOptions& options) const {
  return Build({.method = "GET", .verb = "get", .doing = "getting", .name = name, .subresource = subresource},
               QueryOf(options));
}

Requested ResourceCore::GetText(std::string_view name, std::string_view subresource, const Query& query) const {
  Requested request =
      Build({.method = "GET", .verb = "get", .doing = "getting", .name = name, .subresource = subresource}, query);
  if (request) request->request.headers.Set("Accept", "text/plain, */*");
  return request;
}

Requested ResourceCore::GetProxied(std::string_view name, std::string_view subresource, const ProxyOptions& options) const {
  std::string where(name);
  if (!options.scheme.empty()) {
    where = fmt::format("{}:{}:{}", options.scheme, name, options.port);
  } else if (!options.port.empty()) {
    where = fmt::format("{}:{}", name, options.port);
  }
  // The name of nothing is nothing, whatever port it has.
  const std::string_view target = name.empty() ? name : std::string_view(where);
  const Target proxied = {
      .method = "GET", .verb = "get", .doing = "getting", .name = target, .subresource = subresource, .behind = options.path};
  Requested request = Build(proxied, options.query);
  if (request) request->request.headers.Set("Accept", "*/*");
  return request;
}

Requested ResourceCore::List(const ListOptions& options) const {
  return Build({.method = "GET", .verb = "list", .doing = "listing", .scope = Target::Scope::kCollection},
               ListQueryOf(options));
}

Requested ResourceCore::Watch(const ListOptions& options) const {
  return Build({.method = "GET", .verb = "watch", .doing = "watching", .scope = Target::Scope::kCollection},
               WatchQueryOf(options));
}

Requested ResourceCore::Create(const codec::Type& type, const void* object, const std::string& objectNamespace,
                               const CreateOptions& options) const {
  const Target target = {.method = "POST",
                         .verb = "create",
                         .doing = "creating",
                         .scope = Target::Scope::kNewObject,
                         .objectNamespace = objectNamespace};
  return WithObject(Build(target, QueryOf(options)), type, object, options.fieldValidation);
}

Requested ResourceCore::CreateSubresource(std::string_view name, std::string_view subresource, const codec::Type& type,
                                          const void* body, const CreateOptions& options) const {
  const Target target = {.method = "POST", .verb = "create", .doing = "creating", .name = name, .subresource = subresource};
  return WithObject(Build(target, QueryOf(options)), type, body, options.fieldValidation);
}

Requested ResourceCore::Update(const ObjectName& object, std::string_view subresource, const codec::Type& type,
                               const void* body, const UpdateOptions& options) const {
  const Target target = {.method = "PUT",
                         .verb = "update",
                         .doing = "updating",
                         .name = object.name,
                         .subresource = subresource,
                         .objectNamespace = object.namespace_};
  return WithObject(Build(target, QueryOf(options)), type, body, options.fieldValidation);
}

Requested ResourceCore::Patch(std::string_view name, std::string_view subresource, const k8s::Patch& patch,
                              const PatchOptions& options) const {
  const Target target = {.method = "PATCH", .verb = "patch", .doing = "patching", .name = name, .subresource = subresource};
  return WithBody(Build(target, QueryOf(options, patch.contentType)), patch.contentType, patch.body);
}

Requested ResourceCore::Apply(const ObjectName& object, std::string_view subresource, const codec::Type& type, const void* body,
                              const ApplyOptions& options) const {
  const Target target = {.method = "PATCH",
                         .verb = "patch",
                         .doing = "applying",
                         .name = object.name,
                         .subresource = subresource,
                         .objectNamespace = object.namespace_};
  if (object.hasManagedFields) {
    return Error(ErrorCode::kInvalidArgument,
                 Describe(target) +
                     ": the object carries managedFields, so it was read from a server, and applying it would claim every "
                     "field of it; take what is yours with ExtractManaged(), or clear metadata.managedFields to claim all");
  }
  return WithBody(Build(target, QueryOf(options)), ApplyPatch("").contentType, WriteForApply(type, body, options.include));
}

Requested ResourceCore::Delete(std::string_view name, const DeleteOptions& options) const {
  return WithOptions(Build({.method = "DELETE", .verb = "delete", .doing = "deleting", .name = name}, Query()), options);
}

Requested ResourceCore::DeleteCollection(const DeleteOptions& options, const ListOptions& selection) const {
  const Target target = {
      .method = "DELETE", .verb = "deletecollection", .doing = "deleting a collection of", .scope = Target::Scope::kCollection};
  return WithOptions(Build(target, ListQueryOf(selection)), options);
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
  Result<void> read = ReadBody(response->body, type, out);
  const bool mayBeStatus = !read || type.structure == metav1::Status::kType.structure;
  if (mayBeStatus) {
    if (const auto failure = FailureIn(*response)) return failure->WithContext(action);
  }
  return std::move(read).transform_error([&](const Error& error) { return Unreadable(error, *response, action); });
}

Result<bool> IsStatus(const Response& response, const std::string& action) {
  if (!IsStatus(response.body)) return false;
  if (const auto failure = FailureIn(response)) return failure->WithContext(action);
  return true;
}

Error Unreadable(const Error& error, const Response& answer, const std::string& action) {
  constexpr std::size_t kMostShown = 60;
  std::string what;
  if (const std::string* type = answer.headers.Find("Content-Type")) {
    if (!FormNamedBy(*type)) what = fmt::format(", which is {}", Quoted(std::string_view(*type).substr(0, kMostShown)));
  }
  if (answer.body.empty()) what = ", which is empty";
  return Discreet(error.WithContext(fmt::format("{}: reading the answer{}", action, what)), answer);
}

Error Discreet(const Error& error, const Response& answer) { return answer.secrets ? answer.secrets->Blotted(error) : error; }

}  // namespace k8s::internal
