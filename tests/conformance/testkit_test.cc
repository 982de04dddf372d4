#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "conformance/scenario.h"
#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/testkit/api_server.h>
#include <k8s/transport/curl/curl_transport.h>

namespace k8s::test {
namespace {

constexpr char kNamespace[] = "scenarios-own";

/// The testkit with users, and with a clock that is as late as anybody waits for.
class Testkit final : public Subject {
 public:
  /// In JSON it is reached in memory, in protobuf over HTTP.
  Testkit(const Scenario& scenario, Form form)
      : server_({.collectGarbage = scenario.controllers,
                 .gracefulDeletion = true,
                 .timer = std::make_shared<fakes::VirtualClock>()}) {
    server_.AddUser({.name = "admin", .token = "admin", .may = {testkit::Permission()}});
    server_.AddUser({.name = "nobody", .token = "nobody", .may = PermissionsOf(RulesOf(scenario))});
    transport_ = form == Form::kJson ? server_.InMemoryTransport() : MakeCurlTransport({.baseUrl = server_.Url()}).value();
  }

  Response Ask(const std::string& user, const Request& request) override {
    Request sent = request;
    if (user != "anonymous") sent.headers.Set("Authorization", "Bearer " + (user.empty() ? "admin" : user));
    return transport_->Send(std::move(sent), CallContext::Within(std::chrono::seconds(60))).value();
  }

  void Forget() override { server_.Compact(); }

 private:
  static std::vector<testkit::Permission> PermissionsOf(const std::vector<Rule>& rules) {
    std::vector<testkit::Permission> permissions;
    for (const Rule& rule : rules) {
      permissions.push_back({.verbs = rule.verbs,
                             .groups = rule.groups,
                             .resources = rule.resources,
                             .names = rule.names,
                             .namespaces = {kNamespace}});
    }
    return permissions;
  }

  testkit::ApiServer server_;
  std::shared_ptr<Transport> transport_;
};

class TestkitTest : public testing::TestWithParam<ScenarioPointer> {};

TEST_P(TestkitTest, AnswersAsTheRealServer) {
  for (const Form form : kForms) {
    Testkit testkit(*GetParam(), form);
    testkit.Ask("", {.method = "POST",
                     .target = "/api/v1/namespaces",
                     .headers = {{"Content-Type", "application/json"}},
                     .body = R"({"metadata":{"name":")" + std::string(kNamespace) + R"("}})"});
    RunScenario(*GetParam(), kNamespace, form, testkit);
  }
}

INSTANTIATE_TEST_SUITE_P(Conformance, TestkitTest, testing::ValuesIn(LoadScenarios()),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
