#include <k8s/codec/describe.h>
#include <k8s/dynamic/untyped_core.h>
#include <k8s/meta/raw_json.h>

namespace k8s::internal {
namespace {

using Requested = UntypedCore::Requested;

// Of any JSON: the text of an object is its own description.
const codec::Type& TextType() { return *codec::TypeOf<RawJson>(); }

// What decides where an object is sent.
struct Identity {
  explicit Identity(const Unstructured& object)
      : name(object.Name()), namespace_(object.Namespace()), hasManagedFields(HasManagedFields(object)) {}

  static bool HasManagedFields(const Unstructured& object) {
    const Result<const ValueList*> fields = object.GetList("metadata.managedFields");
    return fields && !(*fields)->empty();
  }
  ObjectName Name() const { return {name, namespace_, hasManagedFields}; }

  std::string name;
  std::string namespace_;
  bool hasManagedFields;
};

}  // namespace

struct UntypedCore::Parts {
  RestClient client;
  Result<std::shared_ptr<const UntypedResource>> resource;
  std::string where;
  std::string accept;
  std::string subresource = {};
};

UntypedCore::UntypedCore(RestClient client, GroupVersionResource resource, std::string where, std::string accept)
    : parts_(std::make_shared<const Parts>(Parts{client.As(ContentType::kJson), UntypedResource::Of(std::move(resource)),
                                                 std::move(where), std::move(accept)})) {}

UntypedCore UntypedCore::Below(std::string subresource) const {
  Parts below = *parts_;
  if (Result<void> checked = CheckSubresource(subresource); !checked) below.resource = checked.error();
  below.subresource = std::move(subresource);
  return UntypedCore(std::make_shared<const Parts>(std::move(below)));
}

// A request of the resource as one in namespaces, or of the cluster.
template <class Make>
Requested UntypedCore::Made(bool namespaced, Make&& make) const {
  if (!parts_->resource) return parts_->resource.error();
  Requested request = make(ResourceCore(parts_->client, (*parts_->resource)->As(namespaced), parts_->where));
  if (request && !parts_->accept.empty()) request->request.headers.Set("Accept", parts_->accept);
  return request;
}

Requested UntypedCore::Get(std::string_view name, const GetOptions& options) const {
  return Made(!parts_->where.empty(), [&](const ResourceCore& core) { return core.Get(name, parts_->subresource, options); });
}

Requested UntypedCore::List(const ListOptions& options) const {
  return Made(!parts_->where.empty(), [&](const ResourceCore& core) { return core.List(options); });
}

Requested UntypedCore::Watch(const ListOptions& options) const {
  return Made(!parts_->where.empty(), [&](const ResourceCore& core) { return core.Watch(options); });
}

Requested UntypedCore::Create(const Unstructured& object, const CreateOptions& options) const {
  const Identity identity(object);
  Result<std::string> json = object.ToJson();
  if (!json) return json.error();
  const RawJson text(*std::move(json));
  return Made(!parts_->where.empty() || !identity.namespace_.empty(), [&](const ResourceCore& core) {
    if (parts_->subresource.empty()) return core.Create(TextType(), &text, identity.namespace_, options);
    return core.CreateSubresource(identity.name, parts_->subresource, TextType(), &text, options);
  });
}

Requested UntypedCore::Update(const Unstructured& object, const UpdateOptions& options) const {
  const Identity identity(object);
  Result<std::string> json = object.ToJson();
  if (!json) return json.error();
  const RawJson text(*std::move(json));
  return Made(!parts_->where.empty() || !identity.namespace_.empty(), [&](const ResourceCore& core) {
    return core.Update(identity.Name(), parts_->subresource, TextType(), &text, options);
  });
}

Requested UntypedCore::Patch(std::string_view name, const k8s::Patch& patch, const PatchOptions& options) const {
  return Made(!parts_->where.empty(),
              [&](const ResourceCore& core) { return core.Patch(name, parts_->subresource, patch, options); });
}

Requested UntypedCore::Apply(const Unstructured& object, const ApplyOptions& options) const {
  if (!options.include.empty()) {
    return Error(ErrorCode::kInvalidArgument,
                 "ApplyOptions::include: an object without a type claims what it has, empty or not");
  }
  const Identity identity(object);
  Result<std::string> json = object.ToJson();
  if (!json) return json.error();
  const RawJson text(*std::move(json));
  return Made(!parts_->where.empty() || !identity.namespace_.empty(), [&](const ResourceCore& core) {
    return core.Apply(identity.Name(), parts_->subresource, TextType(), &text, options);
  });
}

Requested UntypedCore::Delete(std::string_view name, const DeleteOptions& options) const {
  return Made(!parts_->where.empty(), [&](const ResourceCore& core) { return core.Delete(name, options); });
}

Requested UntypedCore::DeleteCollection(const DeleteOptions& options, const ListOptions& selection) const {
  return Made(!parts_->where.empty(), [&](const ResourceCore& core) { return core.DeleteCollection(options, selection); });
}

Result<void> UntypedCore::Do(Requested request, const CallContext& context) const {
  return Fetch(std::move(request), context, [](const std::string&) { return Result<void>(); });
}

Future<void> UntypedCore::DoAsync(Requested request, const CallContext& context) const {
  return FetchAsync(std::move(request), context, [](const std::string&) { return Result<void>(); });
}

Result<Response> UntypedCore::Send(Requested request, const CallContext& context) const {
  if (!request) return request.error();
  return parts_->client.Send(*std::move(request), context);
}

Future<Response> UntypedCore::SendAsync(Requested request, const CallContext& context) const {
  if (!request) return Future<Response>(Result<Response>(request.error()));
  return parts_->client.SendAsync(*std::move(request), context);
}

Result<std::shared_ptr<WatchCore>> UntypedCore::Open(Requested request, const CallContext& context) const {
  if (!request) return request.error();
  const std::string action = request->action;
  Result<std::unique_ptr<ByteStream>> stream = parts_->client.Open(*std::move(request), context);
  if (!stream) return stream.error();
  return WatchCore::Over(*std::move(stream), parts_->client.GetExecutor(), action);
}

Future<std::shared_ptr<WatchCore>> UntypedCore::OpenAsync(Requested request, const CallContext& context) const {
  if (!request) return Future<std::shared_ptr<WatchCore>>(Result<std::shared_ptr<WatchCore>>(request.error()));
  std::string action = request->action;
  return parts_->client.OpenAsync(*std::move(request), context)
      .Then([executor = parts_->client.GetExecutor(),
             action = std::move(action)](Result<std::unique_ptr<ByteStream>> stream) -> Result<std::shared_ptr<WatchCore>> {
        if (!stream) return stream.error();
        return WatchCore::Over(*std::move(stream), executor, action);
      });
}

}  // namespace k8s::internal
