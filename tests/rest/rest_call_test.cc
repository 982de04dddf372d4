#include <memory>
#include <string>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/pod.h>
#include <k8s/codec/protobuf.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/rest_call.h>

namespace k8s {
namespace {

constexpr const char* kAnyPod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0"}})";

class RestCallTest : public testing::Test {
 protected:
  RestCallTest() : client_(*RestClient::Create(transport_)) {}

  std::string LastLine() const { return transport_->LastRequest().method + " " + transport_->LastRequest().target; }
  std::string LastHeader(std::string_view name) const {
    const std::string* value = transport_->LastRequest().headers.Find(name);
    return value == nullptr ? "" : *value;
  }
  std::string Complaint(const RestRequest& request) const {
    const auto answer = client_.Call(request).Raw();
    EXPECT_TRUE(transport_->Requests().empty());
    return answer ? "" : answer.error().Message();
  }

  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
  RestClient client_;
};

TEST_F(RestCallTest, ReadsAPathAsBytes) {
  transport_->Answer(200, "ok");
  EXPECT_EQ(client_.Call({.path = "/healthz", .query = {{"verbose", ""}}}).Raw().value(), "ok");
  EXPECT_EQ(LastLine(), "GET /healthz?verbose=");
  EXPECT_EQ(LastHeader("Accept"), "application/json, */*");
  transport_->Answer(200, "ok");
  EXPECT_EQ(client_.Call({.path = "/healthz"}).RawAsync().Get().value(), "ok");
}

TEST_F(RestCallTest, PutsThePathOfAResourceTogether) {
  const auto pathOf = [&](const RestRequest& request) {
    transport_->Answer(200, "{}");
    EXPECT_TRUE(client_.Call(request).Raw());
    return transport_->LastRequest().target;
  };
  EXPECT_EQ(pathOf({.resource = "nodes"}), "/api/v1/nodes");
  EXPECT_EQ(pathOf({.resource = "pods", .namespace_ = "a", .name = "b", .subresource = "log"}),
            "/api/v1/namespaces/a/pods/b/log");
  EXPECT_EQ(pathOf({.group = "example.com", .version = "v2", .resource = "widgets", .name = "system:x"}),
            "/apis/example.com/v2/widgets/system%3Ax");
  EXPECT_EQ(pathOf({.resource = "nodes", .name = "n", .subresource = "proxy/metrics/a b"}),
            "/api/v1/nodes/n/proxy/metrics/a%20b");
}

TEST_F(RestCallTest, RefusesWhatIsNoPath) {
  EXPECT_EQ(Complaint({}), "GET: the resource is empty");
  EXPECT_EQ(Complaint({.path = "healthz"}), "GET: the path does not begin with a slash");
  EXPECT_NE(Complaint({.path = "/healthz?verbose"}), "");
  EXPECT_EQ(Complaint({.path = "/healthz", .resource = "pods"}), "GET: both a path and a resource are given");
  EXPECT_EQ(Complaint({.resource = "pods", .subresource = "log"}), "GET: a subresource is that of a name, which is empty");
  EXPECT_NE(Complaint({.resource = "pods", .name = "../x"}), "");
  EXPECT_NE(Complaint({.resource = "nodes", .name = "n", .subresource = "proxy/../../secrets"}), "");
}

TEST_F(RestCallTest, SendsAndReadsObjectsInTheFormOfTheClient) {
  corev1::Pod pod;
  pod.metadata.name = "web-0";
  const RestRequest create = {.method = "POST", .resource = "pods", .namespace_ = "default", .body = pod};
  transport_->Answer(201, ToProtobuf(pod).value());
  EXPECT_EQ(client_.Call(create).Into<corev1::Pod>().value(), pod);
  EXPECT_EQ(LastHeader("Content-Type"), "application/vnd.kubernetes.protobuf");
  EXPECT_EQ(FromProtobuf<corev1::Pod>(transport_->LastRequest().body).value(), pod);

  transport_->Answer(201, kAnyPod);
  EXPECT_EQ(client_.As(ContentType::kJson).Call(create).IntoAsync<corev1::Pod>().Get().value(), pod);
  EXPECT_EQ(LastHeader("Content-Type"), "application/json");
  EXPECT_EQ(LastHeader("Accept"), "application/json");
  EXPECT_EQ(transport_->LastRequest().body, kAnyPod);
}

TEST_F(RestCallTest, KeepsABodyThatItsMakerHasForgotten) {
  const auto request = [] {
    corev1::Pod pod;
    pod.metadata.name = "a name that is too long to be kept in the string itself";
    return RestRequest{.method = "POST", .resource = "pods", .namespace_ = "default", .body = pod};
  }();
  transport_->Answer(201, kAnyPod);
  ASSERT_TRUE(client_.As(ContentType::kJson).Call(request).Raw());
  EXPECT_NE(transport_->LastRequest().body.find("a name that is too long"), std::string::npos);
}

TEST_F(RestCallTest, SendsPatchesAndBytes) {
  const Patch patch = MergePatch("{}");
  transport_->Answer(200, kAnyPod);
  ASSERT_TRUE(
      client_.Call({.method = "PATCH", .resource = "pods", .namespace_ = "a", .name = "b", .body = patch}).Into<corev1::Pod>());
  EXPECT_EQ(LastHeader("Content-Type"), "application/merge-patch+json");
  transport_->Answer(200, "");
  ASSERT_TRUE(client_.Call({.method = "POST", .path = "/x", .body = {"text/plain", "hello"}}).Raw());
  EXPECT_EQ(LastHeader("Content-Type"), "text/plain");
  EXPECT_EQ(transport_->LastRequest().body, "hello");
}

TEST_F(RestCallTest, AsksForWhatTheCallerAccepts) {
  transport_->Answer(200, "{}");
  ASSERT_TRUE(client_.Call({.path = "/api/v1/pods", .accept = "application/json;as=Table;v=v1;g=meta.k8s.io"}).Raw());
  EXPECT_EQ(LastHeader("Accept"), "application/json;as=Table;v=v1;g=meta.k8s.io");
}

TEST_F(RestCallTest, KeepsWhatTheCallerAcceptsWhenItFallsBackToJson) {
  corev1::Pod pod;
  pod.metadata.name = "web-0";
  transport_->Answer(415, "");
  transport_->Answer(201, "{}");
  ASSERT_TRUE(client_.Call({.method = "POST", .resource = "pods", .namespace_ = "a", .body = pod, .accept = "x/y"}).Raw());
  EXPECT_EQ(LastHeader("Accept"), "x/y");
  EXPECT_EQ(LastHeader("Content-Type"), "application/json");
}

TEST_F(RestCallTest, GivesStatusAndHeadersOfTheAnswer) {
  transport_->Answer(201, "{}", {{"Warning", "299 - \"old\""}});
  const auto answer = client_.Call({.method = "POST", .path = "/x"}).Answer();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 201);
  EXPECT_NE(answer->headers.Find("warning"), nullptr);
}

TEST_F(RestCallTest, TellsWhatItAskedWhenItFails) {
  transport_->Answer(404, "404 page not found");
  const Error error = client_.Call({.path = "/nothing", .query = {{"token", "secret"}}}).Raw().error();
  EXPECT_EQ(error.ToString(), "GET /nothing: 404 page not found (HTTP 404, NotFound)");
  transport_->Answer(200, R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404})");
  EXPECT_TRUE(IsNotFound(client_.Call({.path = "/nothing"}).Into<corev1::Pod>().error()));
}

TEST_F(RestCallTest, StreamsWhatHasNoEnd) {
  transport_->Stream(200, {"a", "b\nc"});
  auto stream = client_.Call({.path = "/metrics"}).Stream();
  ASSERT_TRUE(stream);
  EXPECT_EQ(stream->Read().value(), "a");
  EXPECT_EQ(stream->Next().value(), "b");
  EXPECT_EQ(stream->Read().value(), "c");
  EXPECT_EQ(stream->Read().value(), "");

  transport_->Stream(200, {"x"});
  EXPECT_EQ(client_.Call({.path = "/metrics"}).StreamAsync().Get()->ReadAsync().Get().value(), "x");
  transport_->Stream(403, {"no"});
  EXPECT_TRUE(IsForbidden(client_.Call({.path = "/metrics"}).Stream().error()));
}

}  // namespace
}  // namespace k8s
