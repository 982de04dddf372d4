#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "conformance/scenario.h"
#include <gtest/gtest.h>

/// The tables that hold the testkit to the real API server, asked of that one: the one of the testbed.
namespace k8s::test {

class ApiServer final : public Subject {
 public:
  explicit ApiServer(std::string kubeconfig);

  Response Ask(const std::string& user, const Request& request) override;
  /// Compacts its etcd, and starts it again, as it remembers much itself.
  void Forget() override;

 private:
  void Connect();

  std::string kubeconfig_;
  std::shared_ptr<Transport> transport_;
  std::map<std::string, std::string> tokens_;
};

/// A scenario, in a namespace of its own: in protobuf, or in JSON where the variable CLIENT_CPP_TESTBED_JSON is set.
class ApiServerTest : public testing::TestWithParam<ScenarioPointer> {
 protected:
  void SetUp() override;

  void ExpectThatTheTableIsTrue();

 private:
  std::string CreateNamespace();
  void AllowWhatTheScenarioSays(const std::string& ns);
  Response Create(const std::string& place, const std::string& body);

  std::unique_ptr<ApiServer> server_;
};

/// All that are for a server with controllers, or without.
std::vector<ScenarioPointer> LoadScenariosFor(bool controllers);

}  // namespace k8s::test
