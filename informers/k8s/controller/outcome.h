#pragma once

#include <optional>

#include <k8s/base/result.h>
#include <k8s/controller/reconcile.h>

namespace k8s {

/// What becomes of an object that was reconciled.
enum class ReconcileOutcome {
  kDone,      ///< It waits for the next change
  kRequeued,  ///< It is reconciled again after the time that the function asked for
  kRetried,   ///< It failed, and is tried again when the rate limiter allows it
  kGivenUp,   ///< It failed once too often, and waits for the next change
};

namespace internal {

/// `failures`: how often it has failed before.
ReconcileOutcome OutcomeOf(const Result<Reconciled>& result, int failures, std::optional<int> maxRetries);

}  // namespace internal
}  // namespace k8s
