#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "fakes/scripted_transport.h"
#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/pod_list.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/rest/wait.h>

namespace k8s {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::string Pod(const std::string& phase, const std::string& version, const std::string& uid = "u") {
  return R"({"metadata":{"name":"web","uid":")" + uid + R"(","resourceVersion":")" + version + R"("},"status":{"phase":")" +
         phase + R"("}})";
}

std::string List(const std::string& items) {
  return R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"10"},"items":[)" + items + "]}";
}

std::string Event(const std::string& type, const std::string& object) {
  return R"({"type":")" + type + R"(","object":)" + object + "}\n";
}

std::string Failure(int code, const std::string& reason) {
  return R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":")" + reason + R"(","code":)" +
         std::to_string(code) + "}";
}

bool IsRunning(const corev1::Pod& pod) { return pod.status.phase == "Running"; }

// Each test runs with a thread that waits, and without one.
class WaitTest : public testing::TestWithParam<bool> {
 protected:
  WaitTest() : pods_(Clientset::Create(transport_, {.retry = {.maxRetries = 0}})->CoreV1().Pods("default")) {}

  Result<corev1::Pod> Wait(const CallContext& context = {}) {
    if (GetParam()) return WaitForAsync<corev1::Pod>(pods_, "web", IsRunning, options_, context).Get();
    return WaitFor<corev1::Pod>(pods_, "web", IsRunning, options_, context);
  }
  Result<void> WaitUntilGone() {
    if (GetParam()) return WaitForDeletionAsync<corev1::Pod>(pods_, "web", options_).Get();
    return WaitForDeletion<corev1::Pod>(pods_, "web", options_);
  }
  std::string Target(std::size_t request) const { return transport_->Requests().at(request).target; }

  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
  std::shared_ptr<fakes::VirtualClock> clock_ = std::make_shared<fakes::VirtualClock>();
  WaitOptions options_ = {.backoff = {.initial = seconds(1), .factor = 2.0, .jitter = 0.0, .tries = 0}, .clock = clock_};
  corev1::PodClient pods_;
};

TEST_P(WaitTest, IsOverAtOnceIfItIsSo) {
  transport_->Answer(200, List(Pod("Running", "5")));
  EXPECT_EQ(Wait().value().status.phase, "Running");
  EXPECT_EQ(Target(0), "/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dweb");
  EXPECT_EQ(transport_->Requests().size(), 1u);
}

TEST_P(WaitTest, WatchesFromWhereItListed) {
  transport_->Answer(200, List(""));
  transport_->Stream(200, {Event("ADDED", Pod("Pending", "11")) + Event("MODIFIED", Pod("Running", "12"))});
  EXPECT_EQ(Wait().value().metadata.resourceVersion, "12");
  EXPECT_EQ(Target(1),
            "/api/v1/namespaces/default/"
            "pods?fieldSelector=metadata.name%3Dweb&resourceVersion=10&watch=true&allowWatchBookmarks=true");
}

TEST_P(WaitTest, GoesOnFromTheLastEventWhenAWatchEnds) {
  transport_->Answer(200, List(""));
  transport_->Stream(200, {Event("ADDED", Pod("Pending", "11")), Event("BOOKMARK", Pod("", "20"))});
  transport_->Stream(200, {R"({"type":"ADD)"});
  transport_->Stream(200, {Event("MODIFIED", Pod("Running", "21"))});
  EXPECT_TRUE(Wait());
  EXPECT_NE(Target(2).find("resourceVersion=20&"), std::string::npos);
  EXPECT_NE(Target(3).find("resourceVersion=20&"), std::string::npos);
  EXPECT_EQ(clock_->Waits(), (std::vector<Clock::TimePoint::duration>{seconds(1), seconds(2)}));
}

TEST_P(WaitTest, WatchesThatEndAtOncePauseOnWhenNoTriesAreLeft) {
  for (const int tries : {1, 3}) {
    options_.backoff.tries = tries;
    const std::size_t before = clock_->Waits().size();
    transport_->Answer(200, List(""));
    for (int i = 0; i < 5; ++i) transport_->Stream(200, {});
    transport_->Stream(200, {Event("ADDED", Pod("Running", "11"))});
    EXPECT_TRUE(Wait());
    const auto waits = clock_->Waits();
    ASSERT_EQ(waits.size(), before + 5);
    EXPECT_EQ(waits.back(), tries == 1 ? seconds(1) : seconds(2));
  }
}

TEST_P(WaitTest, ADeadlineSaysForWhatWasWaited) {
  transport_->Fail(Error(ErrorCode::kDeadlineExceeded, "too late"));
  EXPECT_EQ(Wait().error().Message(), "waiting for \"web\": listing pods in namespace \"default\": too late");

  std::stop_source stop;
  stop.request_stop();
  transport_->Answer(200, List(""));
  transport_->Stream(200, {});
  EXPECT_EQ(Wait({.stop = stop.get_token()}).error().Message(), "waiting for \"web\": the call was cancelled");
}

TEST_P(WaitTest, ListsAgainWhenItsVersionIsTooOld) {
  transport_->Answer(200, List(Pod("Pending", "5")));
  transport_->Stream(200, {Event("ERROR", Failure(410, "Expired"))});
  transport_->Answer(200, List(Pod("Running", "30")));
  EXPECT_TRUE(Wait());
  EXPECT_EQ(Target(2), Target(0));
}

TEST_P(WaitTest, TriesAgainWhatMayPass) {
  transport_->Answer(503, Failure(503, "ServiceUnavailable"));
  transport_->Fail(Error(ErrorCode::kUnavailable, "connection refused"));
  transport_->Answer(429, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"TooManyRequests",
                              "details":{"retryAfterSeconds":60},"code":429})");
  transport_->Answer(200, List(Pod("Running", "5")));
  EXPECT_TRUE(Wait());
  EXPECT_EQ(clock_->Waits(), (std::vector<Clock::TimePoint::duration>{seconds(1), seconds(2), seconds(60)}));
}

TEST_P(WaitTest, FailsWhereTryingAgainIsUseless) {
  transport_->Answer(403, Failure(403, "Forbidden"));
  EXPECT_TRUE(IsForbidden(Wait().error()));
  transport_->Answer(200, List(""));
  transport_->Stream(403, {Failure(403, "Forbidden")});
  EXPECT_TRUE(IsForbidden(Wait().error()));
  EXPECT_TRUE(clock_->Waits().empty());
}

TEST_P(WaitTest, FailsIfTheObjectIsDeleted) {
  transport_->Answer(200, List(Pod("Pending", "5")));
  transport_->Stream(200, {Event("DELETED", Pod("Running", "11"))});
  EXPECT_EQ(Wait().error().Code(), ErrorCode::kNotFound);
}

TEST_P(WaitTest, StopsWithItsContext) {
  std::stop_source source;
  source.request_stop();
  transport_->Answer(503, Failure(503, "ServiceUnavailable"));
  EXPECT_EQ(Wait({.stop = source.get_token()}).error().Code(), ErrorCode::kCancelled);
}

TEST_P(WaitTest, WaitsForADeletion) {
  transport_->Answer(200, List(""));
  EXPECT_TRUE(WaitUntilGone()) << "there is none";
  transport_->Answer(200, List(Pod("Running", "5")));
  transport_->Stream(200, {Event("MODIFIED", Pod("Running", "11")), Event("DELETED", Pod("Running", "12"))});
  EXPECT_TRUE(WaitUntilGone());
  transport_->Answer(200, List(Pod("Running", "5", "u1")));
  transport_->Stream(200, {Event("ADDED", Pod("Running", "11", "u2"))});
  EXPECT_TRUE(WaitUntilGone()) << "another of that name is not it";
}

INSTANTIATE_TEST_SUITE_P(BothWays, WaitTest, testing::Bool(),
                         [](const auto& each) { return each.param ? "Asynchronously" : "OnThisThread"; });

}  // namespace
}  // namespace k8s
