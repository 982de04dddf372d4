#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "conformance/scenario.h"
#include "generated/documents.h"
#include <gtest/gtest.h>

#include <k8s/config/authorization.h>
#include <k8s/config/load_config.h>
#include <k8s/config/transport_options.h>
#include <k8s/transport/curl/curl_transport.h>

namespace k8s::test {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The tables that hold the testkit to the real API server, asked of that one, in a namespace of their own.
class ApiServerTest : public testing::TestWithParam<ScenarioPointer> {
 protected:
  void SetUp() override {
    const std::string kubeconfig = Variable("CLIENT_CPP_TESTBED_KUBECONFIG");
    if (kubeconfig.empty()) {
      const std::string why = "no API server: CLIENT_CPP_TESTBED_KUBECONFIG is not set (see tools/testbed)";
      ASSERT_NE(Variable("CI"), "true") << why;
      GTEST_SKIP() << why;
    }
    const Config config = LoadConfig({.kubeconfig = kubeconfig, .context = "admin"}).value();
    transport_ = MakeCurlTransport(MakeTransportOptions(config).value()).value();
    tokens_ = {{"", config.token},
               {"nobody", LoadConfig({.kubeconfig = kubeconfig, .context = "nobody"}).value().token},
               {"stranger", "stranger"}};
    const Response created = Ask("", {.method = "POST",
                                      .target = "/api/v1/namespaces",
                                      .headers = {{"Content-Type", "application/json"}},
                                      .body = R"({"metadata":{"generateName":"client-cpp-"}})"});
    ASSERT_EQ(created.status, 201) << created.body;
    namespace_ = ParseJson(created.body)["metadata"]["name"].GetString();
    AllowWhatTheScenarioSays();
  }

  void TearDown() override {
    if (!namespace_.empty()) Ask("", {.method = "DELETE", .target = "/api/v1/namespaces/" + namespace_});
  }

  Response Ask(const std::string& user, Request request) const {
    if (user != "anonymous") {
      request.headers.Set("Authorization", internal::BearerAuthorization(tokens_.at(user), "the kubeconfig").value());
    }
    return transport_->Send(std::move(request), CallContext::Within(std::chrono::seconds(60))).value();
  }

  void AllowWhatTheScenarioSays() const {
    const auto scenario = ParseJson(GetParam()->text);
    if (!scenario.IsObject() || !scenario.HasMember("rules")) return;
    Create("roles", R"({"metadata":{"name":"scenario"},"rules":)" + ToText(scenario["rules"]) + "}");
    Create("rolebindings", R"({"metadata":{"name":"scenario"},"subjects":[{"kind":"User","name":"nobody"}],)"
                           R"("roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"scenario"}})");
  }

  void Create(const std::string& resource, const std::string& body) const {
    const Response created = Ask("", {.method = "POST",
                                      .target = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + namespace_ + "/" + resource,
                                      .headers = {{"Content-Type", "application/json"}},
                                      .body = body});
    ASSERT_EQ(created.status, 201) << created.body;
  }

  std::shared_ptr<Transport> transport_;
  std::map<std::string, std::string> tokens_;
  std::string namespace_;
};

TEST_P(ApiServerTest, TheTableIsTrue) {
  RunScenario(*GetParam(), namespace_, [this](const std::string& user, const Request& request) { return Ask(user, request); });
}

INSTANTIATE_TEST_SUITE_P(Conformance, ApiServerTest, testing::ValuesIn(LoadScenarios()),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
