#include <chrono>

#include "conformance/scenario.h"
#include <gtest/gtest.h>

#include <k8s/api/registry.h>
#include <k8s/testkit/core/server.h>

namespace k8s::test {
namespace {

using testkit::core::Stream;

/// The core, with a clock that goes on while somebody waits for it.
class Testkit {
 public:
  Testkit() : now_(std::chrono::system_clock::now()), server_(AloneAsThere(now_)) {}

  Response Ask(const Request& request) {
    testkit::core::Answer answer = server_.Handle(request);
    if (answer.stream != nullptr) answer.head.body = WholeOf(*answer.stream);
    return std::move(answer.head);
  }

 private:
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
  testkit::core::Server server_;
};

class TestkitTest : public testing::TestWithParam<ScenarioPointer> {};

TEST_P(TestkitTest, AnswersAsTheRealServer) {
  Testkit testkit;
  const auto ask = [&](const Request& request) { return testkit.Ask(request); };
  ask({.method = "POST",
       .target = "/api/v1/namespaces",
       .headers = {{"Content-Type", "application/json"}},
       .body = R"({"metadata":{"name":"scenarios-own"}})"});
  RunScenario(*GetParam(), "scenarios-own", ask);
}

INSTANTIATE_TEST_SUITE_P(Conformance, TestkitTest, testing::ValuesIn(LoadScenarios()),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
