#include <algorithm>
#include <string>

#include "cluster/cluster.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/client/apiextensions/v1/custom_resource_definitions.h>
#include <k8s/codec/describe.h>
#include <k8s/rest/resource_client.h>

namespace k8s::test {
namespace {

// A custom resource, as generated code would have it: the shape is that of a ConfigMap, to write less of it here.
struct Setting : corev1::ConfigMap {
  static const codec::Type kType;
  static const codec::ApiResource kResource;
};

constexpr codec::ApiKind kKind = {.group = "settings.example.com", .version = "v1", .kind = "Setting"};
const codec::Struct kSettingStruct = {.name = "com.example.settings.v1.Setting",
                                      .fields = Describe<corev1::ConfigMap>().fields,
                                      .kind = &kKind,
                                      .make = &codec::internal::Make<Setting>,
                                      .clone = &codec::internal::Clone<Setting>};
const codec::Type Setting::kType = codec::StructType<Setting>(&kSettingStruct);
const codec::ApiResource Setting::kResource = {
    .type = &Setting::kType, .plural = "settings", .namespaced = true, .verbs = corev1::ConfigMap::kVerbs};

apiextensionsv1::CustomResourceDefinition Definition() {
  apiextensionsv1::CustomResourceDefinition definition;
  definition.metadata.name = "settings.settings.example.com";
  definition.spec.group = kKind.group;
  definition.spec.scope = "Namespaced";
  definition.spec.names.plural = "settings";
  definition.spec.names.kind = kKind.kind;
  auto& version = definition.spec.versions.emplace_back();
  version.name = kKind.version;
  version.served = true;
  version.storage = true;
  auto& schema = version.schema.Ensure().openAPIV3Schema.Ensure();
  schema.type = "object";
  schema.properties["data"].type = "object";
  schema.properties["data"].additionalProperties.Ensure().schema.Ensure().type = "string";
  return definition;
}

class CustomResourceTest : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    const auto definitions = Clients().ApiextensionsV1().CustomResourceDefinitions();
    definitions.Apply(Definition(), {.fieldManager = "tests"}, Soon()).value();
    const auto isEstablished = [](const auto& definition) {
      return std::ranges::any_of(definition.status.conditions, [](const auto& condition) {
        return condition.type == "Established" && condition.status == "True";
      });
    };
    Await(definitions, Definition().metadata.name, isEstablished, Soon());
  }

  ResourceClient<Setting> Settings() const { return {Clients().Rest(), Namespace()}; }
};

TEST_F(CustomResourceTest, ATypeOfOnesOwnIsServed) {
  Setting setting;
  setting.metadata.name = "theme";
  setting.data = {{"colour", "blue"}};
  Settings().Create(setting, {.fieldValidation = "Strict"}, Soon()).value();
  EXPECT_EQ(Settings().Get("theme", {}, Soon()).value().data.at("colour"), "blue");

  const auto strategic = Settings().Patch("theme", StrategicMergePatch("{}"), {}, Soon());
  ASSERT_FALSE(strategic);
  EXPECT_TRUE(IsUnsupportedMediaType(strategic.error())) << strategic.error().ToString();
}

// The server began to watch the resource when it was defined: what was before it does not know.
TEST_F(CustomResourceTest, AWatchFromBeforeIsGone) {
  auto watch = Settings().Watch({.resourceVersion = "1"}, Soon());
  const Error gone = watch ? watch->Next().error() : watch.error();
  EXPECT_TRUE(IsResourceExpired(gone)) << gone.ToString();
  EXPECT_EQ(gone.Code(), ErrorCode::kGone);
}

}  // namespace
}  // namespace k8s::test
