#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "fakes/manual_clock.h"
#include "testkit/both_ways.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>

namespace k8s::testkit {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

const std::string kWatchPods = std::string(kPods) + "?watch=true";
const std::string kAnyPod = std::string(kPods) + "/a";

class FaultTest : public BothWays {
 protected:
  using BothWays::BothWays;

  void CreatePods(const std::vector<std::string>& names) {
    for (const std::string& name : names) EXPECT_EQ(Status("POST", kPods, Pod(name)), 201);
  }

  /// The types and names of the events until the stream ends, and how it did: "END" or "BROKEN"; no more than so many.
  std::vector<std::string> Events(std::size_t most = 100) {
    const auto watch = Open(kWatchPods);
    std::string text;
    std::vector<std::string> events;
    while (events.size() < most) {
      const auto bytes = watch->Read();
      if (!bytes) {
        EXPECT_EQ(bytes.error().Failure(), TransportFailure::kReset);
        events.push_back("BROKEN");
        return events;
      }
      if (bytes->empty()) {
        events.push_back("END");
        return events;
      }
      text += *bytes;
      for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n')) {
        const std::string event = text.substr(0, end);
        events.push_back(At(event, "type") + " " + At(event, "object.metadata.name"));
        text.erase(0, end + 1);
      }
    }
    return events;
  }

  /// A stream that says nothing any more, but is not at its end.
  static void ExpectSilence(ByteStream& stream) {
    EXPECT_EQ(stream.ReadAsync().Get(CallContext::Within(50ms)).error().Code(), ErrorCode::kDeadlineExceeded);
  }

  /// What a stream says until it contains `last`, or ends.
  static std::string ReadUntil(ByteStream& stream, const std::string& last) {
    std::string text;
    while (text.find(last) == std::string::npos) {
      const std::string bytes = stream.Read().value();
      if (bytes.empty()) break;
      text += bytes;
    }
    return text;
  }
};
K8S_INSTANTIATE_BOTH_WAYS(FaultTest);

TEST_P(FaultTest, AnswersInsteadOfTheServer) {
  server_.Inject(OnCreate("pods"), AnswerStatus(500, "etcdserver: request timed out"), First(2));
  const Response refused = Send("POST", kPods, Pod("a"));
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(At(refused.body, "reason"), "InternalError");
  EXPECT_EQ(At(refused.body, "message"), "etcdserver: request timed out");
  EXPECT_EQ(Status("GET", kPods), 200) << "that is no create";
  EXPECT_EQ(Status("POST", kPods, Pod("a")), 500);
  EXPECT_EQ(Status("POST", kPods, Pod("a")), 201);
}

TEST_P(FaultTest, AnswersWhateverItIsTold) {
  server_.Inject(OnGet(), AnswerWith({.status = 418, .headers = {{"X-Pot", "tea"}}, .body = "short and stout"}));
  const Response answer = Send("GET", kAnyPod);
  EXPECT_EQ(answer.status, 418);
  EXPECT_EQ(*answer.headers.Find("X-Pot"), "tea");
  EXPECT_EQ(answer.body, "short and stout");
}

TEST_P(FaultTest, AsksToComeBackInSecondsOrAtADate) {
  const std::chrono::system_clock::time_point date = std::chrono::sys_days(std::chrono::year(1994) / 11 / 6) + 8h + 49min + 37s;
  server_.Inject(OnList(), TooManyRequests(7s));
  server_.Inject(OnList(), ServiceUnavailable(date), Nth(2));
  server_.Inject(OnList(), TooManyRequests(), Nth(3));
  const Response throttled = Send("GET", kPods);
  EXPECT_EQ(throttled.status, 429);
  EXPECT_EQ(*throttled.headers.Find("Retry-After"), "7");
  EXPECT_EQ(At(throttled.body, "reason"), "TooManyRequests");
  const Response overloaded = Send("GET", kPods);
  EXPECT_EQ(overloaded.status, 503);
  EXPECT_EQ(*overloaded.headers.Find("Retry-After"), "Sun, 06 Nov 1994 08:49:37 GMT");
  const Response silent = Send("GET", kPods);
  EXPECT_EQ(silent.status, 429);
  EXPECT_EQ(silent.headers.Find("Retry-After"), nullptr);
}

TEST_P(FaultTest, HitsTheRequestWhoseTurnItIs) {
  server_.Inject(OnGet("pods"), AnswerStatus(500), Nth(2));
  EXPECT_EQ(Status("GET", kAnyPod), 404);
  EXPECT_EQ(Status("GET", kAnyPod), 500);
  EXPECT_EQ(Status("GET", kAnyPod), 404);
}

TEST_P(FaultTest, TheFirstOfSeveralHappensAndTheOthersCount) {
  server_.Inject(OnGet(), AnswerStatus(500), First(2));
  server_.Inject(OnGet(), AnswerStatus(503), First(3));
  EXPECT_EQ(Status("GET", kAnyPod), 500);
  EXPECT_EQ(Status("GET", kAnyPod), 500);
  EXPECT_EQ(Status("GET", kAnyPod), 503);
  EXPECT_EQ(Status("GET", kAnyPod), 404);
}

TEST_P(FaultTest, HitsSomeBySeedUntilItIsHealed) {
  const auto hits = [&] {
    ApiServer server({.resources = SampleResources(), .seed = 7});
    server.Inject(OnGet(), AnswerStatus(500), Sometimes(0.5));
    const auto transport = server.InMemoryTransport();
    std::string pattern;
    for (int i = 0; i < 40; ++i) pattern += transport->Send({.target = kAnyPod}, {})->status == 500 ? '!' : '.';
    server.Heal();
    EXPECT_EQ(transport->Send({.target = kAnyPod}, {})->status, 404);
    return pattern;
  };
  const std::string pattern = hits();
  EXPECT_THAT(pattern, AllOf(HasSubstr("!"), HasSubstr(".")));
  EXPECT_EQ(pattern, hits());
}

TEST_P(FaultTest, ResetsTheConnectionBeforeOrAfterAWrite) {
  server_.Inject(OnCreate(), ResetConnection());
  const auto reset = TrySend("POST", kPods, Pod("a"));
  ASSERT_FALSE(reset);
  EXPECT_EQ(reset.error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(reset.error().Failure(), TransportFailure::kReset);
  EXPECT_TRUE(reset.error().IsOutcomeUnknown());
  EXPECT_EQ(Status("GET", kAnyPod), 404);

  server_.Inject(OnCreate(), LoseAnswer());
  EXPECT_TRUE(TrySend("POST", kPods, Pod("a")).error().IsOutcomeUnknown());
  EXPECT_EQ(Status("GET", kAnyPod), 200);
}

TEST_P(FaultTest, ABrokenReadHasNoOutcomeToBeUnsureOf) {
  server_.Inject(OnGet(), ResetConnection(), Always());
  const auto reset = TrySend("GET", kAnyPod);
  ASSERT_FALSE(reset);
  EXPECT_EQ(reset.error().Failure(), TransportFailure::kReset);
  EXPECT_FALSE(reset.error().IsOutcomeUnknown());
}

TEST_P(FaultTest, NeverAnswers) {
  server_.Inject(OnList(), NeverAnswer());
  EXPECT_EQ(TrySend("GET", kPods, "", CallContext::Within(50ms)).error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(Status("GET", kPods), 200);
}

TEST_P(FaultTest, LeavesNobodyWaitingWhenTheServerIsGone) {
  for (const Fault& fault : {NeverAnswer(), AnswerLate(1h)}) {
    auto server = std::make_unique<ApiServer>(ApiServerOptions{.resources = SampleResources()});
    server->Inject(OnCreate(), fault, Always());
    const auto transport = ConnectTo(*server);
    auto pending = transport->SendAsync({.method = "POST", .target = kPods, .body = Pod("a")}, CallContext::Within(1min));
    ASSERT_TRUE(server->AwaitRequests(OnCreate(), 1, CallContext::Within(1min)));
    server.reset();
    const auto lost = pending.Get();
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().Code(), ErrorCode::kUnavailable) << lost.error().ToString();
    EXPECT_TRUE(lost.error().IsOutcomeUnknown());
  }
}

TEST_P(FaultTest, LeavesNobodyAtAStalledWatchWhenTheServerIsGone) {
  auto server = std::make_unique<ApiServer>(ApiServerOptions{.resources = SampleResources()});
  server->Inject(OnWatch(), StallAfterEvents(0));
  const auto transport = ConnectTo(*server);
  const auto watch = transport->Open({.target = kWatchPods}, CallContext::Within(1min)).value();
  auto pending = watch->ReadAsync();
  server.reset();
  const auto lost = pending.Get();
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().Code(), ErrorCode::kUnavailable) << lost.error().ToString();
}

TEST_P(FaultTest, RefusesCallsOfAServerThatIsGone) {
  auto server = std::make_unique<ApiServer>(ApiServerOptions{.resources = SampleResources()});
  const auto transport = ConnectTo(*server);
  server.reset();
  const auto refused = transport->Send({.target = kPods}, CallContext::Within(1min));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().Code(), ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().Failure(), TransportFailure::kRefused);
}

TEST_P(FaultTest, CutsAWatchAfterEvents) {
  CreatePods({"a", "b", "c"});
  server_.Inject(OnWatch("pods"), CutAfterEvents(2));
  EXPECT_THAT(Events(), ElementsAre("ADDED a", "ADDED b", "BROKEN"));
  EXPECT_THAT(Events(3), ElementsAre("ADDED a", "ADDED b", "ADDED c")) << "that is not cut";
}

TEST_P(FaultTest, CutsAWatchBeforeItsFirstEvent) {
  server_.Inject(OnWatch(), CutAfterEvents(0));
  EXPECT_THAT(Events(), ElementsAre("BROKEN"));
}

TEST_P(FaultTest, EndsAndExpiresAWatch) {
  CreatePods({"a", "b"});
  server_.Inject(OnWatch(), EndAfterEvents(1));
  EXPECT_THAT(Events(), ElementsAre("ADDED a", "END"));
  server_.Inject(OnWatch(), ExpireAfterEvents(1));
  EXPECT_THAT(Events(), ElementsAre("ADDED a", "ERROR ", "END"));
}

TEST_P(FaultTest, StallsAWatchWhateverHappens) {
  CreatePods({"a"});
  server_.Inject(OnWatch(), StallAfterEvents(1));
  const auto watch = Open(kWatchPods);
  EXPECT_THAT(watch->Read().value(), HasSubstr("\"a\""));
  CreatePods({"b"});
  ExpectSilence(*watch);
}

TEST_P(FaultTest, SendsWhatIsNoEvent) {
  CreatePods({"a"});
  server_.Inject(OnWatch(), GarbageAfterEvents(0, "{]\n"));
  const auto watch = Open(kWatchPods);
  EXPECT_THAT(ReadUntil(*watch, "}\n"), AllOf(StartsWith("{]\n{"), HasSubstr("ADDED")));
}

TEST_P(FaultTest, SendsAFrameThatIsTooLarge) {
  CreatePods({"a"});
  server_.Inject(OnWatch(), OversizedFrameAfterEvents(1, 1'000'000));
  const auto watch = Open(kWatchPods);
  const std::string text = ReadUntil(*watch, "x\"}}\n");
  EXPECT_EQ(text.size() - text.find('\n') - 1, 1'000'000U);
}

TEST_P(FaultTest, SendsEventsTwice) {
  CreatePods({"a", "b"});
  server_.Inject(OnWatch(), DuplicateEvents());
  EXPECT_THAT(Events(4), ElementsAre("ADDED a", "ADDED a", "ADDED b", "ADDED b"));
}

TEST_P(FaultTest, AFaultOfEventsSparesAnswersThatAreNone) {
  server_.Inject(OnAny(), CutAfterEvents(0), Always());
  EXPECT_EQ(Status("GET", kPods), 200);
  EXPECT_EQ(Status("GET", kPods + std::string("?watch=true&limit=x")), 400);
}

TEST_P(FaultTest, CutsAndStallsAfterBytes) {
  CreatePods({"a"});
  const std::string whole = Send("GET", kAnyPod).body;
  server_.Inject(OnGet(), CutAfterBytes(10));
  const auto cut = Open(kAnyPod);
  EXPECT_EQ(cut->Read().value(), whole.substr(0, 10));
  EXPECT_EQ(cut->Read().error().Failure(), TransportFailure::kReset);

  server_.Inject(OnGet(), CutAfterBytes(whole.size() + 1));
  EXPECT_EQ(Send("GET", kAnyPod).body, whole) << "that is not cut";

  server_.Inject(OnGet(), StallAfterBytes(10));
  const auto stalled = Open(kAnyPod);
  EXPECT_EQ(stalled->Read().value(), whole.substr(0, 10));
  ExpectSilence(*stalled);
}

TEST_P(FaultTest, CountsTheBytesOfTheFormThatTheClientGets) {
  CreatePods({"a"});
  const Headers protobuf = {{"Accept", "application/vnd.kubernetes.protobuf"}};
  const std::string whole = ReadUntil(*Open("/api/v1/namespaces/default", protobuf), "the end");
  ASSERT_THAT(whole, StartsWith(std::string("k8s\0", 4)));
  server_.Inject(OnGet(), CutAfterBytes(10));
  EXPECT_EQ(Open("/api/v1/namespaces/default", protobuf)->Read().value(), whole.substr(0, 10));
}

class TimedFaultTest : public FaultTest {
 protected:
  explicit TimedFaultTest(std::shared_ptr<fakes::ManualClock> clock = std::make_shared<fakes::ManualClock>())
      : FaultTest(ApiServerOptions{.timer = clock}), clock_(std::move(clock)) {}

  /// As soon as somebody waits for it.
  void Advance(std::chrono::seconds by) {
    while (clock_->Waits() == 0) std::this_thread::yield();
    clock_->Advance(by);
  }

  const std::shared_ptr<fakes::ManualClock> clock_;
};
K8S_INSTANTIATE_BOTH_WAYS(TimedFaultTest);

TEST_P(TimedFaultTest, TricklesBytes) {
  CreatePods({"a"});
  const std::string whole = Send("GET", kAnyPod).body;
  server_.Inject(OnGet(), TrickleBytes(5, 10s));
  const auto stream = Open(kAnyPod);
  EXPECT_EQ(stream->Read().value(), whole.substr(0, 5));
  auto next = stream->ReadAsync();
  Advance(9s);
  EXPECT_FALSE(next.Ready());
  Advance(1s);
  EXPECT_EQ(next.Get(CallContext::Within(20s)).value(), whole.substr(5, 5));
}

TEST_P(TimedFaultTest, AnswersLate) {
  server_.Inject(OnCreate(), AnswerLate(1h));
  auto late = transport_->SendAsync({.method = "POST", .target = kPods, .body = Pod("a")}, CallContext::Within(20s));
  while (clock_->Waits() == 0) std::this_thread::yield();
  EXPECT_EQ(Status("GET", kAnyPod), 404);
  clock_->Advance(1h);
  EXPECT_EQ(late.Get()->status, 201);
}

TEST_P(TimedFaultTest, TellsEventsLate) {
  server_.Inject(OnWatch(), LateEvents(1min));
  const auto watch = Open(kWatchPods);
  auto first = watch->ReadAsync();
  const auto start = clock_->Now();
  CreatePods({"a"});
  // The watch waits for its end and its bookmarks; once it has seen the event, for the time to tell of it.
  while (!first.Ready()) {
    if (clock_->Waits() != 0) clock_->Advance(1s);
    std::this_thread::yield();
  }
  EXPECT_THAT(first.Get().value(), HasSubstr("ADDED"));
  EXPECT_GE(clock_->Now() - start, 1min);
}

class StandingClockTest : public BothWays {
 protected:
  StandingClockTest() : BothWays({.clock = [] { return std::chrono::system_clock::time_point(); }}) {}
};
K8S_INSTANTIATE_BOTH_WAYS(StandingClockTest);

TEST_P(StandingClockTest, EndsAWatchInItsTime) {
  EXPECT_EQ(At(Send("POST", kPods, Pod("a")).body, "metadata.creationTimestamp"), "1970-01-01T00:00:00Z");
  const auto watch = Open(kWatchPods + "&timeoutSeconds=1&fieldSelector=metadata.name%3Dnobody", {}, CallContext::Within(1min));
  EXPECT_EQ(watch->Read().value(), "");
}

TEST_P(TimedFaultTest, EndsAWatchByItsTimer) {
  const auto watch = Open(kWatchPods + "&timeoutSeconds=600");
  auto end = watch->ReadAsync();
  const auto start = clock_->Now();
  while (!end.Ready()) {
    clock_->Advance(1min);
    std::this_thread::yield();
  }
  EXPECT_EQ(end.Get().value(), "");
  EXPECT_GE(clock_->Now() - start, 10min);
}

}  // namespace
}  // namespace k8s::testkit
