#include <string>

#include <fmt/format.h>

#include <k8s/discovery/scale_client.h>
#include <k8s/discovery/scale_conversion.h>
#include <k8s/rest/option_query.h>
#include <k8s/rest/rest_call.h>

namespace k8s {
namespace {

using autoscalingv1::Scale;

// The request of one scale, and the kind that the server has for it.
struct Target {
  RestRequest request;
  GroupVersionKind kind;
};

Result<Target> TargetOf(const RestMapper& mapper, const GroupResource& resource, std::string_view namespace_,
                        std::string_view name, const CallContext& context) {
  if (name.empty())
    return Error(ErrorCode::kInvalidArgument, fmt::format("the scale of {}: the name is empty", resource.ToString()));
  const Result<RestMapping> mapping = mapper.Find({resource.group, {}, resource.resource}, context);
  if (!mapping) return mapping.error();
  const GroupVersionResource& found = mapping->resource;
  Result<GroupVersionKind> kind = mapper.KindBelow(found, "scale", context);
  if (!kind) return kind.error();
  if (Result<void> checked = internal::CheckScaleKind(*kind); !checked) return checked.error().WithContext(found.ToString());
  if (mapping->namespaced && namespace_.empty()) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("the scale of {}: the namespace is empty", found.ToString()));
  }
  return Target{{.group = found.group,
                 .version = found.version,
                 .resource = found.resource,
                 .namespace_ = mapping->namespaced ? std::string(namespace_) : std::string(),
                 .name = std::string(name),
                 .subresource = "scale",
                 .accept = "application/json"},
                *std::move(kind)};
}

Result<Scale> Answer(const RestClient& client, const RestRequest& request, const CallContext& context) {
  const Result<std::string> body = client.Call(request).Raw(context);
  if (!body) return body.error();
  return internal::ReadScale(*body).transform_error([&](const Error& error) {
    return error.WithContext(fmt::format("reading the scale of {} \"{}\"", request.resource, request.name));
  });
}

// With the options of the verb.
Result<RestRequest> Complete(Result<Target> target, const Result<Query>& query) {
  if (!target) return target.error();
  if (!query) return query.error();
  target->request.query = *query;
  return std::move(target->request);
}

}  // namespace

Result<Scale> ScaleClient::Get(const GroupResource& resource, std::string_view namespace_, std::string_view name,
                               const GetOptions& options, const CallContext& context) const {
  return Complete(TargetOf(mapper_, resource, namespace_, name, context), internal::QueryOf(options))
      .and_then([&](const RestRequest& request) { return Answer(client_, request, context); });
}

Result<Scale> ScaleClient::Update(const GroupResource& resource, const Scale& scale, const UpdateOptions& options,
                                  const CallContext& context) const {
  Result<Target> target = TargetOf(mapper_, resource, scale.metadata.namespace_, scale.metadata.name, context);
  if (!target) return target.error();
  Result<std::string> body = internal::WriteScale(scale, target->kind);
  if (!body) return body.error();
  target->request.method = "PUT";
  target->request.body = RequestBody("application/json", *std::move(body));
  return Complete(std::move(target), internal::QueryOf(options)).and_then([&](const RestRequest& request) {
    return Answer(client_, request, context);
  });
}

Result<Scale> ScaleClient::Patch(const GroupResource& resource, std::string_view namespace_, std::string_view name,
                                 const k8s::Patch& patch, const PatchOptions& options, const CallContext& context) const {
  Result<Target> target = TargetOf(mapper_, resource, namespace_, name, context);
  if (!target) return target.error();
  target->request.method = "PATCH";
  target->request.body = RequestBody(patch);
  return Complete(std::move(target), internal::QueryOf(options, patch.contentType)).and_then([&](const RestRequest& request) {
    return Answer(client_, request, context);
  });
}

}  // namespace k8s
