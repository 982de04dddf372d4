#include <string>

#include "testkit/both_ways.h"
#include "testkit/sample_resources.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>

namespace k8s::testkit {
namespace {

using testing::HasSubstr;

constexpr char kReviews[] = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

class AccessTest : public BothWays {
 protected:
  Response As(const std::string& token, std::string method, std::string target, std::string body = "") {
    Request request{.method = std::move(method),
                    .target = std::move(target),
                    .headers = {{"Content-Type", "application/json"}},
                    .body = std::move(body)};
    if (!token.empty()) request.headers.Set("Authorization", "Bearer " + token);
    return transport_->Send(std::move(request), CallContext::Within(std::chrono::seconds(20))).value();
  }

  std::string AddReader() {
    return server_.AddUser(
        {.name = "reader",
         .groups = {"staff"},
         .may = {{.verbs = {"get", "list"}, .groups = {""}, .resources = {"pods"}, .namespaces = {"default"}}}});
  }
};
K8S_INSTANTIATE_BOTH_WAYS(AccessTest);

TEST_P(AccessTest, EverybodyMayDoEverythingUntilThereIsAUser) {
  EXPECT_EQ(Status("GET", kPods), 200);
  AddReader();
  EXPECT_EQ(Status("GET", kPods), 403);
}

TEST_P(AccessTest, AUserMayDoWhatIsAllowed) {
  const std::string token = AddReader();
  EXPECT_EQ(As(token, "GET", kPods).status, 200);
  EXPECT_EQ(As(token, "GET", std::string(kPods) + "/a").status, 404);
  EXPECT_EQ(As(token, "GET", std::string(kPods) + "?watch=true").status, 403);
  EXPECT_EQ(As(token, "POST", kPods, Pod("a")).status, 403);
  EXPECT_EQ(As(token, "GET", "/api/v1/namespaces/other/pods").status, 403);
  EXPECT_EQ(As(token, "GET", "/api/v1/pods").status, 403);
  EXPECT_EQ(As(token, "GET", std::string(kPods) + "/a/log").status, 403);
}

TEST_P(AccessTest, RefusesInTheWordsOfTheRealServer) {
  const std::string token = AddReader();
  const Response create = As(token, "POST", kPods, Pod("a"));
  EXPECT_EQ(At(create.body, "reason"), "Forbidden");
  EXPECT_EQ(
      At(create.body, "message"),
      "pods is forbidden: User \"reader\" cannot create resource \"pods\" in API group \"\" in the namespace \"default\"");
  EXPECT_EQ(At(create.body, "details.kind"), "pods");
  const Response status = As(token, "PUT", "/apis/apps/v1/namespaces/shop/deployments/web/status", "{}");
  EXPECT_EQ(At(status.body, "message"),
            "deployments.apps \"web\" is forbidden: User \"reader\" cannot update resource \"deployments/status\" in API group "
            "\"apps\" in the namespace \"shop\"");
  EXPECT_EQ(At(status.body, "details.group"), "apps");
  EXPECT_EQ(
      At(As(token, "GET", "/api/v1/namespaces").body, "message"),
      "namespaces is forbidden: User \"reader\" cannot list resource \"namespaces\" in API group \"\" at the cluster scope");
  EXPECT_EQ(At(As("", "GET", "/apis").body, "message"), "forbidden: User \"system:anonymous\" cannot get path \"/apis\"");
  const Response wrong = As("wrong", "GET", kPods);
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(At(wrong.body, "reason") + " " + At(wrong.body, "message"), "Unauthorized Unauthorized");
}

TEST_P(AccessTest, DiscoveryIsForUsersAndHealthForEverybody) {
  const std::string token = AddReader();
  EXPECT_EQ(As(token, "GET", "/apis").status, 200);
  EXPECT_EQ(As(token, "GET", "/openapi/v3").status, 200);
  EXPECT_EQ(As("", "GET", "/apis").status, 403);
  EXPECT_EQ(As("", "GET", "/healthz").status, 200);
  EXPECT_EQ(As("", "GET", "/version").status, 200);
}

TEST_P(AccessTest, NamesBoundAPermission) {
  const std::string token =
      server_.AddUser({.name = "one", .may = {{.verbs = {"get"}, .resources = {"pods"}, .names = {"a"}}}});
  EXPECT_EQ(As(token, "GET", std::string(kPods) + "/a").status, 404);
  EXPECT_EQ(As(token, "GET", std::string(kPods) + "/b").status, 403);
}

TEST_P(AccessTest, TellsUsersWhatTheyMay) {
  const std::string token = AddReader();
  const auto may = [&](const std::string& attributes) {
    const Response answer = As(token, "POST", kReviews, R"({"spec":)" + attributes + "}");
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(At(answer.body, "kind"), "SelfSubjectAccessReview");
    return At(answer.body, "status.allowed");
  };
  EXPECT_EQ(may(R"({"resourceAttributes":{"verb":"list","resource":"pods","namespace":"default"}})"), "true");
  EXPECT_EQ(may(R"({"resourceAttributes":{"verb":"delete","resource":"pods","namespace":"default"}})"), "false");
  EXPECT_EQ(may(R"({"nonResourceAttributes":{"verb":"get","path":"/version"}})"), "true");
  EXPECT_EQ(may(R"({"nonResourceAttributes":{"verb":"get","path":"/metrics"}})"), "false");
  EXPECT_EQ(As(token, "POST", kReviews, R"({"spec":{}})").status, 422);
  EXPECT_EQ(As("", "POST", kReviews, R"({"spec":{}})").status, 403);
}

TEST_P(AccessTest, ListsTheRulesOfANamespace) {
  const std::string token = AddReader();
  const auto rules = [&](const std::string& ns) {
    return As(token, "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", R"({"spec":{"namespace":")" + ns + "\"}}")
        .body;
  };
  EXPECT_EQ(At(rules("default"), "status.resourceRules.0.verbs.1"), "list");
  EXPECT_EQ(At(rules("default"), "status.resourceRules.0.resources.0"), "pods");
  EXPECT_EQ(At(rules("other"), "status.resourceRules.0.verbs.0"), "create") << "that of the reviews themselves";
  EXPECT_EQ(At(rules("other"), "status.incomplete"), "false");
}

TEST_P(AccessTest, TellsUsersWhoTheyAre) {
  const std::string body =
      As(AddReader(), "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", R"({"kind":"SelfSubjectReview"})").body;
  EXPECT_EQ(At(body, "status.userInfo.username"), "reader");
  EXPECT_EQ(At(body, "status.userInfo.groups.0"), "staff");
}

TEST_P(AccessTest, GivesConfigurationsOfItsUsers) {
  const std::string token = AddReader();
  server_.AddUser({.name = "it's me: 2", .token = "second"});
  EXPECT_EQ(server_.ClientConfig("reader").token, token);
  EXPECT_EQ(server_.ClientConfig("nobody").server, "");
  EXPECT_THAT(server_.Kubeconfig(), HasSubstr("current-context: 'reader'\n"));
  EXPECT_THAT(server_.Kubeconfig(), HasSubstr("- name: 'it''s me: 2'\n  user:\n    token: 'second'\n"));
}

TEST(UserTransportTest, IsOfAUserWithoutAToken) {
  ApiServer server({.resources = SampleResources()});
  server.AddUser({.name = "reader", .may = {{.verbs = {"get"}}}});
  server.Inject(OnGet("pods").By("reader"), AnswerStatus(500));
  const auto ask = [](Transport& transport, std::string method) {
    return transport.Send({.method = std::move(method), .target = std::string(kPods) + "/a"},
                          CallContext::Within(std::chrono::seconds(20)));
  };
  const auto reader = server.InMemoryTransport("reader");
  EXPECT_EQ(ask(*server.InMemoryTransport(), "GET")->status, 403) << "the fault is the reader's";
  EXPECT_EQ(ask(*reader, "GET")->status, 500);
  EXPECT_EQ(ask(*reader, "GET")->status, 404);
  EXPECT_EQ(ask(*reader, "DELETE")->status, 403);
  EXPECT_EQ(ask(*server.InMemoryTransport("nobody"), "GET")->status, 403);
  EXPECT_EQ(server.Requests(OnAny().By("reader")).size(), 3U);
  EXPECT_EQ(server.Requests(OnAny().By("system:anonymous")).size(), 1U);
}

}  // namespace
}  // namespace k8s::testkit
