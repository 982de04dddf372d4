#include <cstdlib>
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
    authorization_ = internal::BearerAuthorization(config.token, "the kubeconfig").value();
    const Response created = Ask({.method = "POST",
                                  .target = "/api/v1/namespaces",
                                  .headers = {{"Content-Type", "application/json"}},
                                  .body = R"({"metadata":{"generateName":"client-cpp-"}})"});
    ASSERT_EQ(created.status, 201) << created.body;
    namespace_ = ParseJson(created.body)["metadata"]["name"].GetString();
  }

  void TearDown() override {
    if (!namespace_.empty()) Ask({.method = "DELETE", .target = "/api/v1/namespaces/" + namespace_});
  }

  Response Ask(Request request) const {
    request.headers.Set("Authorization", authorization_);
    return transport_->Send(std::move(request), CallContext::Within(std::chrono::seconds(60))).value();
  }

  std::shared_ptr<Transport> transport_;
  std::string authorization_;
  std::string namespace_;
};

TEST_P(ApiServerTest, TheTableIsTrue) {
  RunScenario(*GetParam(), namespace_, [this](const Request& request) { return Ask(request); });
}

INSTANTIATE_TEST_SUITE_P(Conformance, ApiServerTest, testing::ValuesIn(LoadScenarios()),
                         [](const auto& scenario) { return TestNameOf(*scenario.param); });

}  // namespace
}  // namespace k8s::test
