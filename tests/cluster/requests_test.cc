#include <string>

#include "cluster/cluster.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/api/core/v1/node.h>
#include <k8s/api/core/v1/node_list.h>
#include <k8s/rest/client.h>
#include <k8s/rest/rest_call.h>
#include <k8s/rest/status.h>

// Requests of any path, with a type or without one.
namespace k8s::test {
namespace {

class RequestsTest : public ClusterTest {
 protected:
  const RestClient& Rest() const { return Clients().Rest(); }

  corev1::ConfigMap Sample() const {
    corev1::ConfigMap map;
    map.metadata.name = "sample";
    map.data = {{"key", "value"}};
    return map;
  }
};

TEST_F(RequestsTest, ReadPathsThatHaveNoType) {
  EXPECT_EQ(Rest().Call({.path = "/livez"}).Raw(Soon()).value(), "ok");
  EXPECT_NE(Rest().Call({.path = "/readyz", .query = {{"verbose", "true"}}}).RawAsync(Soon()).Get().value().find("etcd ok"),
            std::string::npos);
}

TEST_F(RequestsTest, StreamLinesOfAnAnswer) {
  auto metrics = Rest().Call({.path = "/metrics"}).Stream(Soon()).value();
  std::size_t requests = 0;
  for (const Result<std::string>& line : metrics) requests += line.value().starts_with("apiserver_request_total{") ? 1 : 0;
  EXPECT_GT(requests, 0u);
}

TEST_F(RequestsTest, WriteAndReadObjects) {
  const RestRequest create = {.method = "POST", .resource = "configmaps", .namespace_ = Namespace(), .body = Sample()};
  EXPECT_EQ(Rest().Call(create).Into<corev1::ConfigMap>(Soon()).value().data, Sample().data);
  const RestRequest list = {.resource = "configmaps", .namespace_ = Namespace(), .query = {{"limit", "500"}}};
  EXPECT_FALSE(Rest().Call(list).IntoAsync<corev1::ConfigMapList>(Soon()).Get().value().items.empty());
  const Patch patch = MergePatch(R"({"data":{"key":"other"}})");
  const RestRequest change = {
      .method = "PATCH", .resource = "configmaps", .namespace_ = Namespace(), .name = "sample", .body = patch};
  EXPECT_EQ(Rest().Call(change).Into<corev1::ConfigMap>(Soon()).value().data.at("key"), "other");
}

TEST_F(RequestsTest, AskForOtherFormsOfAnObject) {
  const RestRequest table = {.path = "/api/v1/namespaces", .accept = "application/json;as=Table;v=v1;g=meta.k8s.io"};
  EXPECT_NE(Rest().Call(table).Raw(Soon()).value().find("\"kind\":\"Table\""), std::string::npos);
}

TEST_F(RequestsTest, FailInTheServersWords) {
  const auto refused = Rest().Call({.path = "/nothing/here"}).Raw(Soon());
  EXPECT_TRUE(IsNotFound(refused.error()));
  // The server's own 404 page, and no Status.
  EXPECT_TRUE(IsUnexpectedServerError(refused.error())) << refused.error().ToString();
}

TEST_F(RequestsTest, WorkForAnyTypeByItself) {
  const Client client(Rest());
  const auto maps = client.Resource<corev1::ConfigMap>(Namespace());
  maps.Create(Sample(), {}, Soon()).value();
  EXPECT_EQ(maps.Get("sample", {}, Soon()).value().data, Sample().data);
  EXPECT_TRUE(client.Resource<corev1::Node>().List({}, Soon()));
}

}  // namespace
}  // namespace k8s::test
