#include <gtest/gtest.h>

#include <k8s/controller/outcome.h>

namespace k8s {
namespace {

using internal::OutcomeOf;
using std::chrono_literals::operator""s;

const Result<Reconciled> kFailure = Error(ErrorCode::kUnavailable, "no");

TEST(OutcomeTest, IsDoneAfterSuccess) { EXPECT_EQ(OutcomeOf(Reconciled{}, 3, 2), ReconcileOutcome::kDone); }

TEST(OutcomeTest, ComesAgainWhenItAskedFor) {
  EXPECT_EQ(OutcomeOf(Reconciled{.requeueAfter = 5s}, 0, 0), ReconcileOutcome::kRequeued);
  EXPECT_EQ(OutcomeOf(Reconciled{.requeueAfter = 0s}, 0, 0), ReconcileOutcome::kRequeued);
}

TEST(OutcomeTest, RetriesForEverWithoutABound) {
  EXPECT_EQ(OutcomeOf(kFailure, 1'000'000, std::nullopt), ReconcileOutcome::kRetried);
}

TEST(OutcomeTest, GivesUpAfterSoManyRetries) {
  EXPECT_EQ(OutcomeOf(kFailure, 1, 2), ReconcileOutcome::kRetried);
  EXPECT_EQ(OutcomeOf(kFailure, 2, 2), ReconcileOutcome::kGivenUp);
  EXPECT_EQ(OutcomeOf(kFailure, 0, 0), ReconcileOutcome::kGivenUp);
}

}  // namespace
}  // namespace k8s
