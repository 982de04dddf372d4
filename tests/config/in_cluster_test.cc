#include <string>

#include "fake_environment.h"
#include <gtest/gtest.h>

#include <k8s/config/in_cluster.h>

namespace k8s {
namespace {

const std::string kFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

FakeEnvironment Pod() {
  FakeEnvironment pod;
  pod.variables = {{"KUBERNETES_SERVICE_HOST", "10.96.0.1"}, {"KUBERNETES_SERVICE_PORT", "443"}};
  pod.files = {{kFolder + "/token", "abc"}, {kFolder + "/ca.crt", "PEM"}, {kFolder + "/namespace", "web\n"}};
  return pod;
}

TEST(InClusterConfigTest, UsesTheServiceAccount) {
  const auto config = InClusterConfig(Pod());
  ASSERT_TRUE(config) << config.error().ToString();
  EXPECT_EQ(config->server, "https://10.96.0.1:443");
  EXPECT_EQ(config->caFile, kFolder + "/ca.crt");
  EXPECT_EQ(config->tokenFile, kFolder + "/token");
  EXPECT_EQ(config->token, "");
  EXPECT_EQ(config->namespace_, "web");
}

TEST(InClusterConfigTest, PutsAnIpv6AddressIntoBrackets) {
  FakeEnvironment pod = Pod();
  pod.variables["KUBERNETES_SERVICE_HOST"] = "fd00::1";
  EXPECT_EQ(InClusterConfig(pod)->server, "https://[fd00::1]:443");
}

TEST(InClusterConfigTest, PrefersTheNamespaceThatThePodWasTold) {
  FakeEnvironment pod = Pod();
  pod.variables["POD_NAMESPACE"] = "other";
  EXPECT_EQ(InClusterConfig(pod)->namespace_, "other");
  pod.variables.erase("POD_NAMESPACE");
  pod.files[kFolder + "/namespace"] = " \n";
  EXPECT_EQ(InClusterConfig(pod)->namespace_, "default");
  pod.files.erase(kFolder + "/namespace");
  EXPECT_EQ(InClusterConfig(pod)->namespace_, "default");
}

TEST(InClusterConfigTest, SaysThatThisIsNoPod) {
  for (const char* variable : {"KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"}) {
    FakeEnvironment pod = Pod();
    pod.variables[variable] = "";
    const auto config = InClusterConfig(pod);
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().Code(), ErrorCode::kConfig);
    EXPECT_EQ(config.error().Message(),
              "not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not both set");
  }
}

TEST(InClusterConfigTest, SaysThatTheServiceAccountIsNotMounted) {
  for (const char* name : {"/token", "/ca.crt"}) {
    FakeEnvironment pod = Pod();
    pod.files.erase(kFolder + name);
    const auto config = InClusterConfig(pod);
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().Code(), ErrorCode::kConfig);
    EXPECT_EQ(config.error().Message(), "in a cluster, but cannot read \"" + kFolder + name + "\": No such file or directory");
  }
}

}  // namespace
}  // namespace k8s
