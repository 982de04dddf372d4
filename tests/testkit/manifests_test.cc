#include <string>

#include "testkit/sample_resources.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/testkit/api_server.h>

namespace k8s::testkit {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

Response Ask(Transport& transport, std::string method, std::string target, std::string body = {}) {
  Request request{.method = std::move(method), .target = std::move(target), .headers = {}, .body = std::move(body)};
  if (!request.body.empty()) request.headers.Set("Content-Type", "application/json");
  return transport.Send(std::move(request), CallContext::Within(20s)).value();
}

constexpr char kPodWithPast[] = R"(
apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  uid: 11111111-2222-3333-4444-555555555555
  resourceVersion: "4711"
  creationTimestamp: "2020-02-03T04:05:06Z"
  generation: 7
spec:
  containers:
  - name: c
    image: i
status:
  phase: Running
---
apiVersion: v1
kind: Namespace
metadata:
  name: shop
)";

class ManifestsTest : public testing::Test {
 protected:
  ApiServer server_{{.resources = SampleResources()}};
  std::shared_ptr<Transport> transport_ = server_.InMemoryTransport();
};

TEST_F(ManifestsTest, KeepWhatTheServerOwns) {
  ASSERT_TRUE(server_.LoadManifests(kPodWithPast)) << "the namespace may come later";
  const std::string pod = Ask(*transport_, "GET", "/api/v1/namespaces/shop/pods/web").body;
  EXPECT_EQ(At(pod, "metadata.uid"), "11111111-2222-3333-4444-555555555555");
  EXPECT_EQ(At(pod, "metadata.resourceVersion"), "4711");
  EXPECT_EQ(At(pod, "metadata.creationTimestamp"), "2020-02-03T04:05:06Z");
  EXPECT_EQ(At(pod, "metadata.generation"), "7");
  EXPECT_EQ(At(pod, "status.phase"), "Running");
  const std::string next = Ask(*transport_, "POST", kPods, Pod("later")).body;
  EXPECT_GT(std::stoi(At(next, "metadata.resourceVersion")), 4711);
}

TEST_F(ManifestsTest, NeedNothingThatTheServerGives) {
  ASSERT_TRUE(server_.LoadManifests(Pod("a")));
  const std::string pod = Ask(*transport_, "GET", std::string(kPods) + "/a").body;
  EXPECT_NE(At(pod, "metadata.uid"), "");
  EXPECT_NE(At(pod, "metadata.resourceVersion"), "");
  EXPECT_NE(At(pod, "metadata.creationTimestamp"), "");
}

TEST_F(ManifestsTest, CarryAStateToAnotherServer) {
  ASSERT_TRUE(server_.LoadManifests(kPodWithPast));
  Ask(*transport_, "POST", kPods, Pod("a"));
  const std::string saved = server_.SaveManifests().value();
  ApiServer other({.resources = SampleResources()});
  ASSERT_TRUE(other.LoadManifests(saved));
  EXPECT_EQ(other.SaveManifests().value(), saved);
}

TEST_F(ManifestsTest, AreRefusedByDocumentObjectAndField) {
  const auto unknownField = server_.LoadManifests(std::string(kPodWithPast) + "---\n" + R"(apiVersion: v1
kind: Pod
metadata: {name: b}
specs: {}
)");
  ASSERT_FALSE(unknownField);
  EXPECT_THAT(unknownField.error().Message(), StartsWith("document 3 (line 23): v1 Pod \"b\": "));
  EXPECT_THAT(unknownField.error().Message(), HasSubstr("unknown field \"specs\""));
  const auto homeless = server_.LoadManifests("apiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: nowhere}\n");
  ASSERT_FALSE(homeless);
  EXPECT_THAT(homeless.error().Message(), HasSubstr("namespaces \"nowhere\" not found"));
  const auto unknownKind = server_.LoadManifests("apiVersion: e.x/v1\nkind: Thing\nmetadata: {name: b}\n");
  ASSERT_FALSE(unknownKind);
  EXPECT_THAT(unknownKind.error().Message(), HasSubstr("document 1 (line 1): e.x/v1 Thing \"b\": there is no such kind"));
}

TEST_F(ManifestsTest, EndWatchesOfWhatTheyLoad) {
  const auto watch = transport_->Open({.target = std::string(kPods) + "?watch=true"}, CallContext::Within(20s)).value();
  ASSERT_TRUE(server_.LoadManifests(Pod("a")));
  EXPECT_THAT(watch->Read().value(), HasSubstr("\"code\":410"));
}

}  // namespace
}  // namespace k8s::testkit
