#pragma once

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>

/// The seam between Kubernetes and HTTP. Everything above it (clients, informers) knows only these types; a transport knows
/// only HTTP. An implementation of one's own needs two functions, and passes tests/contract/ to prove itself.
namespace k8s {

namespace internal {
class SentSecrets;
}

/// HTTP header fields in their order on the wire. Names are compared without case.
class Headers {
 public:
  using Entry = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Entry> entries) : entries_(entries) {}

  void Add(std::string name, std::string value) { entries_.emplace_back(std::move(name), std::move(value)); }
  /// Replaces every field of that name by one.
  void Set(std::string name, std::string value);
  void Remove(std::string_view name);
  /// The first value of that name, or null.
  const std::string* Find(std::string_view name) const;

  /// Whether two names are one: those of headers know no case.
  static bool SameName(std::string_view a, std::string_view b);

  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  std::size_t size() const { return entries_.size(); }

 private:
  std::vector<Entry> entries_;
};

/// What a request is about, in the terms of the API: for logs, metrics and traces. Empty where it does not apply.
struct RequestInfo {
  std::string verb = {};         ///< As in RBAC: "get", "list", "watch", "create", "deletecollection"
  std::string group = {};        ///< "" also of the core group
  std::string version = {};      ///< "v1"
  std::string resource = {};     ///< "deployments"
  std::string subresource = {};  ///< "status"
  std::string namespace_ = {};
  std::string name = {};
};

/// One HTTP request, relative to the server that the transport talks to.
struct Request {
  std::string method = "GET";
  std::string target = {};  ///< Path and query, percent-encoded, with a leading '/'; below the base path of the server's URL
  Headers headers = {};
  std::string body = {};
  RequestInfo info = {};  ///< Nothing of it goes on the wire
  /// The server sends the head of the answer with its first bytes, whenever they come: the log of a container that is silent.
  bool headMayBeLate = false;
  /// When the head of the answer must be there at the latest, headMayBeLate or not: kDeadlineExceeded. It bounds the opening of
  /// a stream, which has no deadline once it is open. Nothing: no such limit.
  std::optional<std::chrono::steady_clock::time_point> headBy = {};

  /// Whether it may be sent a second time when a connection breaks and nobody knows if the first one arrived.
  bool MayBeRepeated() const { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }
};

/// The answer, whatever its status: 404 and 500 are answers, not errors of a transport.
struct Response {
  int status = 0;
  Headers headers = {};
  std::string body = {};  ///< Decompressed
  /// What the request told in confidence, for whoever puts the answer into the words of an Error, where none of it may be. The
  /// client sets it; of a transport's own answers it is null.
  std::shared_ptr<const internal::SentSecrets> secrets = {};
};

/// The body of an answer, as it comes. Destroying it closes the stream, from any thread and also while a read is pending; that
/// read then ends with ErrorCode::kCancelled.
class ByteStream {
 public:
  virtual ~ByteStream() = default;

  /// Status and headers; the body is empty.
  virtual const Response& Head() const = 0;

  /// The next bytes of the body, at least one; an empty string at its end. A body that was cut off is an Error (kUnavailable).
  /// One read at a time. Bytes are taken from the network only as they are read: a slow reader slows the server.
  virtual Future<std::string> ReadAsync() = 0;

  /// The same, on this thread. The default implementation waits for ReadAsync().
  virtual Result<std::string> Read();
};

/// Sends requests to one server.
///
/// Contract, tested by tests/contract/:
/// - Every HTTP status is a Response. An Error means that no answer came: kUnavailable (refused, reset, TLS, malformed HTTP;
/// see
///   Error::Failure()), kCancelled, kDeadlineExceeded, kInvalidArgument (a request that cannot be sent), kDecode (an answer
///   beyond the limits).
/// - A request that may not be repeated never arrives twice. One that may is sent again if a kept-alive connection turns out to
///   be closed. If a write was sent, in part at least, and its answer is lost, by whatever Error, that Error says
///   IsOutcomeUnknown().
/// - Redirects are not followed, gzip is undone, no header is added that carries identity.
/// - The context's stop token and deadline end a call at once in every phase, the reading of a stream included;
///   Request::headBy until the head is there.
/// - Futures are fulfilled on a thread of the transport: continuations without an executor must be short and must not block.
/// - The destructor cancels what is in flight and waits for it. Nothing is called back afterwards.
///
/// Thread safety: all members, from any thread.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends a request and collects the whole answer.
  virtual Future<Response> SendAsync(Request request, CallContext context) = 0;

  /// Sends a request; ready when the headers of the answer are there. The context goes on to bound the stream.
  virtual Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) = 0;

  /// The same on this thread, which may be any but the transport's own. The default implementations wait for the twins above.
  virtual Result<Response> Send(Request request, const CallContext& context);
  virtual Result<std::unique_ptr<ByteStream>> Open(Request request, const CallContext& context);
};

/// What a transport must know of its server. Filled from a Config; a transport takes what it needs and fails to be made when it
/// cannot do what is asked.
struct TransportOptions {
  std::string baseUrl = {};  ///< "https://host:port/prefix"; an IPv6 host in brackets

  std::string caPem = {};          ///< Trusted roots, PEM; empty: the system's. When given, no other root is trusted
  std::string clientCertPem = {};  ///< Client certificate chain, PEM; empty: none
  std::string clientKeyPem = {};   ///< Its private key, PEM
  std::string tlsServerName = {};  ///< The name to verify and to ask for (SNI); empty: the URL's host
  bool insecureSkipVerify = false;
  std::string proxyUrl = {};  ///< "http://", "https://" or "socks5://host:port", user and password perhaps; empty: none
  bool disableCompression = false;

  /// Until there is a connection, TLS included; over cpprestsdk until the request is written. Beyond: kUnavailable. Zero, as
  /// for the next two: no limit.
  std::chrono::milliseconds connectTimeout{30'000};
  /// No byte for so long, in either direction, of a Send or of a stream that is no success: kUnavailable. Other streams may be
  /// silent longer.
  std::chrono::milliseconds idleTimeout{90'000};
  /// From the request to the head of the answer, of a stream: kUnavailable. Not where the request says headMayBeLate.
  std::chrono::milliseconds headTimeout{300'000};
  /// A Send's body beyond this, after decompression, is kDecode.
  std::size_t maxResponseBytes = std::size_t{1} << 30;
  /// The headers of an answer, those behind its body among them, beyond this together are kDecode.
  std::size_t maxHeaderBytes = std::size_t{256} << 10;
};

}  // namespace k8s
