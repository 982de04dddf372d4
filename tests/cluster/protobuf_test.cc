#include <optional>
#include <string>

#include "cluster/cluster.h"
#include "cluster/samples.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/api/registry.h>
#include <k8s/client/apiextensions/v1/custom_resource_definitions.h>
#include <k8s/client/apps/v1/deployments.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_watch.h>
#include <k8s/codec/resource.h>

namespace k8s::test {
namespace {

constexpr const char* kContentType = "application/vnd.kubernetes.protobuf";

class ProtobufClusterTest : public ClusterTest {
 protected:
  static Request Ask(const std::string& path) { return {.target = path, .headers = {{"Accept", kContentType}}}; }

  std::string Read(const std::string& path) const {
    return Clients().Rest().Send({.request = Ask(path), .action = "reading " + path}, Soon()).value().body;
  }

  template <class T>
  T Create(const std::string& path, const T& object) const {
    const Request request = {.method = "POST",
                             .target = path,
                             .headers = {{"Accept", kContentType}, {"Content-Type", kContentType}},
                             .body = ToProtobuf(object).value()};
    const auto answer = Clients().Rest().Send({.request = request, .action = "creating at " + path}, Soon()).value();
    return FromProtobuf<T>(answer.body).value();
  }

  std::string ConfigMaps() const { return "/api/v1/namespaces/" + Namespace() + "/configmaps"; }
};

std::string PathOf(const codec::ApiResource& resource) {
  const auto& kind = resource.Kind();
  return (kind.group.empty() ? "/api/" : "/apis/") + kind.ApiVersion() + "/" + std::string(resource.plural);
}

TEST_F(ProtobufClusterTest, EveryListOfTheServerIsReadAndWrittenBackByteForByte) {
  for (const codec::ApiResource* resource : Resources()) {
    if (resource->list == nullptr) continue;
    const std::string path = PathOf(*resource);
    SCOPED_TRACE(path);
    const auto list = resource->list->structure->make();
    const std::string sent = Read(path);
    const Result<void> read = codec::ReadProtobuf(sent, *resource->list, list.get());
    ASSERT_TRUE(read) << read.error().ToString();
    std::string written;
    ASSERT_TRUE(codec::WriteProtobuf(*resource->list, list.get(), written));
    EXPECT_TRUE(written == sent);
  }
}

TEST_F(ProtobufClusterTest, CreatesGetsAndLists) {
  corev1::ConfigMap map;
  map.metadata.name = "sample";
  map.data = {{"key", "value"}, {"empty", ""}};
  map.binaryData = {{"bytes", Bytes(std::string("\0\xFF", 2))}};
  const corev1::ConfigMap created = Create(ConfigMaps(), map);
  EXPECT_EQ(created.data, map.data);
  EXPECT_EQ(created.binaryData, map.binaryData);
  EXPECT_FALSE(created.metadata.uid.empty());

  EXPECT_EQ(Clients().CoreV1().ConfigMaps(Namespace()).Get("sample", {}, Soon()).value(), created) << "in JSON";
  EXPECT_EQ(FromProtobuf<corev1::ConfigMap>(Read(ConfigMaps() + "/sample")).value(), created);
  const auto list = FromProtobuf<corev1::ConfigMapList>(Read(ConfigMaps() + "?fieldSelector=metadata.name%3Dsample")).value();
  ASSERT_EQ(list.items.size(), 1u);
  EXPECT_EQ(list.items[0], created);
}

TEST_F(ProtobufClusterTest, CreatesWorkloads) {
  appsv1::Deployment deployment;
  deployment.metadata.name = "sample";
  deployment.spec.replicas = 0;
  deployment.spec.selector = PodSelector();
  deployment.spec.template_ = PodTemplate();
  deployment.spec.template_.spec.containers[0].resources.limits = {{"cpu", "1500m"}, {"memory", "64Mi"}};
  deployment.spec.strategy.rollingUpdate.Ensure().maxSurge = "50%";
  const appsv1::Deployment created = Create("/apis/apps/v1/namespaces/" + Namespace() + "/deployments", deployment);
  EXPECT_EQ(created.spec.replicas, 0);
  EXPECT_EQ(created.spec.selector, deployment.spec.selector);
  EXPECT_EQ(created.spec.strategy.rollingUpdate->maxSurge, IntOrString("50%"));
  EXPECT_EQ(created.spec.template_.spec.containers[0].resources.limits,
            (std::map<std::string, Quantity>{{"cpu", "1500m"}, {"memory", "64Mi"}}));
}

// Its schemas have what is either a schema or something else, and JSON within protobuf.
TEST_F(ProtobufClusterTest, CreatesDefinitionsOfCustomResources) {
  apiextensionsv1::CustomResourceDefinition definition;
  const std::string group = Namespace() + ".example.com";
  definition.metadata.name = "gauges." + group;
  definition.spec.group = group;
  definition.spec.scope = "Namespaced";
  definition.spec.names.plural = "gauges";
  definition.spec.names.kind = "Gauge";
  auto& version = definition.spec.versions.emplace_back();
  version.name = "v1";
  version.served = true;
  version.storage = true;
  auto& schema = version.schema.Ensure().openAPIV3Schema.Ensure();
  schema.type = "object";
  auto& labels = schema.properties["labels"];
  labels.type = "object";
  labels.additionalProperties.Ensure().schema.Ensure().type = "string";
  labels.default_ = RawJson(R"({"a":"b"})");
  auto& marks = schema.properties["marks"];
  marks.type = "array";
  marks.items.Ensure().schema.Ensure().type = "number";
  marks.items->schema->maximum = 0.25;
  marks.items->schema->enum_ = {RawJson("0.125"), RawJson("0.25")};

  Create("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition);
  const auto definitions = Clients().ApiextensionsV1().CustomResourceDefinitions();
  const auto stored = definitions.Get(definition.metadata.name, {}, Soon()).value();
  EXPECT_EQ(stored.spec.versions[0].schema, version.schema);
  EXPECT_EQ(FromProtobuf<apiextensionsv1::CustomResourceDefinition>(
                Read("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + definition.metadata.name))
                .value()
                .spec.versions[0]
                .schema,
            version.schema);
  EXPECT_TRUE(definitions.Delete(definition.metadata.name, {}, Soon()));
}

TEST_F(ProtobufClusterTest, Watches) {
  corev1::ConfigMap map;
  map.metadata.name = "watched";
  const corev1::ConfigMap created = Create(ConfigMaps(), map);
  const std::string path = ConfigMaps() + "?watch=true&fieldSelector=metadata.name%3Dwatched";
  auto stream = Clients().Rest().Open({.request = Ask(path), .action = "watching"}, Soon()).value();
  ProtobufFrameSplitter frames;
  std::optional<std::string_view> frame;
  while (!frame) {
    frames.Feed(stream->Read().value());
    frame = frames.Next().value();
  }
  const ProtobufWatchEvent event = ReadProtobufWatchEvent(*frame).value();
  EXPECT_EQ(event.type, "ADDED");
  EXPECT_EQ(FromProtobuf<corev1::ConfigMap>(event.object).value(), created);
}

}  // namespace
}  // namespace k8s::test
