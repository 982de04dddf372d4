#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/codec/type.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/resource_core.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/text_stream.h>
#include <k8s/rest/url.h>

namespace k8s {

/// What a request sends: an object, a patch, or bytes. It keeps a copy.
class RequestBody {
 public:
  /// Nothing.
  RequestBody() = default;
  /// An object of the API, in the form that the client sends objects in.
  template <class T>
  requires requires { T::kType; }
  RequestBody(T object)  // NOLINT(google-explicit-constructor)
      : type_(&T::kType), object_(std::make_shared<const T>(std::move(object))) {}
  RequestBody(Patch patch)  // NOLINT(google-explicit-constructor)
      : content_type_(std::move(patch.contentType)), bytes_(std::move(patch.body)) {}
  RequestBody(std::string contentType, std::string bytes) : content_type_(std::move(contentType)), bytes_(std::move(bytes)) {}

 private:
  friend class RestCall;

  const codec::Type* type_ = nullptr;
  std::shared_ptr<const void> object_;
  std::string content_type_;
  std::string bytes_;
};

/// What RestClient::Call() asks: a path, or a resource. An aggregate for designated initializers.
///
/// ```
/// client.Call({.path = "/metrics"})
/// client.Call({.resource = "pods", .namespace_ = "default", .name = "web-0"})
/// client.Call({.method = "POST", .group = "example.com", .resource = "widgets", .namespace_ = "default", .body = widget})
/// ```
struct RestRequest {
  std::string method = "GET";

  /// An absolute path, percent-encoded where it needs to be. If it is given, the next six are not.
  std::string path = {};

  std::string group = {};  ///< "": the core group
  std::string version = "v1";
  std::string resource = {};     ///< "deployments"
  std::string namespace_ = {};   ///< "": all of them, or a kind without namespaces
  std::string name = {};         ///< "": all of them, or a new object
  std::string subresource = {};  ///< "status"; with slashes, what lies below it: "proxy/metrics"

  Query query = {};
  RequestBody body = {};
  std::string accept = {};  ///< Media types to ask for; "": what suits the way in which the answer is read
};

/// A request that waits to be sent, and the ways to read its answer. It may be sent more than once.
///
/// Errors: those of RestClient::Send(); kInvalidArgument, before anything is sent, for a path that cannot be one, a body that
/// cannot be written.
///
/// Thread safety: all members, from any thread.
class RestCall {
 public:
  RestCall(RestClient client, const RestRequest& request);

  /// The bytes of the answer.
  Result<std::string> Raw(const CallContext& context = CallContext()) const;
  Future<std::string> RawAsync(const CallContext& context = CallContext()) const;

  /// The answer with its status and headers.
  Result<Response> Answer(const CallContext& context = CallContext()) const;
  Future<Response> AnswerAsync(const CallContext& context = CallContext()) const;

  /// The object that answers. A Status that tells of a failure is an Error, whatever came with it.
  template <class T>
  Result<T> Into(const CallContext& context = CallContext()) const {
    return internal::ResourceCore::Decoded<T>(Sent(AskingFor(T::kType), context), Action());
  }
  template <class T>
  Future<T> IntoAsync(const CallContext& context = CallContext()) const {
    return SentAsync(AskingFor(T::kType), context).Then([action = Action()](Result<Response> response) {
      return internal::ResourceCore::Decoded<T>(response, action);
    });
  }

  /// The bytes of the answer as they come: of one that is large, or has no end yet.
  Result<TextStream> Stream(const CallContext& context = CallContext()) const;
  Future<TextStream> StreamAsync(const CallContext& context = CallContext()) const;

 private:
  using Requested = Result<ApiRequest>;

  static Requested Build(const RestClient& client, const RestRequest& request);

  Requested AskingFor(const codec::Type& type) const;
  Requested AskingForBytes() const;
  Result<Response> Sent(Requested request, const CallContext& context) const;
  Future<Response> SentAsync(Requested request, const CallContext& context) const;
  std::string Action() const { return request_ ? request_->action : std::string(); }

  RestClient client_;
  Requested request_;
};

}  // namespace k8s
