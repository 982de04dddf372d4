#include <chrono>
#include <mutex>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "testkit/both_ways.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>

namespace k8s::testkit {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Request About(std::string verb, std::string resource, std::string subresource = {}) {
  Request request;
  request.info.verb = std::move(verb);
  request.info.resource = std::move(resource);
  request.info.subresource = std::move(subresource);
  request.info.namespace_ = "shop";
  request.info.name = "web";
  request.headers = {{"User-Agent", "controller/1.2 (linux)"}};
  return request;
}

TEST(RequestMatcherTest, MatchesAllThatItDoesNotName) {
  EXPECT_TRUE(OnAny().Matches(About("get", "pods")));
  EXPECT_TRUE(OnAny().Matches(About("get", "")));
  EXPECT_TRUE(OnGet().Matches(About("get", "pods")));
  EXPECT_FALSE(OnGet().Matches(About("list", "pods")));
}

TEST(RequestMatcherTest, TellsAResourceFromItsSubresources) {
  EXPECT_TRUE(OnGet("pods").Matches(About("get", "pods")));
  EXPECT_FALSE(OnGet("pods").Matches(About("get", "pods", "log")));
  EXPECT_TRUE(OnGet("pods/log").Matches(About("get", "pods", "log")));
  EXPECT_FALSE(OnGet("pods/log").Matches(About("get", "pods")));
  EXPECT_TRUE(OnGet("pods/*").Matches(About("get", "pods", "log")));
  EXPECT_TRUE(OnGet("pods/*").Matches(About("get", "pods")));
}

TEST(RequestMatcherTest, LooksAtWhereTheObjectIsAndWhoAsks) {
  const Request request = About("update", "pods");
  EXPECT_TRUE(OnUpdate("pods").In("shop").Named("web").From("controller/1").Matches(request));
  EXPECT_FALSE(OnUpdate("pods").In("other").Matches(request));
  EXPECT_FALSE(OnUpdate("pods").Named("other").Matches(request));
  EXPECT_FALSE(OnUpdate("pods").From("kubectl").Matches(request));
  EXPECT_FALSE(OnUpdate("pods").Where([](const Request& asked) { return !asked.body.empty(); }).Matches(request));
}

TEST(RequestMatcherTest, CallsTheGroupWithoutANameCore) {
  Request request = About("get", "events");
  EXPECT_TRUE(OnGet("events").OfGroup("core").Matches(request));
  EXPECT_FALSE(OnGet("events").OfGroup("events.k8s.io").Matches(request));
  request.info.group = "events.k8s.io";
  EXPECT_FALSE(OnGet("events").OfGroup("core").Matches(request));
  EXPECT_TRUE(OnGet("events").OfGroup("events.k8s.io").Matches(request));
}

class InterceptionTest : public BothWays {};
K8S_INSTANTIATE_BOTH_WAYS(InterceptionTest);

TEST_P(InterceptionTest, AReactionAnswersInsteadOfTheServer) {
  server_.React(OnAny("pods").Named("magic"), [](const Request& request) -> std::optional<Response> {
    if (request.info.verb != "get") return std::nullopt;
    return Response{.status = 418, .headers = {}, .body = "teapot"};
  });
  EXPECT_EQ(Status("GET", std::string(kPods) + "/magic"), 418);
  EXPECT_EQ(Status("DELETE", std::string(kPods) + "/magic"), 404);
  EXPECT_EQ(Status("GET", std::string(kPods) + "/other"), 404);
}

TEST_P(InterceptionTest, TheFirstReactionThatGivesAnAnswerCounts) {
  const auto answer = [](int status) {
    return [status](const Request& request) -> std::optional<Response> {
      if (status == 299 && request.info.name != "a") return std::nullopt;
      return Response{.status = status};
    };
  };
  server_.React(OnGet(), answer(299));
  server_.React(OnGet(), answer(298));
  EXPECT_EQ(Status("GET", std::string(kPods) + "/a"), 299);
  EXPECT_EQ(Status("GET", std::string(kPods) + "/b"), 298);
}

TEST_P(InterceptionTest, ShowsWhatIsAskedAndAnswered) {
  std::mutex mutex;
  std::vector<std::string> seen;
  const auto note = [&](const std::string& what) {
    std::lock_guard lock(mutex);
    seen.push_back(what);
  };
  server_.Before(OnAny("pods"), [&](const Request& request) { note("asked: " + request.info.verb); });
  server_.After(OnAny("pods"), [&](const Request& request, const Response& answer) {
    note(request.info.verb + ": " + std::to_string(answer.status));
  });
  Status("POST", kPods, Pod("a"));
  Status("GET", std::string(kPods) + "/nobody");
  Status("GET", "/api/v1/namespaces");
  EXPECT_THAT(seen, ElementsAre("asked: create", "create: 201", "asked: get", "get: 404"));
}

TEST_P(InterceptionTest, AHookMayChangeTheObjectUnderTheRequest) {
  Status("POST", kPods, Pod("a"));
  const std::string read = Send("GET", std::string(kPods) + "/a").body;
  const auto rival = server_.InMemoryTransport();
  server_.Before(OnUpdate("pods").From("tester"), [&](const Request&) {
    const auto changed = rival->Send({.method = "PATCH",
                                      .target = std::string(kPods) + "/a",
                                      .headers = {{"Content-Type", "application/merge-patch+json"}},
                                      .body = R"({"metadata":{"labels":{"first":"rival"}}})"},
                                     CallContext::Within(20s));
    EXPECT_EQ(changed->status, 200);
  });
  EXPECT_EQ(Status("PUT", std::string(kPods) + "/a", read), 409);
}

TEST_P(InterceptionTest, WhatATestThrowsIsTheAnswer) {
  Status("POST", kPods, Pod("a"));
  const auto fail = [] { throw std::runtime_error("no such luck"); };
  server_.Before(OnGet("pods").Named("a"), [&](const Request&) { fail(); });
  server_.React(OnGet("pods").Named("b"), [&](const Request&) -> std::optional<Response> { throw 42; });
  server_.After(OnGet("pods").Named("c"), [&](const Request&, const Response&) { fail(); });
  server_.Before(OnGet("pods").Named("d").Where([&](const Request&) -> bool { throw std::bad_alloc(); }),
                 [](const Request&) {});
  for (const char* name : {"/a", "/b", "/c", "/d"}) {
    const Response failed = Send("GET", kPods + std::string(name));
    EXPECT_EQ(failed.status, 500) << name;
    EXPECT_EQ(At(failed.body, "reason"), "InternalError") << name;
  }
  EXPECT_EQ(At(Send("GET", std::string(kPods) + "/a").body, "message"), "Internal error occurred: no such luck");
  EXPECT_EQ(Status("GET", kPods), 200) << "the server goes on";
}

TEST_P(InterceptionTest, NotesTheRequests) {
  Status("POST", kPods, Pod("a"));
  Status("PATCH", "/apis/apps/v1/namespaces/shop/deployments/web/status", "{}");
  Status("GET", "/api/v1/namespaces/default/status");
  Status("GET", "/version");
  const auto all = server_.Requests();
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(At(all[0].body, "metadata.name"), "a");
  const RequestInfo& patched = all[1].info;
  EXPECT_EQ(patched.verb, "patch");
  EXPECT_EQ(patched.group + "/" + patched.version + " " + patched.resource + "/" + patched.subresource,
            "apps/v1 deployments/status");
  EXPECT_EQ(patched.namespace_ + "/" + patched.name, "shop/web");
  EXPECT_EQ(all[2].info.resource, "namespaces");
  EXPECT_EQ(all[3].info.verb + all[3].info.resource, "get");
  EXPECT_THAT(server_.Requests(OnPatch("deployments/status").In("shop")), SizeIs(1));
  server_.ForgetRequests();
  EXPECT_THAT(server_.Requests(), IsEmpty());
}

TEST_P(InterceptionTest, NotesNoCredential) {
  ASSERT_TRUE(transport_->Send({.target = kPods, .headers = {{"Authorization", "Bearer secret"}}}, {}));
  EXPECT_EQ(server_.Requests().at(0).headers.Find("Authorization"), nullptr);
}

TEST_P(InterceptionTest, AwaitsRequests) {
  auto second = transport_->SendAsync({.target = kPods}, CallContext::Within(20s));
  Status("GET", kPods);
  const auto came = server_.AwaitRequests(OnList("pods"), 2, CallContext::Within(20s));
  EXPECT_THAT(came.value(), SizeIs(2));
  EXPECT_EQ(second.Get()->status, 200);

  const auto never = server_.AwaitRequests(OnDelete(), 1, CallContext::Within(1ms));
  EXPECT_EQ(never.error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_THAT(never.error().Message(), HasSubstr("1 requests, of which there are 0"));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(server_.AwaitRequests(OnDelete(), 1, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
}

}  // namespace
}  // namespace k8s::testkit
