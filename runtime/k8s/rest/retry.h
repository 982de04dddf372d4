#pragma once

#include <chrono>
#include <optional>

#include <k8s/base/error.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// How often, and how patiently, a request is repeated. The rules are client-go's: an answer 429 or 500 and above that says
/// `Retry-After` is waited for and asked again, whatever the verb, as the server has not done it. A connection that broke is
/// tried again after a second, but only for requests that may arrive twice: reads. What nobody listens to is an error at once.
struct RetryOptions {
  /// Repetitions of one call beyond its first try; 0: none.
  int maxRetries = 10;
  /// A server that asks to wait longer is not waited for: its answer is the Error, with RetryAfter(). Nor is one that asks for
  /// more than the deadline of the call leaves.
  std::chrono::milliseconds maxDelay{60'000};
};

namespace internal {

/// What came of one attempt: an answer, of which the status and the headers count, or an Error.
struct AttemptOutcome {
  const Response* head = nullptr;
  const Error* error = nullptr;

  int Status() const { return head != nullptr ? head->status : 0; }
};

/// How long to wait before the request is repeated; nothing if it is not. `attempt` counts from 1. `now` is that of dates.
std::optional<std::chrono::milliseconds> RetryDelay(const Request& request, const AttemptOutcome& outcome, int attempt,
                                                    const RetryOptions& options, std::chrono::system_clock::time_point now);

}  // namespace internal
}  // namespace k8s
