#include <optional>
#include <string>

#include <gtest/gtest.h>

#include <k8s/rest/option_query.h>

namespace k8s {
namespace {

using internal::ListQueryOf;
using internal::QueryOf;
using internal::WatchQueryOf;

constexpr const char* kApply = "application/apply-patch+yaml";
constexpr const char* kMerge = "application/merge-patch+json";

// What is said of a refused option; empty if it is taken.
std::string Complaint(const Result<Query>& query) {
  if (query) return {};
  EXPECT_EQ(query.error().Code(), ErrorCode::kInvalidArgument);
  return query.error().Message().substr(0, query.error().Message().find(": "));
}

TEST(OptionQueryTest, ParsesSelectors) {
  EXPECT_EQ(Complaint(ListQueryOf({.labelSelector = "app in (a,b),!c", .fieldSelector = "status.phase!=Failed"})), "");
  EXPECT_EQ(Complaint(ListQueryOf({.labelSelector = "a b"})), "ListOptions::labelSelector");
  EXPECT_EQ(Complaint(WatchQueryOf({.fieldSelector = "status.phase"})), "ListOptions::fieldSelector");
}

TEST(OptionQueryTest, FollowsTheServersRulesForVersionsOfLists) {
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersion = "5", .resourceVersionMatch = "Exact"})), "");
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersion = "0", .resourceVersionMatch = "NotOlderThan"})), "");
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersion = "0", .continue_ = "t"})), "");
  constexpr const char* kMatch = "ListOptions::resourceVersionMatch";
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersionMatch = "Exact"})), kMatch);
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersion = "0", .resourceVersionMatch = "Exact"})), kMatch);
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersion = "5", .resourceVersionMatch = "exact"})), kMatch);
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersionMatch = "NotOlderThan", .continue_ = "t"})), kMatch);
  EXPECT_EQ(Complaint(ListQueryOf({.resourceVersion = "5", .continue_ = "t"})), "ListOptions::resourceVersion");
  EXPECT_EQ(Complaint(ListQueryOf({.sendInitialEvents = true})), "ListOptions::sendInitialEvents");
}

TEST(OptionQueryTest, FollowsTheServersRulesForWatches) {
  EXPECT_EQ(Complaint(WatchQueryOf({.resourceVersion = "5", .allowWatchBookmarks = true})), "");
  EXPECT_EQ(Complaint(WatchQueryOf({.resourceVersionMatch = "NotOlderThan", .sendInitialEvents = true})), "");
  constexpr const char* kMatch = "ListOptions::resourceVersionMatch";
  EXPECT_EQ(Complaint(WatchQueryOf({.sendInitialEvents = true})), kMatch);
  EXPECT_EQ(Complaint(WatchQueryOf({.sendInitialEvents = false})), kMatch);
  EXPECT_EQ(Complaint(WatchQueryOf({.resourceVersionMatch = "Exact", .sendInitialEvents = true})), kMatch);
  EXPECT_EQ(Complaint(WatchQueryOf({.resourceVersion = "5", .resourceVersionMatch = "NotOlderThan"})), kMatch);
  EXPECT_EQ(Complaint(WatchQueryOf({.continue_ = "t"})), "ListOptions::continue_");
}

TEST(OptionQueryTest, RefusesNegativeNumbers) {
  EXPECT_EQ(Complaint(ListQueryOf({.limit = -1})), "ListOptions::limit");
  EXPECT_EQ(Complaint(ListQueryOf({.timeoutSeconds = -1})), "ListOptions::timeoutSeconds");
}

TEST(OptionQueryTest, BoundsTheFieldManager) {
  EXPECT_EQ(Complaint(QueryOf(CreateOptions{.fieldManager = std::string(128, 'm')})), "");
  EXPECT_EQ(Complaint(QueryOf(CreateOptions{.fieldManager = "kubectl-\u00e9dit"})), "");
  EXPECT_EQ(Complaint(QueryOf(CreateOptions{.fieldManager = std::string(129, 'm')})), "CreateOptions::fieldManager");
  EXPECT_EQ(Complaint(QueryOf(UpdateOptions{.fieldManager = "a\nb"})), "UpdateOptions::fieldManager");
  EXPECT_EQ(Complaint(QueryOf(UpdateOptions{.fieldManager = "a\xC2\x85"})), "UpdateOptions::fieldManager");
  EXPECT_EQ(Complaint(QueryOf(ApplyOptions{.fieldManager = "\xFF"})), "ApplyOptions::fieldManager");
  EXPECT_EQ(Complaint(QueryOf(ApplyOptions{})), "ApplyOptions::fieldManager");
}

TEST(OptionQueryTest, KnowsTheKindsOfFieldValidation) {
  for (const char* known : {"", "Strict", "Warn", "Ignore"}) {
    EXPECT_EQ(Complaint(QueryOf(CreateOptions{.fieldValidation = known})), "");
  }
  EXPECT_EQ(Complaint(QueryOf(CreateOptions{.fieldValidation = "strict"})), "CreateOptions::fieldValidation");
}

TEST(OptionQueryTest, ForcesAnApplyOnly) {
  EXPECT_EQ(Complaint(QueryOf(PatchOptions{.fieldManager = "me", .force = true}, kApply)), "");
  EXPECT_EQ(Complaint(QueryOf(PatchOptions{.force = true}, kMerge)), "PatchOptions::force");
  EXPECT_EQ(Complaint(QueryOf(PatchOptions{}, kApply)), "PatchOptions::fieldManager");
  EXPECT_EQ(Complaint(QueryOf(PatchOptions{}, kMerge)), "");
}

TEST(OptionQueryTest, PutsEveryOptionOfADeleteIntoItsBody) {
  const metav1::DeleteOptions body = internal::BodyOf({.gracePeriodSeconds = 0,
                                                       .uid = "u",
                                                       .resourceVersion = "5",
                                                       .propagationPolicy = DeletionPropagation::kOrphan,
                                                       .dryRun = true,
                                                       .ignoreStoreReadErrorWithClusterBreakingPotential = true});
  EXPECT_EQ(body.gracePeriodSeconds, 0);
  EXPECT_EQ(body.preconditions->uid, "u");
  EXPECT_EQ(body.preconditions->resourceVersion, "5");
  EXPECT_EQ(body.propagationPolicy, "Orphan");
  EXPECT_EQ(body.dryRun, (std::vector<std::string>{"All"}));
  EXPECT_EQ(body.ignoreStoreReadErrorWithClusterBreakingPotential, true);
  EXPECT_EQ(internal::BodyOf({}), metav1::DeleteOptions());
}

}  // namespace
}  // namespace k8s
