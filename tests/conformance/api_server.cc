#include "conformance/api_server.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "generated/documents.h"

#include <k8s/config/authorization.h>
#include <k8s/config/load_config.h>
#include <k8s/config/transport_options.h>
#include <k8s/transport/curl/curl_transport.h>

namespace k8s::test {
namespace {

std::string Variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

Form FormToSpeak() { return Variable("CLIENT_CPP_TESTBED_JSON").empty() ? Form::kProtobuf : Form::kJson; }

/// The variable with the kubeconfig of the server for a scenario. Of those without controllers there may be one for each form:
/// most of the time they are waited for.
std::string NameOfVariable(const Scenario& scenario) {
  constexpr char kForJson[] = "CLIENT_CPP_TESTBED_ALONE_JSON_KUBECONFIG";
  if (scenario.controllers) return "CLIENT_CPP_TESTBED_KUBECONFIG";
  const bool hasOneForJson = FormToSpeak() == Form::kJson && !Variable(kForJson).empty();
  return hasOneForJson ? kForJson : "CLIENT_CPP_TESTBED_ALONE_KUBECONFIG";
}

CallContext Soon() { return CallContext::Within(std::chrono::seconds(60)); }

Request Post(std::string target, std::string body) {
  return {.method = "POST",
          .target = std::move(target),
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(body)};
}

/// As etcd does by itself every few minutes.
void Compact(const std::string& etcd) {
  const auto transport = MakeCurlTransport({.baseUrl = etcd}).value();
  const auto post = [&](const char* path, const std::string& body) {
    const Response answer = transport->Send(Post(path, body), Soon()).value();
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  };
  const auto range = ParseJson(post("/v3/kv/range", R"({"key":"AA=="})"));
  post("/v3/kv/compaction", R"({"revision":")" + std::string(range["header"]["revision"].GetString()) + "\"}");
}

}  // namespace

ApiServer::ApiServer(std::string kubeconfig) : kubeconfig_(std::move(kubeconfig)) {
  const auto tokenOf = [&](const char* context) {
    return LoadConfig({.kubeconfig = kubeconfig_, .context = context}).value().token;
  };
  tokens_ = {{"", tokenOf("admin")}, {"nobody", tokenOf("nobody")}, {"stranger", "stranger"}};
  Connect();
}

void ApiServer::Connect() {
  const Config config = LoadConfig({.kubeconfig = kubeconfig_, .context = "admin"}).value();
  transport_ = MakeCurlTransport(MakeTransportOptions(config).value()).value();
}

Response ApiServer::Ask(const std::string& user, const Request& request) {
  Request sent = request;
  if (user != "anonymous") {
    sent.headers.Set("Authorization", internal::BearerAuthorization(tokens_.at(user), "the kubeconfig").value());
  }
  return transport_->Send(std::move(sent), Soon()).value();
}

void ApiServer::Forget() {
  const std::filesystem::path folder = std::filesystem::path(kubeconfig_).parent_path();
  const auto testbed = ParseJson(ReadFile(folder / "testbed.json"));
  Compact(testbed["etcd"].GetString());
  const std::string restart = "'" TESTBED_TOOL "' restart --name " + folder.filename().string();
  ASSERT_EQ(std::system(restart.c_str()), 0);
  Connect();
}

void ApiServerTest::SetUp() {
  const std::string name = NameOfVariable(*GetParam());
  const std::string kubeconfig = Variable(name);
  if (kubeconfig.empty()) {
    const std::string why = "no API server: " + name + " is not set (see CONTRIBUTING.md)";
    ASSERT_NE(Variable("CI"), "true") << why;
    GTEST_SKIP() << why;
  }
  server_ = std::make_unique<ApiServer>(kubeconfig);
}

void ApiServerTest::ExpectThatTheTableIsTrue() {
  const std::string ns = CreateNamespace();
  AllowWhatTheScenarioSays(ns);
  RunScenario(*GetParam(), ns, FormToSpeak(), *server_);
  server_->Ask("", {.method = "DELETE", .target = "/api/v1/namespaces/" + ns});
}

std::string ApiServerTest::CreateNamespace() {
  const Response created = Create("/api/v1/namespaces", R"({"metadata":{"generateName":"client-cpp-"}})");
  return ParseJson(created.body)["metadata"]["name"].GetString();
}

void ApiServerTest::AllowWhatTheScenarioSays(const std::string& ns) {
  const auto scenario = ParseJson(GetParam()->text);
  if (!scenario.IsObject() || !scenario.HasMember("rules")) return;
  const std::string place = "/apis/rbac.authorization.k8s.io/v1/namespaces/" + ns;
  Create(place + "/roles", R"({"metadata":{"name":"scenario"},"rules":)" + ToText(scenario["rules"]) + "}");
  Create(place + "/rolebindings", R"({"metadata":{"name":"scenario"},"subjects":[{"kind":"User","name":"nobody"}],)"
                                  R"("roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"scenario"}})");
}

Response ApiServerTest::Create(const std::string& place, const std::string& body) {
  Response created = server_->Ask("", Post(place, body));
  EXPECT_EQ(created.status, 201) << created.body;
  return created;
}

std::vector<ScenarioPointer> LoadScenariosFor(bool controllers) {
  std::vector<ScenarioPointer> scenarios = LoadScenarios();
  std::erase_if(scenarios, [&](const ScenarioPointer& scenario) { return scenario->controllers != controllers; });
  return scenarios;
}

}  // namespace k8s::test
