#include <memory>
#include <optional>
#include <string>

#include "fakes/scripted_transport.h"
#include <gtest/gtest.h>

#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/namespaces.h>
#include <k8s/client/core/v1/nodes.h>
#include <k8s/client/core/v1/pods.h>
#include <k8s/clientset.h>
#include <k8s/rest/request_info.h>
#include <k8s/rest/resource_client.h>

namespace k8s {
namespace {

constexpr const char* kPod = R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0","namespace":"default"}})";
constexpr const char* kSuccess = R"({"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"})";

class ResourceClientTest : public testing::Test {
 protected:
  ResourceClientTest() : clients_(*Clientset::Create(transport_, {.contentType = ContentType::kJson})) {}

  // Whatever was asked is told as it would be read from the request.
  ~ResourceClientTest() override {
    for (const Request& request : transport_->Requests()) {
      EXPECT_EQ(Told(request.info), Told(internal::InfoOf(request.method, request.target)));
    }
  }

  static std::string Told(const RequestInfo& info) {
    return info.verb + " " + info.group + "|" + info.version + "|" + info.namespace_ + "|" + info.resource + "|" + info.name +
           "|" + info.subresource;
  }

  corev1::PodClient Pods(std::string where = "default") { return clients_.CoreV1().Pods(std::move(where)); }
  std::string LastLine() const { return transport_->LastRequest().method + " " + transport_->LastRequest().target; }
  std::string LastHeader(std::string_view name) const {
    const std::string* value = transport_->LastRequest().headers.Find(name);
    return value == nullptr ? "" : *value;
  }

  std::shared_ptr<fakes::ScriptedTransport> transport_ = std::make_shared<fakes::ScriptedTransport>();
  Clientset clients_;
};

TEST_F(ResourceClientTest, GetsFromThePathOfTheResource) {
  transport_->Answer(200, kPod);
  auto pod = Pods().Get("web-0", {.resourceVersion = "0"});
  ASSERT_TRUE(pod);
  EXPECT_EQ(pod->metadata.name, "web-0");
  EXPECT_EQ(LastLine(), "GET /api/v1/namespaces/default/pods/web-0?resourceVersion=0");
  EXPECT_EQ(LastHeader("Accept"), "application/json");
}

TEST_F(ResourceClientTest, KnowsGroupsAndClusterScope) {
  transport_->Answer(200, R"({"kind":"DeploymentList","apiVersion":"apps/v1","metadata":{},"items":[]})");
  EXPECT_TRUE(clients_.AppsV1().Deployments("prod").List());
  EXPECT_EQ(LastLine(), "GET /apis/apps/v1/namespaces/prod/deployments");
  transport_->Answer(200, R"({"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[]})");
  EXPECT_TRUE(clients_.CoreV1().Namespaces().List());
  EXPECT_EQ(LastLine(), "GET /api/v1/namespaces");
}

TEST_F(ResourceClientTest, ListsAllNamespacesWithOptionsEncoded) {
  transport_->Answer(
      200, R"({"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"9"},"items":[{"metadata":{"name":"a"}}]})");
  auto pods = Pods("").List({.labelSelector = "app in (a,b)", .limit = 500, .continue_ = "t=="});
  ASSERT_TRUE(pods);
  EXPECT_EQ(pods->items.at(0).metadata.name, "a");
  EXPECT_EQ(LastLine(), "GET /api/v1/pods?labelSelector=app%20in%20%28a%2Cb%29&continue=t%3D%3D&limit=500");
}

TEST_F(ResourceClientTest, CreatesWhereTheObjectBelongs) {
  corev1::Pod pod;
  pod.metadata.name = "web-0";
  pod.metadata.namespace_ = "prod";
  transport_->Answer(201, kPod);
  ASSERT_TRUE(Pods("").Create(pod, {.dryRun = true, .fieldManager = "me", .fieldValidation = "Strict"}));
  EXPECT_EQ(LastLine(), "POST /api/v1/namespaces/prod/pods?dryRun=All&fieldManager=me&fieldValidation=Strict");
  EXPECT_EQ(LastHeader("Content-Type"), "application/json");
  EXPECT_EQ(transport_->LastRequest().body.substr(0, 76),
            R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0","namespace":"prod)");
}

TEST_F(ResourceClientTest, SendsNothingThatCannotBeRight) {
  corev1::Pod pod;
  EXPECT_EQ(Pods().Get("").error().Message(), "getting pods in namespace \"default\": the name is empty");
  EXPECT_EQ(Pods().Get("a/b").error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(Pods("").Get("web-0").error().Message(), "getting pods \"web-0\": the namespace is empty");
  EXPECT_EQ(Pods("a%2fb").List().error().Code(), ErrorCode::kInvalidArgument);
  pod.metadata.namespace_ = "other";
  EXPECT_EQ(Pods().Create(pod).error().Code(), ErrorCode::kInvalidArgument);
  pod.metadata.namespace_ = "";
  pod.metadata.name = "\xff";
  EXPECT_EQ(Pods().Create(pod).error().Message(),
            "creating pods in namespace \"default\": metadata.name: a string that is not UTF-8");
  EXPECT_TRUE(transport_->Requests().empty());
}

TEST_F(ResourceClientTest, AppliesOnlyWithAManagerAndWithoutManagedFields) {
  corev1::Pod pod;
  pod.metadata.name = "web-0";
  EXPECT_EQ(Pods().Apply(pod, {}).error().Code(), ErrorCode::kInvalidArgument);
  pod.metadata.managedFields.emplace_back();
  EXPECT_NE(Pods().Apply(pod, {.fieldManager = "me"}).error().Message().find("managedFields"), std::string::npos);
  EXPECT_TRUE(transport_->Requests().empty());

  pod.metadata.managedFields.clear();
  transport_->Answer(200, kPod);
  ASSERT_TRUE(Pods().Apply(pod, {.fieldManager = "me", .force = true}));
  EXPECT_EQ(LastLine(), "PATCH /api/v1/namespaces/default/pods/web-0?fieldManager=me&force=true");
  EXPECT_EQ(LastHeader("Content-Type"), "application/apply-patch+yaml");
  EXPECT_EQ(transport_->LastRequest().body, R"({"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-0"}})");
}

TEST_F(ResourceClientTest, SendsEachKindOfPatch) {
  for (const auto& [patch, type] :
       {std::pair(MergePatch("{}"), "application/merge-patch+json"), std::pair(JsonPatch("[]"), "application/json-patch+json"),
        std::pair(StrategicMergePatch("{}"), "application/strategic-merge-patch+json")}) {
    transport_->Answer(200, kPod);
    ASSERT_TRUE(Pods().Patch("web-0", patch));
    EXPECT_EQ(LastHeader("Content-Type"), type);
    EXPECT_EQ(transport_->LastRequest().body, patch.body);
  }
}

TEST_F(ResourceClientTest, DeletesWithABodyAlways) {
  transport_->Answer(200, kSuccess);
  auto gone = Pods().Delete("web-0");
  ASSERT_TRUE(gone);
  EXPECT_FALSE(gone->has_value());
  EXPECT_EQ(transport_->LastRequest().body, R"({"apiVersion":"v1","kind":"DeleteOptions"})");

  transport_->Answer(200, kPod);
  auto going =
      Pods().Delete("web-0", {.gracePeriodSeconds = 0, .uid = "u", .propagationPolicy = DeletionPropagation::kForeground});
  ASSERT_TRUE(going);
  EXPECT_EQ((*going)->metadata.name, "web-0");
  EXPECT_EQ(
      transport_->LastRequest().body,
      R"({"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":0,"preconditions":{"uid":"u"},"propagationPolicy":"Foreground"})");
}

TEST_F(ResourceClientTest, DeletesASelection) {
  transport_->Answer(200, kSuccess);
  ASSERT_TRUE(Pods().DeleteCollection({}, {.labelSelector = "app=web"}));
  EXPECT_EQ(LastLine(), "DELETE /api/v1/namespaces/default/pods?labelSelector=app%3Dweb");
}

TEST_F(ResourceClientTest, TellsWhatItWasDoingWhenItFails) {
  transport_->Answer(
      404,
      R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"pods \"x\" not found","reason":"NotFound","code":404})");
  EXPECT_EQ(Pods().Get("x").error().ToString(),
            "getting pods \"x\" in namespace \"default\": pods \"x\" not found (HTTP 404, NotFound)");
  transport_->Fail(Error(ErrorCode::kUnavailable, "connection refused"));
  EXPECT_EQ(Pods().Get("x").error().ToString(), "getting pods \"x\" in namespace \"default\": connection refused");
  transport_->Answer(200, "<html>");
  EXPECT_EQ(Pods().Get("x").error().ToString(),
            "getting pods \"x\" in namespace \"default\": reading the answer: not an object at byte 0");
}

TEST_F(ResourceClientTest, TakesAFailureForOneEvenIfItComesWithSuccess) {
  constexpr const char* kFailure =
      R"({"kind":"Status","apiVersion":"v1","status":"Failure","message":"gone","reason":"NotFound","code":404})";
  transport_->Answer(200, kFailure);
  EXPECT_EQ(Pods().Get("x").error().ToString(), "getting pods \"x\" in namespace \"default\": gone (HTTP 404, NotFound)");
  transport_->Answer(201, kFailure);
  EXPECT_TRUE(IsNotFound(Pods().Evict("x").error()));
}

TEST_F(ResourceClientTest, TellsThoseWhoObserveWhatEachRequestIsAbout) {
  transport_->Answer(200, kPod);
  ASSERT_TRUE(Pods().GetStatus("web-0"));
  const RequestInfo& info = transport_->LastRequest().info;
  EXPECT_EQ(info.verb, "get");
  EXPECT_EQ(info.version, "v1");
  EXPECT_EQ(info.resource, "pods");
  EXPECT_EQ(info.subresource, "status");
  EXPECT_EQ(info.namespace_, "default");
  EXPECT_EQ(info.name, "web-0");
}

TEST_F(ResourceClientTest, NamesTheOptionThatCannotBeRight) {
  EXPECT_EQ(Pods().List({.labelSelector = "a in"}).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_NE(
      Pods().List({.labelSelector = "a in"}).error().Message().find("listing pods in namespace \"default\": ListOptions::"),
      std::string::npos);
  EXPECT_TRUE(transport_->Requests().empty());
}

TEST_F(ResourceClientTest, AddsTheHeadersOfTheCall) {
  transport_->Answer(200, kPod);
  ASSERT_TRUE(Pods().Get("web-0", {}, {.headers = {{"X-Trace", "1"}}}));
  EXPECT_EQ(LastHeader("X-Trace"), "1");
  EXPECT_NE(LastHeader("User-Agent").find("client-cpp"), std::string::npos);
}

TEST_F(ResourceClientTest, DoesTheSameAsynchronously) {
  transport_->Answer(200, kPod);
  EXPECT_EQ(Pods().GetAsync("web-0").Get()->metadata.name, "web-0");
  transport_->Answer(200, kSuccess);
  EXPECT_FALSE(Pods().DeleteAsync("web-0").Get()->has_value());
  transport_->Answer(200, kSuccess);
  EXPECT_TRUE(Pods().DeleteCollectionAsync().Get());
  EXPECT_EQ(Pods().GetAsync("").Get().error().Code(), ErrorCode::kInvalidArgument);
}

TEST_F(ResourceClientTest, NamesTheObjectInTheBodyOfASubresource) {
  transport_->Answer(201, kSuccess);
  ASSERT_TRUE(Pods().Evict("web-0"));
  EXPECT_EQ(LastLine(), "POST /api/v1/namespaces/default/pods/web-0/eviction");
  EXPECT_EQ(transport_->LastRequest().body,
            R"({"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"web-0","namespace":"default"}})");
}

TEST_F(ResourceClientTest, ReadsLogsAsText) {
  transport_->Answer(200, "line 1\nline 2\n");
  EXPECT_EQ(*Pods().GetLogs("web-0", {.container = "app", .tailLines = 0}), "line 1\nline 2\n");
  EXPECT_EQ(LastLine(), "GET /api/v1/namespaces/default/pods/web-0/log?container=app&tailLines=0");
}

TEST_F(ResourceClientTest, StreamsLogs) {
  transport_->Stream(200, {"li", "ne 1\nline 2\n"});
  auto logs = Pods().StreamLogs("web-0", {.follow = true});
  ASSERT_TRUE(logs);
  EXPECT_EQ(LastLine(), "GET /api/v1/namespaces/default/pods/web-0/log?follow=true");
  EXPECT_TRUE(transport_->LastRequest().headMayBeLate) << "a kubelet answers with the first line";
  std::string lines;
  for (const Result<std::string>& line : *logs) lines += line.value() + ";";
  EXPECT_EQ(lines, "line 1;line 2;");
  transport_->Stream(200, {"x\n"});
  EXPECT_EQ(Pods().StreamLogsAsync("web-0").Get()->NextAsync().Get().value(), "x");
  EXPECT_FALSE(transport_->LastRequest().headMayBeLate);
  EXPECT_EQ(Pods().StreamLogs("").error().Code(), ErrorCode::kInvalidArgument);
}

TEST_F(ResourceClientTest, ReadsWhatIsServedBehindAnObject) {
  const auto lineOf = [this](const ProxyOptions& options) {
    transport_->Answer(200, "hello");
    EXPECT_EQ(Pods().ProxyGet("web-0", options).value(), "hello");
    return LastLine();
  };
  EXPECT_EQ(lineOf({}), "GET /api/v1/namespaces/default/pods/web-0/proxy");
  EXPECT_EQ(lineOf({.port = "8080", .path = "/a b/c/", .query = {{"q", "1"}}}),
            "GET /api/v1/namespaces/default/pods/web-0%3A8080/proxy/a%20b/c/?q=1");
  EXPECT_EQ(lineOf({.scheme = "https"}), "GET /api/v1/namespaces/default/pods/https%3Aweb-0%3A/proxy");
  transport_->Answer(200, "ok");
  EXPECT_EQ(clients_.CoreV1().Nodes().ProxyGetAsync("n", {.path = "metrics"}).Get().value(), "ok");
  EXPECT_EQ(LastLine(), "GET /api/v1/nodes/n/proxy/metrics");
  EXPECT_EQ(Pods().ProxyGet("web-0", {.path = "../secrets"}).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(Pods().ProxyGet("", {.port = "80"}).error().Code(), ErrorCode::kInvalidArgument);
}

// A handle may be dropped, with its client, while its answer is on the way.
TEST_F(ResourceClientTest, FulfilsFuturesWhoseClientIsGone) {
  transport_->Answer(200, kPod);
  std::optional<Clientset> clients = Clientset::Create(transport_).value();
  Future<corev1::Pod> future = clients->CoreV1().Pods("default").GetAsync("web-0");
  clients.reset();
  EXPECT_TRUE(future.Get());
}

template <class Client>
concept CanDeleteCollection = requires(Client client) {
  client.DeleteCollection();
};
template <class Client>
concept IsOfANamespace = requires(RestClient client) {
  Client(client, std::string());
};

static_assert(CanDeleteCollection<corev1::PodClient>);
static_assert(!CanDeleteCollection<corev1::NamespaceClient>, "a verb that a resource lacks does not exist");
static_assert(IsOfANamespace<corev1::PodClient>);
static_assert(!IsOfANamespace<corev1::NamespaceClient>, "a cluster-scoped kind has no namespace");

}  // namespace
}  // namespace k8s
