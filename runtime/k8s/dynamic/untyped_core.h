#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/dynamic/unstructured.h>
#include <k8s/dynamic/untyped_resource.h>
#include <k8s/meta/group_version.h>
#include <k8s/rest/options.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/resource_core.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/watch.h>

namespace k8s::internal {

/// What the clients without types do: the requests of one resource, or of what lies below its objects, and the answers to them.
/// What an answer is made of decides the client.
///
/// Thread safety: all members, from any thread.
class UntypedCore {
 public:
  using Requested = ResourceCore::Requested;

  /// `accept`: the form of answers with objects; empty: JSON. What the names do not allow fails with each request.
  UntypedCore(RestClient client, GroupVersionResource resource, std::string where, std::string accept = {});

  /// The same of what lies below the objects.
  UntypedCore Below(std::string subresource) const;

  Requested Get(std::string_view name, const GetOptions& options) const;
  Requested List(const ListOptions& options) const;
  Requested Watch(const ListOptions& options) const;
  Requested Create(const Unstructured& object, const CreateOptions& options) const;
  Requested Update(const Unstructured& object, const UpdateOptions& options) const;
  Requested Patch(std::string_view name, const k8s::Patch& patch, const PatchOptions& options) const;
  Requested Apply(const Unstructured& object, const ApplyOptions& options) const;
  Requested Delete(std::string_view name, const DeleteOptions& options) const;
  Requested DeleteCollection(const DeleteOptions& options, const ListOptions& selection) const;

  /// Sends a request, and reads with `read(body)` what answers it. A Status that tells of a failure is an Error, whatever came
  /// with it.
  template <class Read>
  auto Fetch(Requested request, const CallContext& context, Read read) const {
    const std::string action = ResourceCore::ActionOf(request);
    return Taken(Send(std::move(request), context), action, read);
  }
  template <class Read>
  auto FetchAsync(Requested request, const CallContext& context, Read read) const {
    std::string action = ResourceCore::ActionOf(request);
    return SendAsync(std::move(request), context).Then([action = std::move(action), read](const Result<Response>& response) {
      return Taken(response, action, read);
    });
  }

  /// The same of a delete, which need not answer with an object.
  template <class Read>
  auto FetchIfAny(Requested request, const CallContext& context, Read read) const {
    const std::string action = ResourceCore::ActionOf(request);
    return TakenIfAny(Send(std::move(request), context), action, read);
  }
  template <class Read>
  auto FetchIfAnyAsync(Requested request, const CallContext& context, Read read) const {
    std::string action = ResourceCore::ActionOf(request);
    return SendAsync(std::move(request), context).Then([action = std::move(action), read](const Result<Response>& response) {
      return TakenIfAny(response, action, read);
    });
  }

  Result<void> Do(Requested request, const CallContext& context) const;
  Future<void> DoAsync(Requested request, const CallContext& context) const;

  Result<std::shared_ptr<WatchCore>> Open(Requested request, const CallContext& context) const;
  Future<std::shared_ptr<WatchCore>> OpenAsync(Requested request, const CallContext& context) const;

 private:
  struct Parts;
  explicit UntypedCore(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

  template <class Make>
  Requested Made(bool namespaced, Make&& make) const;
  Result<Response> Send(Requested request, const CallContext& context) const;
  Future<Response> SendAsync(Requested request, const CallContext& context) const;

  template <class Read>
  static auto Taken(const Result<Response>& response, const std::string& action, Read read) -> decltype(read(response->body)) {
    if (!response) return response.error();
    if (const Result<bool> isStatus = IsStatus(*response, action); !isStatus) return isStatus.error();
    return read(response->body).transform_error([&](const Error& error) { return Unreadable(error, *response, action); });
  }
  template <class Read>
  static auto TakenIfAny(const Result<Response>& response, const std::string& action, Read read)
      -> Result<std::optional<typename decltype(read(response->body))::value_type>> {
    using Object = typename decltype(read(response->body))::value_type;
    if (!response) return response.error();
    const Result<bool> isStatus = IsStatus(*response, action);
    if (!isStatus) return isStatus.error();
    if (*isStatus) return std::optional<Object>();
    return Taken(response, action, read).transform([](Object&& object) { return std::optional<Object>(std::move(object)); });
  }

  std::shared_ptr<const Parts> parts_;
};

}  // namespace k8s::internal
