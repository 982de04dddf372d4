#include <k8s/controller/outcome.h>

namespace k8s::internal {

ReconcileOutcome OutcomeOf(const Result<Reconciled>& result, int failures, std::optional<int> maxRetries) {
  if (result) return result->requeueAfter ? ReconcileOutcome::kRequeued : ReconcileOutcome::kDone;
  return maxRetries && failures >= *maxRetries ? ReconcileOutcome::kGivenUp : ReconcileOutcome::kRetried;
}

}  // namespace k8s::internal
