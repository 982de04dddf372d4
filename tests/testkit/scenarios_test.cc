#include <chrono>

#include "testkit/scenario.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/testkit/core/server.h>

namespace k8s::test {
namespace {

class ApplyTest : public testing::TestWithParam<ScenarioPointer> {};

testkit::core::ServerOptions AllKinds() {
  testkit::core::ServerOptions options;
  options.resources = Resources();
  options.clock = &std::chrono::system_clock::now;
  return options;
}

TEST_P(ApplyTest, AnswersAsTheRealServer) {
  testkit::core::Server server(AllKinds());
  const auto ask = [&](const Request& request) { return server.Handle(request).head; };
  ask({.method = "POST", .target = "/api/v1/namespaces", .body = R"({"metadata":{"name":"scenarios-own"}})"});
  RunScenario(*GetParam(), "scenarios-own", ask);
}

INSTANTIATE_TEST_SUITE_P(Scenario, ApplyTest, testing::ValuesIn(LoadScenarios("apply.json")),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
