#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "conformance/scenario.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/testkit/access/access_control.h>
#include <k8s/testkit/core/request_info.h>
#include <k8s/testkit/core/server.h>

namespace k8s::test {
namespace {

using testkit::core::Stream;

constexpr char kNamespace[] = "scenarios-own";

/// The core with users, and with a clock that goes on while somebody waits for it.
class Testkit {
 public:
  explicit Testkit(const std::vector<Rule>& rules)
      : now_(std::chrono::system_clock::now()), access_(std::make_shared<testkit::core::Server>(AloneAsThere(now_))) {
    access_.Add({.name = "admin", .token = "admin", .may = {testkit::Permission()}});
    access_.Add({.name = "nobody", .token = "nobody", .may = PermissionsOf(rules)});
  }

  Response Ask(const std::string& user, Request request) {
    request.info = testkit::core::InfoOf(request);
    if (user != "anonymous") request.headers.Set("Authorization", "Bearer " + (user.empty() ? "admin" : user));
    testkit::core::Answer answer;
    access_.Handle(request, [&answer](testkit::core::Answer given) { answer = std::move(given); });
    if (answer.stream != nullptr) answer.head.body = WholeOf(*answer.stream);
    return std::move(answer.head);
  }

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

  /// As it is where no controllers are.
  static testkit::core::ServerOptions AloneAsThere(const testkit::core::TimePoint& now) {
    testkit::core::ServerOptions options;
    options.resources = Resources();
    options.clock = [&now] { return now; };
    options.collectGarbage = false;
    options.gracefulDeletion = true;
    return options;
  }

  std::string WholeOf(Stream& stream) {
    std::string body;
    for (Stream::Step step = stream.Next(); step.state != Stream::State::kEnd; step = stream.Next()) {
      body += step.frame;
      if (step.state == Stream::State::kWait) now_ += std::chrono::seconds(1);
    }
    return body;
  }

  testkit::core::TimePoint now_;
  testkit::access::AccessControl access_;
};

class TestkitTest : public testing::TestWithParam<ScenarioPointer> {};

TEST_P(TestkitTest, AnswersAsTheRealServer) {
  Testkit testkit(RulesOf(*GetParam()));
  const auto ask = [&](const std::string& user, const Request& request) { return testkit.Ask(user, request); };
  ask("", {.method = "POST",
           .target = "/api/v1/namespaces",
           .headers = {{"Content-Type", "application/json"}},
           .body = R"({"metadata":{"name":")" + std::string(kNamespace) + R"("}})"});
  RunScenario(*GetParam(), kNamespace, ask);
}

INSTANTIATE_TEST_SUITE_P(Conformance, TestkitTest, testing::ValuesIn(LoadScenarios()),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
