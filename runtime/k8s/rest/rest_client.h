#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/executor.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/rest/client_options.h>
#include <k8s/transport/transport.h>

namespace k8s {

struct Config;
class RestCall;
struct RestRequest;

namespace codec {
struct Type;
}
namespace internal {
struct ClientParts;
}

/// A request of the API: what to do, and in words for the error if it fails.
struct ApiRequest {
  Request request;
  std::string action;  ///< "getting pods \"web-0\" in namespace \"default\""
  /// Of a body in protobuf: its type, so that it can be sent as JSON to a server that refuses protobuf. Null of any other.
  const codec::Type* protobufBody = nullptr;
};

/// Talks to one API server: sends requests with the configured identity and turns answers that are no success into Errors. The
/// typed clients stand on it; by itself it is for paths that have no type.
///
/// A cheap handle: copies share one connection pool and one executor, which live as long as the last copy and every call under
/// way.
///
/// Thread safety: all members, from any thread.
class RestClient {
 public:
  /// A client of the configured server. Errors: kConfig for a configuration that is incomplete or unreadable, kUnsupported for
  /// what the transport cannot do, kInvalidArgument for a user agent or an impersonation that no header can hold, kUnavailable
  /// where the system has no thread left for the executor. Nothing is sent yet.
  static Result<RestClient> Create(const Config& config, const ClientOptions& options = ClientOptions());

  /// A client over a transport that is there already: the in-memory server of the testkit, or one's own.
  static Result<RestClient> Create(std::shared_ptr<Transport> transport, const ClientOptions& options = ClientOptions());

  /// The same client, with objects in another form: `k8s::CoreV1Client(client.As(k8s::ContentType::kJson))`.
  RestClient As(ContentType form) const;

  /// A request of a path or a resource, with a type or without one. It needs <k8s/rest/rest_call.h>, which has both types;
  /// without it compilers say that there is no matching function, or an incomplete type.
  ///
  /// ```
  /// #include <k8s/rest/rest_call.h>
  ///
  /// auto health = client.Call({.path = "/healthz"}).Raw(context);
  /// ```
  RestCall Call(const RestRequest& request) const;

  /// Sends a request and collects the answer, which is a success (200 to 299). Errors: that of ErrorFromResponse() for any
  /// other status, those of Transport, each with the request's action before it.
  ///
  /// What is refused because it is in protobuf (406, 415) is sent once more, in JSON. If that is no success, it is an Error
  /// like any other; if it is, whatever is of the same resource travels as JSON from then on.
  Result<Response> Send(ApiRequest request, const CallContext& context = CallContext()) const;
  Future<Response> SendAsync(ApiRequest request, const CallContext& context = CallContext()) const;

  /// Opens an answer that has no end yet: a watch, a log that is followed.
  Result<std::unique_ptr<ByteStream>> Open(ApiRequest request, const CallContext& context = CallContext()) const;
  Future<std::unique_ptr<ByteStream>> OpenAsync(ApiRequest request, const CallContext& context = CallContext()) const;

  /// The form in which objects of `type` travel in a request about `info`.
  ContentType FormOf(const codec::Type& type, const RequestInfo& info) const;

  /// Where continuations run.
  const std::shared_ptr<Executor>& GetExecutor() const;

 private:
  struct Core;
  static Result<RestClient> Of(Result<internal::ClientParts> parts, ContentType form);
  RestClient(std::shared_ptr<Core> core, ContentType form) : core_(std::move(core)), form_(form) {}

  static Result<Response> SendIn(Core& core, const ApiRequest& request, const CallContext& context);
  static Future<Response> SendInAsync(std::shared_ptr<Core> core, ApiRequest request, CallContext context);
  static Result<std::unique_ptr<ByteStream>> OpenIn(Core& core, const ApiRequest& request, const CallContext& context);
  static Future<std::unique_ptr<ByteStream>> OpenInAsync(std::shared_ptr<Core> core, ApiRequest request, CallContext context);

  std::shared_ptr<Core> core_;
  ContentType form_;
};

/// The Error of an answer that is no success. Takes the server's Status if the body is one; else the HTTP status, as client-go
/// does, and the start of the body if it is text.
Error ErrorFromResponse(const Response& response, std::string_view method);

}  // namespace k8s
