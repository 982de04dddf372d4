#pragma once

#include <memory>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/rest/backoff.h>

namespace k8s {

struct ConflictRetryOptions {
  /// client-go's DefaultRetry: five tries, 10 ms apart. For objects that many clients change, its DefaultBackoff:
  /// `{.factor = 5.0, .tries = 4}`.
  BackoffOptions backoff = {};
  std::shared_ptr<Clock> clock = {};  ///< Null: the machine's. For tests
};

/// Calls `change()` until it does anything but fail with a conflict, as `retry.RetryOnConflict` in Go. It reads an object,
/// changes it and writes it, with the resourceVersion that was read: whoever wrote in between is seen the next time.
///
/// ```
/// auto scaled = k8s::RetryOnConflict([&]() -> k8s::Result<appsv1::Deployment> {
///   auto web = deployments.Get("web");
///   if (!web) return web;
///   web->spec.replicas = 3;
///   return deployments.Update(*web);
/// });
/// ```
///
/// Returns what the last call returned: a Conflict if there was no try left. The context bounds the waits between the calls:
/// kCancelled, kDeadlineExceeded.
template <class F>
std::invoke_result_t<F&> RetryOnConflict(F&& change, const ConflictRetryOptions& options = ConflictRetryOptions(),
                                         const CallContext& context = CallContext()) {
  const std::shared_ptr<Clock> clock = options.clock ? options.clock : std::make_shared<SystemClock>();
  Backoff backoff(options.backoff);
  while (true) {
    auto result = change();
    if (result || !IsConflict(result.error())) return result;
    const auto wait = backoff.Next();
    if (!wait) return result;
    if (Result<void> waited = clock->WaitUntil(After(clock->Now(), *wait), context); !waited) return waited.error();
  }
}

/// The same with a `change()` that returns a Future; it must not block.
template <class F>
std::invoke_result_t<F&> RetryOnConflictAsync(F change, ConflictRetryOptions options = ConflictRetryOptions(),
                                              CallContext context = CallContext()) {
  const std::shared_ptr<Clock> clock = options.clock ? options.clock : std::make_shared<SystemClock>();
  Backoff backoff(options.backoff);
  while (true) {
    auto changing = change();
    auto result = co_await changing;
    if (result || !IsConflict(result.error())) co_return result;
    const auto wait = backoff.Next();
    if (!wait) co_return result;
    Future<void> waiting = clock->WaitUntilAsync(After(clock->Now(), *wait), context);
    if (Result<void> waited = co_await waiting; !waited) co_return waited.error();
  }
}

}  // namespace k8s
