#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <k8s/base/clock.h>
#include <k8s/base/executor.h>
#include <k8s/base/rate_limiter.h>
#include <k8s/rest/content_type.h>
#include <k8s/rest/log.h>
#include <k8s/rest/request_observer.h>
#include <k8s/rest/retry.h>
#include <k8s/rest/warnings.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// Which library speaks HTTP.
enum class TransportKind {
  kCurl,     ///< libcurl: watches over HTTP/2, every kind of proxy (k8s/transport/curl/curl_transport.h)
  kCpprest,  ///< cpprestsdk: HTTP/1.1 (k8s/transport/cpprest/cpprest_transport.h)
};

/// How a client behaves, apart from where its server is.
///
/// Each request passes, from the caller to the wire: impersonation and user agent; credentials, renewed once if the server
/// answers 401; retry; rate limit; warnings, log and observers, which see every attempt; then `middleware`, its first element
/// outermost; then the transport.
struct ClientOptions {
  /// Names the program to the server; "": the program's own name and this library's version.
  std::string userAgent = {};
  /// Where continuations run and coroutines resume; null: two threads that the client owns.
  std::shared_ptr<Executor> executor = {};
  /// The form in which objects travel, where their kind has it; RestClient::As() changes it for some calls. Protobuf is less
  /// work for both sides.
  ContentType contentType = ContentType::kProtobuf;

  TransportKind transport = TransportKind::kCurl;
  /// Until a connection is made, TLS included. Writing the request is bounded by `idleTimeout`, so that a large one has the
  /// time that it takes; but kCpprest counts it in here. Zero, as for the next three: no limit.
  std::chrono::milliseconds connectTimeout{30'000};
  /// No byte of a request or its answer for so long. Streams (watches, followed logs) may be silent longer once they are open.
  std::chrono::milliseconds idleTimeout{90'000};
  /// From a request to the head of the answer, where that is a stream: a server that accepts a watch says so at once, unless it
  /// has to wait for its turn or for its own cache. A followed log has no such limit, for a kubelet sends the head with the
  /// first line.
  std::chrono::milliseconds headTimeout{300'000};
  /// A whole call, repetitions included, unless its CallContext has a deadline that is sooner. Of a stream the opening, until
  /// the head of the answer is there, which of a followed log is as late as its first line; once it is open, its CallContext
  /// alone bounds it. (In Go it bounds a whole watch.)
  std::chrono::milliseconds requestTimeout{0};
  /// An answer larger than this, after decompression, is kDecode.
  std::size_t maxResponseBytes = std::size_t{1} << 30;
  /// An answer whose headers are larger than this, together, is kDecode. (kCpprest has no such bound, kCurl none
  /// beyond 300 kB.)
  std::size_t maxHeaderBytes = std::size_t{256} << 10;

  /// Whether a plugin of the configuration (`exec`) may use standard input to ask the user, if it is a terminal. False for a
  /// program that reads it, or has a screen to itself.
  bool stdinIsFree = true;
  /// How long a plugin may take that cannot ask the user; one that can has ten times as long.
  std::chrono::milliseconds pluginTimeout{60'000};

  RetryOptions retry = {};
  /// Null: no limit, and the server's own protection decides.
  std::shared_ptr<RateLimiter> rateLimiter = {};
  /// Empty: warnings go to the log.
  WarningHandler warnings = {};
  Log log = {};
  std::vector<std::shared_ptr<RequestObserver>> observers = {};
  /// Transports put around the one that the client makes, next to the wire: they see requests as they are sent.
  std::vector<std::function<std::shared_ptr<Transport>(std::shared_ptr<Transport> inner)>> middleware = {};
  /// What waits are measured by; null: the machine's. For tests.
  std::shared_ptr<Clock> clock = {};
};

}  // namespace k8s
