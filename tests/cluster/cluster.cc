#include "cluster/cluster.h"

#include <cstdlib>
#include <string>

#include "generated/documents.h"

namespace k8s::test {
namespace {

constexpr const char* kKubeconfigVariable = "CLIENT_CPP_TESTBED_KUBECONFIG";
constexpr const char* kFormVariable = "CLIENT_CPP_TESTBED_JSON";

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

ContentType FormOfTests() { return Variable(kFormVariable).empty() ? ContentType::kProtobuf : ContentType::kJson; }

std::string StrictIfJson() { return FormOfTests() == ContentType::kJson ? "Strict" : ""; }

void ClusterTest::SetUp() {
  if (Variable(kKubeconfigVariable).empty()) {
    const std::string why = std::string("no API server: ") + kKubeconfigVariable + " is not set (see tools/testbed)";
    ASSERT_NE(Variable("CI"), "true") << why;
    GTEST_SKIP() << why;
  }
  clients_ = Clientset::Create(ConfigOf("admin"), {.contentType = FormOfTests()}).value();
  corev1::Namespace own;
  own.metadata.generateName = "client-cpp-";
  namespace_ = clients_->CoreV1().Namespaces().Create(own).value().metadata.name;
}

void ClusterTest::TearDown() {
  if (namespace_.empty()) return;
  clients_->CoreV1().Namespaces().Delete(namespace_).value();
}

Config ClusterTest::ConfigOf(const std::string& context) {
  return LoadConfig({.kubeconfig = Variable(kKubeconfigVariable), .context = context}).value();
}

k8s_rapidjson::Document ClusterTest::ReadRaw(const std::string& path) const {
  return ParseJson(Clients().Rest().Send({.request = {.target = path}, .action = "reading " + path}).value().body);
}

}  // namespace k8s::test
