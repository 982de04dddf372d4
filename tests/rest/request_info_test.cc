#include <string>

#include <gtest/gtest.h>

#include <k8s/rest/request_info.h>

namespace k8s {
namespace {

std::string Told(std::string_view method, std::string_view target) {
  const RequestInfo info = internal::InfoOf(method, target);
  return info.verb + " " + info.group + "|" + info.version + "|" + info.namespace_ + "|" + info.resource + "|" + info.name +
         "|" + info.subresource;
}

TEST(RequestInfoTest, TellsResourcesOfBothRoots) {
  EXPECT_EQ(Told("GET", "/api/v1/namespaces/default/pods/web-0"), "get |v1|default|pods|web-0|");
  EXPECT_EQ(Told("GET", "/api/v1/pods"), "list |v1||pods||");
  EXPECT_EQ(Told("PUT", "/apis/apps/v1/namespaces/a/deployments/b/scale"), "update apps|v1|a|deployments|b|scale");
  EXPECT_EQ(Told("PATCH", "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode"),
            "patch rbac.authorization.k8s.io|v1||clusterroles|system:node|");
}

TEST(RequestInfoTest, TellsVerbsAsRbacDoes) {
  EXPECT_EQ(Told("GET", "/api/v1/pods?labelSelector=a%3Db&watch=true"), "watch |v1||pods||");
  EXPECT_EQ(Told("POST", "/api/v1/namespaces/a/pods"), "create |v1|a|pods||");
  EXPECT_EQ(Told("POST", "/api/v1/namespaces/a/pods/b/eviction"), "create |v1|a|pods|b|eviction");
  EXPECT_EQ(Told("DELETE", "/api/v1/namespaces/a/pods"), "deletecollection |v1|a|pods||");
  EXPECT_EQ(Told("DELETE", "/api/v1/namespaces/a/pods/b"), "delete |v1|a|pods|b|");
}

TEST(RequestInfoTest, KnowsThatANamespaceIsAResourceToo) {
  EXPECT_EQ(Told("GET", "/api/v1/namespaces"), "list |v1||namespaces||");
  EXPECT_EQ(Told("GET", "/api/v1/namespaces/a"), "get |v1|a|namespaces|a|");
  EXPECT_EQ(Told("PUT", "/api/v1/namespaces/a/finalize"), "update |v1|a|namespaces|a|finalize");
  EXPECT_EQ(Told("PUT", "/api/v1/namespaces/a/status"), "update |v1|a|namespaces|a|status");
}

TEST(RequestInfoTest, KeepsAPathBelowASubresource) {
  EXPECT_EQ(Told("GET", "/api/v1/nodes/n/proxy/metrics/cadvisor"), "get |v1||nodes|n|proxy/metrics/cadvisor");
}

TEST(RequestInfoTest, TellsOnlyTheVerbOfOtherPaths) {
  EXPECT_EQ(Told("GET", "/healthz"), "get |||||");
  EXPECT_EQ(Told("GET", "/apis/apps/v1"), "get |||||");
  EXPECT_EQ(Told("GET", "/api/v1"), "get |||||");
  EXPECT_EQ(Told("HEAD", ""), "head |||||");
}

}  // namespace
}  // namespace k8s
