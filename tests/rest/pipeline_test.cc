#include <chrono>
#include <deque>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "fakes/scripted_transport.h"
#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/base/executor.h>
#include <k8s/rest/pipeline.h>
#include <k8s/rest/rest_client.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;

using Shared = std::shared_ptr<const Credentials>;

// Credentials that a test hands out: "first", then whatever comes.
class ScriptedCredentials final : public CredentialSource {
 public:
  void Give(std::string authorization) {
    next_.push_back(std::make_shared<const Credentials>(Credentials{std::move(authorization), {}, {}}));
  }
  void Fail(Error error) { next_.emplace_back(std::move(error)); }
  void Hang() { hangs_ = true; }
  /// From now on it is that one, as where a token is renewed in time.
  void Become(std::string authorization) {
    current_ = std::make_shared<const Credentials>(Credentials{std::move(authorization), {}, {}});
  }
  void NeverRenew() { renews_ = false; }
  int Fetches() const { return fetches_; }

  Shared Ready() override { return current_; }
  Future<Shared> Fetch() override {
    ++fetches_;
    if (hangs_) return hanging_.emplace_back().GetFuture();
    Result<Shared> next = std::move(next_.front());
    next_.pop_front();
    if (next) current_ = *next;
    return Future<Shared>(std::move(next));
  }
  void Refused(const Shared& used) override {
    if (used == current_) current_ = nullptr;
  }
  bool CanRenew() const override { return renews_; }
  std::string Name() const override { return "exec plugin \"slow\""; }

 private:
  Shared current_;
  std::deque<Result<Shared>> next_;
  std::vector<Promise<Shared>> hanging_;
  bool hangs_ = false;
  bool renews_ = true;
  int fetches_ = 0;
};

// Everything twice: waiting for an answer on this thread, and by a Future.
class PipelineTest : public testing::TestWithParam<bool> {
 protected:
  PipelineTest() {
    parts.clock = clock;
    parts.executor = ThreadPool::Make(1).value();
  }

  Result<Response> Send(Request request = {}, const CallContext& context = {}) {
    const auto pipeline = MakePipeline(transport, parts);
    return GetParam() ? pipeline->SendAsync(std::move(request), context).Get() : pipeline->Send(std::move(request), context);
  }
  Result<std::unique_ptr<ByteStream>> Open(const Request& request = {}, const CallContext& context = {}) {
    const auto pipeline = MakePipeline(transport, parts);
    return GetParam() ? pipeline->OpenAsync(request, context).Get() : pipeline->Open(request, context);
  }
  std::string Sent(std::size_t request, std::string_view header) const {
    const std::string* value = transport->Requests().at(request).headers.Find(header);
    return value != nullptr ? *value : "";
  }

  std::shared_ptr<fakes::ScriptedTransport> transport = std::make_shared<fakes::ScriptedTransport>();
  std::shared_ptr<fakes::VirtualClock> clock = std::make_shared<fakes::VirtualClock>();
  std::shared_ptr<ScriptedCredentials> credentials = std::make_shared<ScriptedCredentials>();
  PipelineParts parts;
};

INSTANTIATE_TEST_SUITE_P(Waiting, PipelineTest, testing::Values(false));
INSTANTIATE_TEST_SUITE_P(Async, PipelineTest, testing::Values(true));

TEST_P(PipelineTest, PassesRequestAndAnswerThrough) {
  transport->Answer(200, "body");
  const auto response = Send({.method = "POST", .target = "/x", .body = "b"});
  ASSERT_TRUE(response) << response.error().ToString();
  EXPECT_EQ(response->body, "body");
  EXPECT_EQ(transport->LastRequest().target, "/x");
  EXPECT_EQ(transport->LastRequest().body, "b");
}

TEST_P(PipelineTest, SetsHeadersThatTheCallerHasNotSet) {
  parts.headers = {{"User-Agent", "ours"}, {"Impersonate-Group", "a"}, {"Impersonate-Group", "b"}};
  transport->Answer(200, "");
  ASSERT_TRUE(Send({.headers = {{"user-agent", "theirs"}}}));
  int groups = 0;
  for (const auto& entry : transport->LastRequest().headers) groups += entry.first == "Impersonate-Group" ? 1 : 0;
  EXPECT_EQ(groups, 2);
  EXPECT_EQ(Sent(0, "User-Agent"), "theirs");
  EXPECT_EQ(transport->LastRequest().headers.size(), 3u);
}

TEST_P(PipelineTest, FetchesCredentialsOnce) {
  parts.credentials = credentials;
  credentials->Give("Bearer one");
  transport->Answer(200, "");
  transport->Answer(200, "");
  ASSERT_TRUE(Send());
  ASSERT_TRUE(Send());
  EXPECT_EQ(Sent(0, "Authorization"), "Bearer one");
  EXPECT_EQ(Sent(1, "Authorization"), "Bearer one");
  EXPECT_EQ(credentials->Fetches(), 1);
}

TEST_P(PipelineTest, LeavesACallersAuthorizationAlone) {
  parts.credentials = credentials;
  transport->Answer(401, "");
  ASSERT_EQ(Send({.headers = {{"authorization", "Bearer other"}}})->status, 401);
  EXPECT_EQ(Sent(0, "Authorization"), "Bearer other");
  EXPECT_EQ(credentials->Fetches(), 0);
}

TEST_P(PipelineTest, SendsNothingWithoutTheCredentialsItShouldHave) {
  parts.credentials = credentials;
  credentials->Fail(Error(ErrorCode::kConfig, "the plugin has failed"));
  const auto response = Send();
  EXPECT_EQ(response.error().Code(), ErrorCode::kConfig);
  EXPECT_EQ(response.error().Message(), "credentials: the plugin has failed");
  EXPECT_TRUE(transport->Requests().empty());
}

TEST_P(PipelineTest, RenewsRefusedCredentialsOnce) {
  parts.credentials = credentials;
  for (const char* token : {"Bearer one", "Bearer two", "Bearer three"}) credentials->Give(token);
  transport->Answer(401, "");
  transport->Answer(200, "");
  ASSERT_EQ(Send({.method = "POST", .body = "b"})->status, 200);
  EXPECT_EQ(Sent(1, "Authorization"), "Bearer two");
  EXPECT_EQ(transport->LastRequest().body, "b");

  transport->Answer(401, "");
  transport->Answer(401, "again");
  EXPECT_EQ(Send()->body, "again");
  EXPECT_EQ(transport->Requests().size(), 4u);
}

TEST_P(PipelineTest, TakesTheCredentialsOfTheMomentForEachTry) {
  parts.credentials = credentials;
  credentials->Become("Bearer one");
  parts.warnings = [&](std::string_view) { credentials->Become("Bearer two"); };
  transport->Answer(429, "", {{"Retry-After", "1"}, {"Warning", R"(299 - "meanwhile")"}});
  transport->Answer(200, "");
  ASSERT_EQ(Send()->status, 200);
  EXPECT_EQ(Sent(0, "Authorization"), "Bearer one");
  EXPECT_EQ(Sent(1, "Authorization"), "Bearer two");
}

TEST_P(PipelineTest, RenewingCredentialsIsNoRetry) {
  parts.credentials = credentials;
  parts.retry.maxRetries = 1;
  for (const char* token : {"Bearer one", "Bearer two"}) credentials->Give(token);
  transport->Answer(401, "");
  transport->Answer(429, "", {{"Retry-After", "1"}});
  transport->Answer(200, "");
  EXPECT_EQ(Send()->status, 200);
}

TEST_P(PipelineTest, TakesA401AsItIsWhereNothingCanBeRenewed) {
  parts.credentials = credentials;
  credentials->NeverRenew();
  credentials->Give("Bearer one");
  transport->Answer(401, "");
  EXPECT_EQ(Send()->status, 401);
  EXPECT_EQ(credentials->Fetches(), 1);
}

TEST_P(PipelineTest, IsNotHeldUpByCredentialsThatDoNotCome) {
  parts.credentials = credentials;
  credentials->Hang();
  const auto late = Send({}, CallContext::Within(1ms));
  EXPECT_EQ(late.error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_TRUE(late.error().Message().starts_with("credentials: waiting for exec plugin \"slow\": ")) << late.error().ToString();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(Send({}, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  EXPECT_TRUE(transport->Requests().empty());
}

TEST_P(PipelineTest, WaitsAsLongAsTheServerAsks) {
  transport->Answer(429, "", {{"Retry-After", "3"}});
  transport->Answer(503, "", {{"Retry-After", "0"}});
  transport->Answer(200, "done");
  EXPECT_EQ(Send({.method = "POST", .body = "b"})->body, "done");
  EXPECT_EQ(clock->Waits(), (std::vector<Clock::TimePoint::duration>{3s, 0s}));
  EXPECT_EQ(transport->LastRequest().body, "b");
}

TEST_P(PipelineTest, GivesTheLastAnswerWhenItGivesUp) {
  parts.retry.maxRetries = 2;
  for (const char* body : {"1", "2", "3"}) transport->Answer(429, body, {{"Retry-After", "1"}});
  EXPECT_EQ(Send()->body, "3");
  EXPECT_EQ(transport->Requests().size(), 3u);
}

TEST_P(PipelineTest, DoesNotWaitBeyondTheDeadline) {
  transport->Answer(429, "now", {{"Retry-After", "50"}});
  EXPECT_EQ(Send({}, {.deadline = clock->Now() + 49s})->body, "now");
  EXPECT_TRUE(clock->Waits().empty());
}

TEST_P(PipelineTest, RepeatsAReadWhoseConnectionBroke) {
  transport->Fail(Error(ErrorCode::kUnavailable, TransportFailure::kReset, "reset"));
  transport->Answer(200, "done");
  EXPECT_EQ(Send()->body, "done");

  transport->Fail(Error(ErrorCode::kUnavailable, TransportFailure::kReset, "reset"));
  EXPECT_EQ(Send({.method = "POST"}).error().Failure(), TransportFailure::kReset);
}

TEST_P(PipelineTest, BoundsACallThatHasNoDeadline) {
  parts.requestTimeout = 10s;
  for (int i = 0; i < 3; ++i) transport->Answer(429, std::to_string(i), {{"Retry-After", "4"}});
  EXPECT_EQ(Send()->body, "2") << "a third wait would exceed the time limit";
  transport->Answer(429, "sooner", {{"Retry-After", "4"}});
  EXPECT_EQ(Send({}, {.deadline = clock->Now() + 2s})->body, "sooner");
}

TEST_P(PipelineTest, ALimitWithoutEndIsNone) {
  parts.requestTimeout = std::chrono::milliseconds::max();
  transport->Answer(200, "{}");
  EXPECT_TRUE(Send());
}

TEST_P(PipelineTest, BoundsAStreamUntilItIsOpen) {
  transport->Stream(200, {"a"});
  ASSERT_TRUE(Open());
  EXPECT_EQ(transport->LastRequest().headBy, std::nullopt);

  parts.requestTimeout = 10s;
  const auto begin = clock->Now();
  transport->Stream(429, {}, {{"Retry-After", "4"}});
  transport->Stream(200, {"a"});
  auto stream = Open({}, {.deadline = begin + 1min});
  ASSERT_TRUE(stream);
  EXPECT_EQ(transport->LastRequest().headBy, begin + 10s) << "repetitions included";
  EXPECT_EQ(transport->LastContext().deadline, begin + 1min);
  EXPECT_EQ(*(*stream)->Read(), "a");

  transport->Stream(429, {}, {{"Retry-After", "11"}});
  EXPECT_EQ((*Open())->Head().status, 429) << "there is no time to wait so long";
}

TEST_P(PipelineTest, WritesOneLineToTheLogWhateverIsAskedFor) {
  std::string log;
  parts.log = {.sink = [&](LogLevel, std::string_view line) { log += line; }, .level = LogLevel::kTrace};
  transport->Fail(Error(ErrorCode::kInvalidArgument, "no\ntarget"));
  EXPECT_FALSE(Send({.method = "GET\nFAKE", .target = "/a\nFAKE line"}));
  EXPECT_NE(log.find("/a FAKE line"), log.npos) << log;
  EXPECT_EQ(log.find_first_of("\r\n"), log.npos) << log;
}

TEST_P(PipelineTest, LimitsTheRate) {
  parts.rateLimiter = std::make_shared<RateLimiter>(10, 1);
  for (int i = 0; i < 3; ++i) transport->Answer(200, "");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Send());
  EXPECT_EQ(clock->Waits().size(), 2u);
  const auto tooSoon = Send({}, {.deadline = clock->Now() + 1ms});
  EXPECT_EQ(tooSoon.error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(transport->Requests().size(), 3u);
}

TEST_P(PipelineTest, EachAttemptTakesAToken) {
  parts.rateLimiter = std::make_shared<RateLimiter>(1, 1);
  transport->Answer(429, "", {{"Retry-After", "0"}});
  transport->Answer(200, "");
  ASSERT_TRUE(Send());
  ASSERT_EQ(clock->Waits().size(), 2u) << "for the server, then for the token";
  EXPECT_GT(clock->Waits()[1], 900ms);
}

TEST_P(PipelineTest, StoppedWhileItWaitsItGivesItsTokenBack) {
  parts.rateLimiter = std::make_shared<RateLimiter>(1, 1);
  transport->Answer(200, "");
  ASSERT_TRUE(Send());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(Send({}, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  EXPECT_EQ(parts.rateLimiter->Take(clock->Now()), clock->Now() + 1s);
}

TEST_P(PipelineTest, PassesWarningsOn) {
  std::vector<std::string> warnings;
  parts.warnings = [&](std::string_view text) { warnings.emplace_back(text); };
  transport->Answer(200, "", {{"Warning", R"(299 - "deprecated")"}});
  ASSERT_TRUE(Send());
  EXPECT_EQ(warnings, std::vector<std::string>{"deprecated"});
}

TEST_P(PipelineTest, LogsEachAttemptWithoutSecrets) {
  std::string log;
  parts.log = {.sink = [&](LogLevel, std::string_view line) { (log += line) += '\n'; }, .level = LogLevel::kTrace};
  parts.credentials = credentials;
  credentials->Give("Bearer secret");
  transport->Answer(429, "", {{"Retry-After", "1"}, {"Set-Cookie", "secret"}, {"Warning", R"(299 - "old")"}});
  transport->Answer(200, "");
  ASSERT_TRUE(Send({.target = "/api/v1/pods"}));
  EXPECT_EQ(log.find("secret"), log.npos) << log;
  for (const char* part : {"GET /api/v1/pods: 429 in ", "GET /api/v1/pods: 429: trying again in 1000 ms", "old\n",
                           "Authorization: ***", "GET /api/v1/pods: 200 in "}) {
    EXPECT_NE(log.find(part), log.npos) << part << " is not in\n" << log;
  }
}

TEST_P(PipelineTest, ShowsNothingOfWhatItSentHoweverItIsRepeated) {
  std::string shown;
  parts.log = {.sink = [&](LogLevel, std::string_view line) { shown += line; }, .level = LogLevel::kTrace};
  parts.warnings = [&](std::string_view warning) { shown += warning; };
  parts.retry.maxRetries = 1;
  parts.credentials = credentials;
  parts.proxy.Add("proxyword");
  credentials->Give("Bearer tokenwithoutdigits");
  const std::string page = "you sent tokenwithoutdigits through proxyword with caller/secret";
  const Headers headers = {{"X-Sent", page}, {"Warning", "299 - \"" + page + "\""}};
  const Request request{.headers = {{"Cookie", "caller/secret"}}};
  transport->Fail(Error(ErrorCode::kUnavailable, TransportFailure::kReset, page));
  transport->Answer(502, page, headers);
  transport->Fail(Error(ErrorCode::kUnavailable, TransportFailure::kProtocol, page));
  transport->Stream(502, {"you sent tokenwi", "thoutdigits through proxyword with caller/secret"}, headers);
  transport->Answer(200, page);

  const std::string blotted = "you sent *** through *** with ***";
  const auto answered = Send(request);
  EXPECT_EQ(ErrorFromResponse(*answered, "GET").ServerMessage(), blotted);
  const auto failed = Send({.method = "POST", .headers = request.headers});
  EXPECT_EQ(failed.error().Message(), blotted);
  const auto stream = Open(request);
  Response whole = (*stream)->Head();
  whole.body = *(*stream)->Read();
  EXPECT_EQ(ErrorFromResponse(whole, "GET").ServerMessage(), blotted);
  EXPECT_EQ(*(*stream)->Read(), "");
  EXPECT_EQ(Send(request)->body, page) << "data is what the server says it is";
  EXPECT_NE(shown.find(blotted), shown.npos);
  for (const char* secret : {"tokenwithoutdigits", "proxyword", "caller/secret"}) {
    EXPECT_EQ(shown.find(secret), shown.npos) << shown;
  }
}

TEST_P(PipelineTest, AQuietLogPutsNothingIntoWords) {
  std::string log;
  parts.log = {.sink = [&](LogLevel, std::string_view line) { log += line; }, .level = LogLevel::kWarning};
  transport->Answer(429, "", {{"Retry-After", "1"}});
  transport->Answer(200, "");
  ASSERT_TRUE(Send());
  EXPECT_EQ(log, "");
}

// Writes down what it is told, and marks requests as a tracer would.
class Recorder final : public RequestObserver {
 public:
  std::vector<std::string> seen;

  std::unique_ptr<ObservedAttempt> Started(Request& request, int attempt) override {
    request.headers.Add("traceparent", std::to_string(attempt));
    return std::make_unique<Attempt>(*this);
  }

 private:
  struct Attempt final : ObservedAttempt {
    explicit Attempt(Recorder& of) : recorder(of) {}
    void Ended(const AttemptMeasures& measures) override {
      recorder.seen.push_back(measures.request.info.verb + " " + std::to_string(measures.attempt) + " " +
                              std::to_string(measures.status) + " " + std::to_string(measures.responseBytes) +
                              (measures.error != nullptr ? " failed" : ""));
    }
    Recorder& recorder;
  };
};

TEST_P(PipelineTest, ObserversSeeEveryAttempt) {
  const auto recorder = std::make_shared<Recorder>();
  parts.observers = {recorder};
  transport->Answer(503, "wait", {{"Retry-After", "0"}});
  transport->Fail(Error(ErrorCode::kUnavailable, TransportFailure::kReset, "reset"));
  transport->Answer(200, "ok");
  ASSERT_TRUE(Send({.info = {.verb = "get"}}));
  EXPECT_EQ(recorder->seen, (std::vector<std::string>{"get 1 503 4", "get 2 0 0 failed", "get 3 200 2"}));
  EXPECT_EQ(Sent(2, "traceparent"), "3");
  EXPECT_EQ(transport->LastRequest().headers.size(), 1u) << "of its own attempt only";
}

TEST_P(PipelineTest, StreamsAreOpenedByTheSameRules) {
  parts.credentials = credentials;
  credentials->Give("Bearer one");
  credentials->Give("Bearer two");
  transport->Stream(401, {});
  transport->Stream(200, {"event"});
  auto stream = Open();
  ASSERT_TRUE(stream);
  EXPECT_EQ(*(*stream)->Read(), "event");
  EXPECT_EQ(Sent(1, "Authorization"), "Bearer two");
}

}  // namespace
}  // namespace k8s::internal
