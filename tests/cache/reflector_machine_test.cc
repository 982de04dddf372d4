#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/meta/v1/status.h>
#include <k8s/cache/reflector_machine.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using Act = ReflectorMachine::Act;
using Collected = ReflectorMachine::Collected;
using Step = ReflectorMachine::Step;

Error Answer(int status, std::string reason, std::string message = {}) {
  return Error(ErrorCode::kUnknown, "listing",
               {.httpStatus = status, .reason = std::move(reason), .message = std::move(message)});
}
Error Expired() { return Answer(410, "Expired"); }
Error TooMany() { return Answer(429, "TooManyRequests"); }
Error NotFound() { return Answer(404, "NotFound"); }
Error ServerFailed() { return Answer(500, "InternalError"); }
Error Refused() { return Error(ErrorCode::kUnavailable, TransportFailure::kRefused, "refused"); }
Error CutOff() { return Error(ErrorCode::kUnavailable, TransportFailure::kReset, "cut off"); }

// Time passes as the test says; the lot falls on zero.
class ReflectorMachineTest : public testing::Test {
 protected:
  static ReflectorRules Lists() {
    ReflectorRules rules;
    rules.watchList = false;
    return rules;
  }

  void With(const ReflectorRules& rules) {
    machine.emplace(rules, [this] { return lot; });
    step = machine->Begin();
  }

  // Through a list to the first read of its watch.
  void ListAndWatch(const std::string& version = "10") {
    With(Lists());
    step = machine->Listed(version, "");
    step = machine->Opened(now);
  }
  // Through the initial events to the first read behind them.
  void WatchFromTheBeginning(const std::string& version = "10") {
    With({});
    step = machine->Opened(now);
    See(WatchEventType::kAdded, "7");
    See(WatchEventType::kBookmark, version, true);
  }
  void See(WatchEventType type, const std::string& version, bool endsInitialEvents = false) {
    step = machine->Saw({type, version, endsInitialEvents}, now);
  }
  void End(const std::optional<Error>& error = std::nullopt, std::chrono::milliseconds after = 5min) {
    now += after;
    step = machine->Ended(error, now);
  }
  void FailToList(const Error& error) { step = machine->ListFailed(error, now); }
  void FailToOpen(const Error& error) { step = machine->OpenFailed(error, now); }
  void Pause() {
    ASSERT_EQ(step.act, Act::kPause);
    now += step.duration;
    step = machine->Paused();
  }

  Clock::TimePoint now{1h};
  double lot = 0.0;
  std::optional<ReflectorMachine> machine;
  Step step;
};

TEST_F(ReflectorMachineTest, ListsFromTheCacheOfTheServerInPagesThenWatchesFromThere) {
  With(Lists());
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_EQ(step.options.resourceVersion, "0");
  EXPECT_EQ(step.options.limit, 500);
  step = machine->Listed("10", "");
  EXPECT_EQ(step.collected, Collected::kCommit);
  EXPECT_EQ(step.act, Act::kWatch);
  EXPECT_EQ(step.options.resourceVersion, "10");
  EXPECT_TRUE(step.options.allowWatchBookmarks);
  EXPECT_EQ(step.options.timeoutSeconds, 300);
  EXPECT_FALSE(step.options.sendInitialEvents);
}

TEST_F(ReflectorMachineTest, DrawsTheTimeoutOfAWatch) {
  lot = 0.5;
  With(Lists());
  EXPECT_EQ(machine->Listed("10", "").options.timeoutSeconds, 450);
}

TEST_F(ReflectorMachineTest, CommitsAListWithItsLastPageOnly) {
  With(Lists());
  step = machine->Listed("10", "next");
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_EQ(step.collected, Collected::kKeep);
  EXPECT_EQ(step.options.continue_, "next");
  EXPECT_EQ(step.options.resourceVersion, "") << "a token has its version";
  EXPECT_EQ(step.options.limit, 500);
  EXPECT_TRUE(machine->IsCollecting());
  step = machine->Listed("12", "");
  EXPECT_EQ(step.collected, Collected::kCommit);
  EXPECT_EQ(step.options.resourceVersion, "10") << "the watch begins at the first page";
}

TEST_F(ReflectorMachineTest, KeepsToPagesOnceTheCacheOfTheServerAnsweredInPages) {
  With(Lists());
  step = machine->Listed("10", "next");
  step = machine->Listed("10", "");
  FailToOpen(ServerFailed());
  Pause();
  EXPECT_EQ(step.options.resourceVersion, "10");
  EXPECT_EQ(step.options.limit, 500);
}

TEST_F(ReflectorMachineTest, RelistsAllAtOnceFromItsVersion) {
  ListAndWatch("10");
  See(WatchEventType::kModified, "12");
  End(ServerFailed());
  EXPECT_TRUE(step.report);
  Pause();
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_EQ(step.options.resourceVersion, "12");
  EXPECT_EQ(step.options.limit, 0) << "the cache of the server can answer this";
  EXPECT_EQ(machine->Restarts(), 1U);
}

TEST_F(ReflectorMachineTest, TakesAPageSizeThatIsAskedFor) {
  ReflectorRules rules = Lists();
  rules.pageSize = 7;
  With(rules);
  EXPECT_EQ(step.options.limit, 7);
}

TEST_F(ReflectorMachineTest, ListsAllAtOnceWhenAPageExpires) {
  With(Lists());
  step = machine->Listed("10", "next");
  FailToList(Expired());
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_EQ(step.collected, Collected::kDiscard);
  EXPECT_EQ(step.options.resourceVersion, "0");
  EXPECT_EQ(step.options.limit, 0);
  EXPECT_EQ(step.options.continue_, "");
}

TEST_F(ReflectorMachineTest, ListsTheNewestStateWhenItsVersionExpired) {
  ListAndWatch("10");
  End(Expired());
  Pause();
  EXPECT_EQ(step.options.resourceVersion, "10");
  FailToList(Expired());
  EXPECT_EQ(step.act, Act::kList) << "without a pause";
  EXPECT_EQ(step.options.resourceVersion, "");
  step = machine->Listed("20", "");
  EXPECT_EQ(step.options.resourceVersion, "20");
  End(ServerFailed());
  Pause();
  EXPECT_EQ(step.options.resourceVersion, "20") << "and goes on from there";
}

TEST_F(ReflectorMachineTest, PausesWhenTheNewestStateExpiresToo) {
  With(Lists());
  FailToList(Expired());
  FailToList(Expired());
  EXPECT_EQ(step.act, Act::kPause);
}

TEST_F(ReflectorMachineTest, ListsTheNewestStateWhenTheServerIsNotThatFar) {
  auto status = std::make_shared<metav1::Status>();
  status->details.Ensure().causes.emplace_back().reason = "ResourceVersionTooLarge";
  const Error byCause(ErrorCode::kDeadlineExceeded, "listing", {.httpStatus = 504, .reason = "Timeout", .status = status});
  for (const Error& error : {byCause, Answer(504, "Timeout", "Too large resource version: 12, current: 10")}) {
    ListAndWatch("10");
    FailToOpen(ServerFailed());
    Pause();
    FailToList(error);
    EXPECT_EQ(step.act, Act::kList);
    EXPECT_EQ(step.options.resourceVersion, "");
  }
  ListAndWatch("10");
  FailToOpen(ServerFailed());
  Pause();
  FailToList(Answer(504, "Timeout", "etcd is slow"));
  EXPECT_EQ(step.act, Act::kPause);
}

TEST_F(ReflectorMachineTest, WaitsLongerAndLongerAndReportsEachFailure) {
  With(Lists());
  std::vector<std::chrono::milliseconds> waits;
  for (int i = 0; i < 8; ++i) {
    FailToList(ServerFailed());
    EXPECT_TRUE(step.report);
    waits.push_back(step.duration);
    Pause();
  }
  EXPECT_THAT(waits, ElementsAre(800ms, 1600ms, 3200ms, 6400ms, 12800ms, 25600ms, 30s, 30s));
}

TEST_F(ReflectorMachineTest, WaitsUpToTwiceAsLongByLot) {
  lot = 0.5;
  With(Lists());
  FailToList(ServerFailed());
  EXPECT_EQ(step.duration, 1200ms);
}

TEST_F(ReflectorMachineTest, BeginsItsWaitsAnewAfterAQuietTime) {
  With(Lists());
  for (int i = 0; i < 4; ++i) {
    FailToList(ServerFailed());
    Pause();
  }
  step = machine->Listed("10", "");
  step = machine->Opened(now);
  End(ServerFailed(), 3min);
  EXPECT_EQ(step.duration, 800ms);
}

TEST_F(ReflectorMachineTest, NeverForgetsItsWaitsWhileItGoesOnFailing) {
  With(Lists());
  for (int i = 0; i < 20; ++i) {
    FailToList(ServerFailed());
    Pause();
  }
  FailToList(ServerFailed());
  EXPECT_EQ(step.duration, 30s);
}

TEST_F(ReflectorMachineTest, WaitsAsLongAsTheServerAsks) {
  With(Lists());
  FailToList(
      Error(ErrorCode::kTooManyRequests, "listing", {.httpStatus = 429, .reason = "TooManyRequests", .retryAfter = 40s}));
  EXPECT_EQ(step.duration, 40s);
}

TEST_F(ReflectorMachineTest, WatchesOnFromWhereAWatchEnded) {
  ListAndWatch("10");
  See(WatchEventType::kAdded, "11");
  See(WatchEventType::kBookmark, "15");
  End();
  EXPECT_EQ(step.act, Act::kWatch);
  EXPECT_EQ(step.options.resourceVersion, "15");
  EXPECT_FALSE(step.report);
  step = machine->Opened(now);
  End(CutOff());
  EXPECT_EQ(step.act, Act::kWatch) << "cut off by a proxy, say";
  EXPECT_EQ(machine->Restarts(), 0U);
}

TEST_F(ReflectorMachineTest, SkipsAnEventWithoutAVersion) {
  ListAndWatch("10");
  See(WatchEventType::kModified, "");
  End();
  EXPECT_EQ(step.options.resourceVersion, "10");
}

TEST_F(ReflectorMachineTest, RelistsBehindAWatchThatEndsAtOnce) {
  ListAndWatch("10");
  End(std::nullopt, 10ms);
  EXPECT_TRUE(step.report);
  Pause();
  EXPECT_EQ(step.act, Act::kList);
}

TEST_F(ReflectorMachineTest, NeverRelistsBecauseAWatchIsRefusedForNow) {
  for (const Error& error : {TooMany(), Refused()}) {
    ListAndWatch("10");
    End();
    for (int i = 0; i < 5; ++i) {
      FailToOpen(error);
      Pause();
      EXPECT_EQ(step.act, Act::kWatch);
      EXPECT_EQ(step.options.resourceVersion, "10");
    }
    EXPECT_EQ(machine->Restarts(), 0U);
  }
}

TEST_F(ReflectorMachineTest, WatchesOnBehindAnEventThatSaysTooMany) {
  ListAndWatch("10");
  End(TooMany());
  Pause();
  EXPECT_EQ(step.act, Act::kWatch);
  EXPECT_EQ(step.options.resourceVersion, "10");
}

TEST_F(ReflectorMachineTest, RelistsWhenAWatchFailsToOpenOtherwise) {
  ListAndWatch("10");
  FailToOpen(Expired());
  Pause();
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_EQ(step.options.resourceVersion, "10");
}

TEST_F(ReflectorMachineTest, TakesNoVersionFromAnUnorderedBeginning) {
  With(Lists());
  step = machine->Listed("", "");
  step = machine->Opened(now);
  See(WatchEventType::kAdded, "30");
  EXPECT_EQ(machine->ResourceVersion(), "");
  See(WatchEventType::kModified, "31");
  EXPECT_EQ(machine->ResourceVersion(), "31");
  See(WatchEventType::kAdded, "32");
  EXPECT_EQ(machine->ResourceVersion(), "32");
}

TEST_F(ReflectorMachineTest, ParksWhileThereIsNoSuchResourceAndSaysSoOnce) {
  With(Lists());
  FailToList(NotFound());
  EXPECT_TRUE(step.report);
  EXPECT_TRUE(machine->IsParked());
  for (int i = 0; i < 3; ++i) {
    Pause();
    FailToList(NotFound());
    EXPECT_FALSE(step.report);
  }
  Pause();
  step = machine->Listed("10", "");
  EXPECT_FALSE(machine->IsParked());
}

TEST_F(ReflectorMachineTest, BeginsWithAWatchOfThePresentState) {
  With({});
  EXPECT_EQ(step.act, Act::kWatch);
  EXPECT_EQ(step.options.resourceVersion, "");
  EXPECT_EQ(step.options.resourceVersionMatch, "NotOlderThan");
  EXPECT_EQ(step.options.sendInitialEvents, true);
  EXPECT_TRUE(step.options.allowWatchBookmarks);
  step = machine->Opened(now);
  EXPECT_EQ(step.duration, 30s) << "the longest silence";
  See(WatchEventType::kAdded, "7");
  EXPECT_EQ(step.collected, Collected::kKeep);
  See(WatchEventType::kBookmark, "8");
  EXPECT_EQ(step.collected, Collected::kKeep) << "a bookmark of another kind";
  EXPECT_TRUE(machine->IsCollecting());
  EXPECT_EQ(machine->ResourceVersion(), "") << "until the end of the initial events";
  See(WatchEventType::kBookmark, "9", true);
  EXPECT_EQ(step.collected, Collected::kCommit);
  EXPECT_EQ(step.act, Act::kRead) << "the same watch goes on";
  EXPECT_EQ(step.duration, 0s);
  EXPECT_EQ(machine->ResourceVersion(), "9");
}

TEST_F(ReflectorMachineTest, WatchesOnWithoutASecondBeginning) {
  WatchFromTheBeginning("10");
  End();
  EXPECT_EQ(step.act, Act::kWatch);
  EXPECT_EQ(step.options.resourceVersion, "10");
  EXPECT_FALSE(step.options.sendInitialEvents);
  FailToOpen(Expired());
  EXPECT_EQ(step.collected, Collected::kDiscard);
  Pause();
  EXPECT_EQ(step.options.resourceVersion, "10");
  EXPECT_EQ(step.options.sendInitialEvents, true);
}

TEST_F(ReflectorMachineTest, BeginsAllAnewWhenTheBeginningIsCutOff) {
  for (const std::optional<Error>& end : {std::optional<Error>(), std::optional<Error>(CutOff())}) {
    With({});
    step = machine->Opened(now);
    See(WatchEventType::kAdded, "7");
    End(end, 10s);
    EXPECT_EQ(step.act, Act::kWatch);
    EXPECT_EQ(step.collected, Collected::kDiscard);
    EXPECT_EQ(step.options.sendInitialEvents, true);
  }
}

TEST_F(ReflectorMachineTest, PausesWhenTheBeginningIsCutOffAtOnce) {
  With({});
  step = machine->Opened(now);
  See(WatchEventType::kAdded, "7");
  End(CutOff(), 10ms);
  Pause();
  EXPECT_EQ(step.options.sendInitialEvents, true);
}

TEST_F(ReflectorMachineTest, ListsWhereThePresentStateCannotBeWatched) {
  for (const Error& error : {Answer(422, "Invalid"), Answer(403, "Forbidden"), ServerFailed()}) {
    With({});
    FailToOpen(error);
    EXPECT_EQ(step.act, Act::kList);
    EXPECT_EQ(step.options.resourceVersion, "0");
  }
  With({});
  step = machine->Opened(now);
  End(std::nullopt, 10ms);
  EXPECT_EQ(step.act, Act::kList) << "closed at once";
}

TEST_F(ReflectorMachineTest, NeverAsksAgainWhoDoesNotUnderstand) {
  With({});
  FailToOpen(Answer(422, "Invalid"));
  FailToList(ServerFailed());
  Pause();
  EXPECT_EQ(step.act, Act::kList);
  With({});
  FailToOpen(ServerFailed());
  FailToList(ServerFailed());
  Pause();
  EXPECT_EQ(step.act, Act::kWatch) << "that may have passed";
}

TEST_F(ReflectorMachineTest, ListsInsteadOfWaitingForABeginningThatDoesNotCome) {
  With({});
  step = machine->Opened(now);
  step = machine->Silent();
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_TRUE(step.report);
  FailToList(ServerFailed());
  Pause();
  EXPECT_EQ(step.act, Act::kList) << "from now on";
}

TEST_F(ReflectorMachineTest, BeginsAgainWithAWatchWhenThatIsRefusedForNow) {
  With({});
  for (int i = 0; i < 3; ++i) {
    FailToOpen(TooMany());
    Pause();
    EXPECT_EQ(step.options.sendInitialEvents, true);
  }
}

TEST_F(ReflectorMachineTest, BeginsWithTheNewestStateWhenItsVersionExpired) {
  WatchFromTheBeginning("10");
  End(ServerFailed());
  Pause();
  EXPECT_EQ(step.options.resourceVersion, "10");
  FailToOpen(Expired());
  EXPECT_EQ(step.act, Act::kWatch);
  EXPECT_EQ(step.options.resourceVersion, "");
  FailToOpen(Expired());
  EXPECT_EQ(step.act, Act::kList) << "and does not ask for it again and again";
}

TEST_F(ReflectorMachineTest, BoundsTheSilenceWithinAList) {
  With(Lists());
  EXPECT_EQ(step.duration, 60s);
  EXPECT_EQ(machine->Listed("10", "next").duration, 60s) << "of each page";
}

TEST_F(ReflectorMachineTest, ListsWhereTheEndOfThePresentStateNeverComesThoughEventsDo) {
  With({});
  step = machine->Opened(now);
  for (int i = 0; i < 29; ++i) {
    now += 10s;
    See(WatchEventType::kModified, "7");
    ASSERT_EQ(step.act, Act::kRead);
  }
  now += 10s;
  See(WatchEventType::kModified, "7");
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_EQ(step.collected, Collected::kDiscard);
  EXPECT_THAT(step.report->Message(), testing::HasSubstr("did not come to its end in 300 s"));
  FailToList(ServerFailed());
  Pause();
  EXPECT_EQ(step.act, Act::kList) << "from now on";
}

TEST_F(ReflectorMachineTest, ListsWhenTheBeginningWasCutOffThreeTimes) {
  With({});
  for (const auto lasted : {10s, 0s, 10s}) {
    EXPECT_EQ(step.options.sendInitialEvents, true);
    step = machine->Opened(now);
    See(WatchEventType::kAdded, "7");
    End(CutOff(), lasted);
    if (lasted == 0s) Pause();
  }
  EXPECT_EQ(step.act, Act::kList);
  EXPECT_EQ(step.collected, Collected::kDiscard);
  FailToList(ServerFailed());
  Pause();
  EXPECT_EQ(step.options.sendInitialEvents, true) << "that may have passed";
}

TEST_F(ReflectorMachineTest, NeverWaitsLongerThanFiveMinutesHoweverLongTheServerAsks) {
  With(Lists());
  FailToList(Error(ErrorCode::kTooManyRequests, "listing",
                   {.httpStatus = 429, .reason = "TooManyRequests", .retryAfter = std::chrono::seconds::max()}));
  EXPECT_EQ(step.duration, 5min);
}

TEST_F(ReflectorMachineTest, PausesBehindEachWatchThatEndsAtOnceThoughItToldSomething) {
  ListAndWatch("10");
  for (int i = 0; i < 20; ++i) {
    See(WatchEventType::kModified, std::to_string(11 + i));
    End(std::nullopt, 10ms);
    EXPECT_EQ(step.duration, 800ms) << "each time, and no longer";
    EXPECT_FALSE(step.report);
    Pause();
    EXPECT_EQ(step.act, Act::kWatch);
    EXPECT_EQ(step.options.resourceVersion, std::to_string(11 + i));
    step = machine->Opened(now);
  }
  EXPECT_EQ(machine->Restarts(), 0U);
}

TEST_F(ReflectorMachineTest, SaysOnceWhatCanNeverBeSent) {
  With(Lists());
  const Error wrong(ErrorCode::kInvalidArgument, "ListOptions::labelSelector: no operator at byte 2");
  FailToList(wrong);
  EXPECT_TRUE(step.report);
  for (int i = 0; i < 3; ++i) {
    Pause();
    FailToList(wrong);
    EXPECT_FALSE(step.report);
  }
  Pause();
  FailToList(ServerFailed());
  EXPECT_TRUE(step.report);
}

TEST_F(ReflectorMachineTest, ReadsTheNewestStateWhereItMissedWhatIsGone) {
  for (const bool watches : {false, true}) {
    if (watches) {
      WatchFromTheBeginning("10");
    } else {
      ListAndWatch("10");
    }
    step = machine->Missed(Error(ErrorCode::kDecode, "an object without a name"), now);
    EXPECT_TRUE(step.report);
    Pause();
    EXPECT_EQ(step.options.resourceVersion, "");
    EXPECT_EQ(step.options.sendInitialEvents.value_or(false), watches);
    EXPECT_EQ(machine->Restarts(), 1U);
  }
}

}  // namespace
}  // namespace k8s::internal
