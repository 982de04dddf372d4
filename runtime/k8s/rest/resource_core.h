#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/codec/resource.h>
#include <k8s/rest/options.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/url.h>

namespace k8s::internal {

/// Of the metadata of an object that is sent, what decides where it is sent.
struct ObjectName {
  std::string_view name;
  std::string_view namespace_;
  bool hasManagedFields = false;
};

/// What ResourceClient<T> does, without T: builds the requests of one resource in one namespace, and sends them. It works on
/// descriptors and `void*`, so that nothing of it is compiled anew for a kind.
class ResourceCore {
 public:
  /// `where`: the namespace; empty for cluster-scoped kinds, and for all namespaces.
  ResourceCore(RestClient client, const codec::ApiResource& resource, std::string where);

  const RestClient& Client() const { return client_; }
  const std::string& Namespace() const { return namespace_; }

  // Requests. `subresource` is empty for the object itself. Errors: kInvalidArgument for what cannot be a request: no name, no
  // namespace, a name that no path can hold, an object that JSON cannot hold.
  using Requested = Result<ApiRequest>;
  Requested Get(std::string_view name, std::string_view subresource, const GetOptions& options) const;
  Requested GetText(std::string_view name, std::string_view subresource, const Query& query) const;
  Requested GetProxied(std::string_view name, std::string_view subresource, const ProxyOptions& options) const;
  Requested List(const ListOptions& options) const;
  Requested Watch(const ListOptions& options) const;
  Requested Create(const codec::Type& type, const void* object, const std::string& objectNamespace,
                   const CreateOptions& options) const;
  Requested CreateSubresource(std::string_view name, std::string_view subresource, const codec::Type& type, const void* body,
                              const CreateOptions& options) const;
  Requested Update(const ObjectName& object, std::string_view subresource, const codec::Type& type, const void* body,
                   const UpdateOptions& options) const;
  Requested Patch(std::string_view name, std::string_view subresource, const k8s::Patch& patch,
                  const PatchOptions& options) const;
  Requested Apply(const ObjectName& object, std::string_view subresource, const codec::Type& type, const void* body,
                  const ApplyOptions& options) const;
  Requested Delete(std::string_view name, const DeleteOptions& options) const;
  Requested DeleteCollection(const DeleteOptions& options, const ListOptions& selection) const;

  // Sending. The Error of a request that could not be made is that of the call.
  Result<Response> Send(Requested request, const CallContext& context) const;
  Future<Response> SendAsync(Requested request, const CallContext& context) const;
  Result<std::unique_ptr<ByteStream>> Open(Requested request, const CallContext& context) const;
  Future<std::unique_ptr<ByteStream>> OpenAsync(Requested request, const CallContext& context) const;

  /// Sends a request and reads the object that answers it.
  template <class T>
  Result<T> Fetch(Requested request, const CallContext& context) const {
    const std::string action = ActionOf(request);
    return Decoded<T>(Send(std::move(request), context), action);
  }
  template <class T>
  Future<T> FetchAsync(Requested request, const CallContext& context) const {
    std::string action = ActionOf(request);
    return SendAsync(std::move(request), context).Then([action = std::move(action)](Result<Response> response) {
      return Decoded<T>(response, action);
    });
  }

  static std::string ActionOf(const Requested& request) { return request ? request->action : std::string(); }
  /// Reads the object of an answer. A Status that tells of a failure is an Error, also where it came with success.
  static Result<void> Decode(const Result<Response>& response, const std::string& action, const codec::Type& type, void* out);

  template <class T>
  static Result<T> Decoded(const Result<Response>& response, const std::string& action) {
    Result<T> value{T()};
    if (Result<void> decoded = Decode(response, action, T::kType, &*value); !decoded) return decoded.error();
    return value;
  }

 private:
  struct Target;
  Requested Build(const Target& target, const Result<Query>& query) const;
  Requested WithObject(Requested request, const codec::Type& type, const void* object,
                       const std::string& fieldValidation) const;
  RequestInfo Info(const Target& target) const;
  Result<std::string> NamespacePath(const Target& target) const;
  Result<std::string> Path(const Target& target) const;
  std::string Describe(const Target& target) const;

  RestClient client_;
  const codec::ApiResource* resource_;
  std::string namespace_;
};

/// Whether the body of an answer is a Status, and not an object. An Error if that tells of a failure, though the answer is a
/// success.
Result<bool> IsStatus(const Response& response, const std::string& action);

/// That an answer cannot be read, and what it says that it is where that is no form of objects.
Error Unreadable(const Error& error, const Response& answer, const std::string& action);

/// `error`, which is about `answer`, without what its request told in confidence. Errors of ErrorFromResponse() are so already.
Error Discreet(const Error& error, const Response& answer);

}  // namespace k8s::internal
