#include "testkit/every_kind.h"
#include "testkit/test_api.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/protobuf_watch.h>

namespace k8s::testkit {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char kProtobuf[] = "application/vnd.kubernetes.protobuf";
constexpr char kConfigMapsPath[] = "/api/v1/namespaces/default/configmaps";

const std::string& TypeOf(const Response& response) { return *response.headers.Find("Content-Type"); }

std::string KindOf(const Response& response) { return std::string(OpenProtobufEnvelope(response.body).value().kind); }

class EncodingsTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(api_.Send("POST", kPods, R"({"metadata":{"name":"web"},"spec":{"nodeName":"n1","containers":[]}})").status, 201);
  }
  std::string Web() const { return std::string(kPods) + "/web"; }

  EveryKind api_;
};

TEST_F(EncodingsTest, AnswersInProtobuf) {
  const Response got = api_.Get(Web(), kProtobuf);
  EXPECT_EQ(TypeOf(got), kProtobuf);
  const auto pod = FromProtobuf<corev1::Pod>(got.body).value();
  EXPECT_EQ(pod.metadata.name, "web");
  EXPECT_EQ(pod.spec.nodeName, "n1");
}

TEST_F(EncodingsTest, AnswersInWhatIsLikedBest) {
  EXPECT_EQ(TypeOf(api_.Get(Web(), "application/vnd.kubernetes.protobuf,application/json")), kProtobuf);
  EXPECT_EQ(TypeOf(api_.Get(Web(), "application/json,application/vnd.kubernetes.protobuf")), "application/json");
  EXPECT_EQ(TypeOf(api_.Get(Web(), "application/json;q=0.5,application/vnd.kubernetes.protobuf;q=0.6")), kProtobuf);
  EXPECT_EQ(TypeOf(api_.Get(Web(), "*/*,application/yaml;q=0.1")), "application/yaml") << "a type is liked better than any";
  EXPECT_EQ(TypeOf(api_.Get(Web(), "application/yaml;q=x,application/json;q=0.1")), "application/json");
  EXPECT_EQ(TypeOf(api_.Get(Web(), "application/yaml")), "application/yaml");
  EXPECT_THAT(api_.Get(Web(), "application/yaml").body, HasSubstr("nodeName: n1\n"));
}

TEST_F(EncodingsTest, ListsAndFailuresHaveProtobufFormsToo) {
  EXPECT_EQ(KindOf(api_.Get(kPods, kProtobuf)), "PodList");
  const Response missing = api_.Get(std::string(kPods) + "/nobody", kProtobuf);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(KindOf(missing), "Status");
}

TEST_F(EncodingsTest, WhatHasNoProtobufFormIsNotAcceptable) {
  const std::string table = std::string(kProtobuf) + ";as=Table;g=meta.k8s.io;v=v1";
  EXPECT_EQ(api_.Get(kPods, table).status, 406);
  EXPECT_EQ(At(api_.Get(kPods, table + ",application/json;as=Table;g=meta.k8s.io;v=v1").body, "kind"), "Table");
}

TEST_F(EncodingsTest, ShowsMetadataInProtobuf) {
  const std::string shown = std::string(kProtobuf) + ";g=meta.k8s.io;v=v1;as=PartialObjectMetadata";
  EXPECT_EQ(KindOf(api_.Get(Web(), shown)), "PartialObjectMetadata");
  EXPECT_EQ(KindOf(api_.Get(kPods, shown + "List")), "PartialObjectMetadataList");
  const Response list = api_.Get(kPods, shown + "List");
  const auto envelope = OpenProtobufEnvelope(list.body).value();
  EXPECT_EQ(envelope.apiVersion, "meta.k8s.io/v1");
  EXPECT_THAT(std::string(envelope.object), HasSubstr("web"));
  EXPECT_THAT(std::string(envelope.object), Not(HasSubstr("n1"))) << "the name of its node is no metadata";
  EXPECT_EQ(TypeOf(api_.Get(std::string(kPods) + "/nobody", shown)), "application/json") << "of failures there is one form";
}

TEST_F(EncodingsTest, ListsManyObjectsInProtobuf) {
  constexpr int kCount = 20'001;
  std::string manifest;
  for (int i = 0; i < kCount; ++i) {
    manifest += R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"default","name":"c)" + std::to_string(i) +
                R"("},"data":{"k":"v"}})" + "\n---\n";
  }
  ASSERT_TRUE(api_.Server().LoadManifests(manifest));
  EXPECT_EQ(FromProtobuf<corev1::ConfigMapList>(api_.Get(kConfigMapsPath, kProtobuf).body).value().items.size(), kCount);
}

TEST_F(EncodingsTest, ReadsProtobuf) {
  corev1::Pod pod;
  pod.metadata.name = "sent";
  pod.spec.nodeName = "n2";
  const Response created =
      api_.Send("POST", kPods, ToProtobuf(pod).value(), {{"Content-Type", kProtobuf}, {"Accept", kProtobuf}});
  ASSERT_EQ(created.status, 201);
  EXPECT_EQ(FromProtobuf<corev1::Pod>(created.body).value().spec.nodeName, "n2");
  EXPECT_EQ(At(api_.Get(std::string(kPods) + "/sent").body, "spec.nodeName"), "n2");
}

TEST_F(EncodingsTest, ReadsYaml) {
  EXPECT_EQ(
      api_.Send("POST", kConfigMapsPath, "metadata: {name: settings}\ndata: {a: b}\n", {{"Content-Type", "application/yaml"}})
          .status,
      201);
  EXPECT_EQ(At(api_.Get(std::string(kConfigMapsPath) + "/settings").body, "data.a"), "b");
}

TEST_F(EncodingsTest, RefusesWhatIsMalformed) {
  const Response refused = api_.Send("POST", kPods, std::string("k8s\0zz", 6), {{"Content-Type", kProtobuf}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(At(refused.body, "message"), StartsWith("the object provided is unrecognized"));
  EXPECT_EQ(api_.Send("POST", kPods, "a: [", {{"Content-Type", "application/yaml"}}).status, 400);
  EXPECT_EQ(api_.Send("POST", kPods, "x", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(api_.Send("POST", kPods, std::string(4 << 20, ' '), {{"Content-Type", kProtobuf}}).status, 413);
}

TEST_F(EncodingsTest, WatchesInProtobuf) {
  auto watch = api_.Open(std::string(kPods) + "?watch=1", kProtobuf);
  EXPECT_EQ(TypeOf(watch->Head()), "application/vnd.kubernetes.protobuf;stream=watch");
  ProtobufFrameSplitter splitter;
  splitter.Feed(watch->Read().value());
  const auto event = ReadProtobufWatchEvent(splitter.Next().value().value()).value();
  EXPECT_EQ(event.type, "ADDED");
  EXPECT_EQ(FromProtobuf<corev1::Pod>(event.object).value().metadata.name, "web");
}

TEST_F(EncodingsTest, WatchesMetadataInProtobuf) {
  const std::string shown = std::string(kProtobuf) + ";g=meta.k8s.io;v=v1;as=PartialObjectMetadata";
  auto watch = api_.Open(std::string(kPods) + "?watch=1", shown);
  ProtobufFrameSplitter splitter;
  splitter.Feed(watch->Read().value());
  const auto event = ReadProtobufWatchEvent(splitter.Next().value().value()).value();
  EXPECT_EQ(OpenProtobufEnvelope(event.object).value().kind, "PartialObjectMetadata");
}

TEST_F(EncodingsTest, WatchesCustomObjectsInJsonWhateverIsLikedBest) {
  constexpr char kDefinition[] = R"({"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
      "metadata":{"name":"crontabs.stable.example.com"},
      "spec":{"group":"stable.example.com","names":{"kind":"CronTab","plural":"crontabs"},"scope":"Cluster",
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}})";
  ASSERT_EQ(api_.Send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", kDefinition).status, 201);
  constexpr char kTabs[] = "/apis/stable.example.com/v1/crontabs";
  constexpr char kTab[] = R"({"apiVersion":"stable.example.com/v1","kind":"CronTab","metadata":{"name":"nightly"}})";
  ASSERT_EQ(api_.Send("POST", kTabs, kTab).status, 201);
  auto watch = api_.Open(std::string(kTabs) + "?watch=1", std::string(kProtobuf) + ",application/json");
  EXPECT_EQ(TypeOf(watch->Head()), "application/json");
  EXPECT_THAT(watch->Read().value(), HasSubstr(R"("name":"nightly")"));
}

TEST_F(EncodingsTest, TellsAllWhoWatchTheSame) {
  const std::string inProtobuf = api_.Open(std::string(kPods) + "?watch=1", kProtobuf)->Read().value();
  EXPECT_EQ(api_.Open(std::string(kPods) + "?watch=1", kProtobuf)->Read().value(), inProtobuf);
  EXPECT_THAT(api_.Open(std::string(kPods) + "?watch=1", "application/json")->Read().value(), HasSubstr("ADDED"));
}

}  // namespace
}  // namespace k8s::testkit
