#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include <k8s/base/error.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// What is known of an attempt when it has ended. References are valid during the call.
struct AttemptMeasures {
  const Request& request;              ///< As it was sent, credentials included: do not keep its headers
  int attempt = 1;                     ///< 1 of the first try
  int status = 0;                      ///< Of the answer; 0: there was none
  const Error* error = nullptr;        ///< Why there was none; null if there was one
  std::chrono::nanoseconds latency{};  ///< Until the whole answer was there; of a stream until its headers were
  std::size_t responseBytes = 0;       ///< Of the body, decompressed; 0 of a stream
};

/// An attempt that is under way.
class ObservedAttempt {
 public:
  virtual ~ObservedAttempt() = default;
  /// Called once, unless the client dies before, with what came of it.
  virtual void Ended(const AttemptMeasures& measures) = 0;
};

/// Sees every attempt of every request: for metrics, by `request.info`, and for traces.
///
/// Its functions are called from any thread, several at once, and hold up the call while they run. They must not throw.
class RequestObserver {
 public:
  virtual ~RequestObserver() = default;

  /// Called before each attempt. May add headers, such as `traceparent`. Null if the rest is of no interest.
  virtual std::unique_ptr<ObservedAttempt> Started(Request& request, int attempt) = 0;
};

}  // namespace k8s
