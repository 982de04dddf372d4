#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/dynamic/dynamic_client.h>
#include <k8s/dynamic/metadata_client.h>
#include <k8s/testkit/api_server.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const GroupVersionResource kCronTabs{"stable.example.com", "v1", "crontabs"};
const GroupVersionResource kConfigMaps{"", "v1", "configmaps"};

constexpr const char* kDefinition = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
)";

Unstructured CronTab(const std::string& name) {
  return *Unstructured::FromYaml("{apiVersion: stable.example.com/v1, kind: CronTab, metadata: {name: " + name +
                                 "}, spec: {cronSpec: \"* * * * *\", replicas: 1, large: 9007199254740993}}");
}

std::vector<std::string> NamesOf(const UnstructuredList& list) {
  std::vector<std::string> names;
  for (const Unstructured& object : list.items) names.push_back(object.Kind() + " " + object.Name());
  return names;
}

class DynamicClientTest : public testing::Test {
 protected:
  static CallContext Soon() { return CallContext::Within(20s); }

  void Define() {
    const auto made = client.Resource({"apiextensions.k8s.io", "v1", "customresourcedefinitions"})
                          .Create(*Unstructured::FromYaml(kDefinition), {}, Soon());
    ASSERT_TRUE(made) << made.error().ToString();
  }
  std::string LastLine() const {
    const std::vector<Request> requests = server.Requests();
    return requests.back().method + " " + requests.back().target;
  }

  testkit::ApiServer server;
  DynamicClient client = *DynamicClient::Create(server.InMemoryTransport());
  MetadataClient metadata{client.Rest()};
};

TEST_F(DynamicClientTest, TellsAnObjectOfAKindStatusFromTheAnswerThatItIsGone) {
  ASSERT_TRUE(client.Resource({"apiextensions.k8s.io", "v1", "customresourcedefinitions"}).Create(*Unstructured::FromYaml(R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: statuses.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: statuses, kind: Status}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
)")));
  const auto statuses = client.Resource({"example.com", "v1", "statuses"}, "default");
  ASSERT_TRUE(statuses.Create(
      *Unstructured::FromYaml("{apiVersion: example.com/v1, kind: Status, metadata: {name: a, finalizers: [example.com/f]}}")));
  const auto going = statuses.Delete("a");
  ASSERT_TRUE(going) << going.error().ToString();
  EXPECT_TRUE(going->has_value());
}

TEST_F(DynamicClientTest, DoesEveryVerbOnACustomResource) {
  Define();
  const auto crontabs = client.Resource(kCronTabs, "default");
  const auto created = crontabs.Create(CronTab("a"));
  ASSERT_TRUE(created) << created.error().ToString();
  EXPECT_EQ(LastLine(), "POST /apis/stable.example.com/v1/namespaces/default/crontabs");
  EXPECT_EQ(*created->GetInt("spec.large"), 9007199254740993);

  Unstructured read = *crontabs.Get("a");
  ASSERT_TRUE(read.Set("spec.image", "i"));
  const auto updated = crontabs.Update(read);
  ASSERT_TRUE(updated) << updated.error().ToString();
  EXPECT_NE(updated->ResourceVersion(), created->ResourceVersion());
  EXPECT_EQ(crontabs.Update(read).error().Code(), ErrorCode::kConflict);

  EXPECT_EQ(*crontabs.Patch("a", MergePatch(R"({"spec":{"image":"j"}})"))->GetString("spec.image"), "j");
  Unstructured applied = CronTab("b");
  ASSERT_TRUE(applied.Set("spec.empty", ""));
  const auto appliedNow = crontabs.Apply(applied, {.fieldManager = "me"});
  ASSERT_TRUE(appliedNow) << appliedNow.error().ToString();
  EXPECT_EQ(*appliedNow->GetString("spec.empty"), "");

  EXPECT_THAT(NamesOf(*crontabs.List()), ElementsAre("CronTab a", "CronTab b"));
  EXPECT_THAT(NamesOf(*crontabs.ListAll({.limit = 1})), ElementsAre("CronTab a", "CronTab b"));
  EXPECT_THAT(NamesOf(*client.Resource(kCronTabs).List({.fieldSelector = "metadata.name=b"})), ElementsAre("CronTab b"));

  EXPECT_FALSE(*crontabs.Delete("a", {}, Soon()));
  EXPECT_TRUE(IsNotFound(crontabs.Get("a").error()));
  ASSERT_TRUE(crontabs.DeleteCollection());
  EXPECT_THAT(crontabs.List()->items, testing::IsEmpty());
}

TEST_F(DynamicClientTest, ReachesWhatLiesBelowObjects) {
  Define();
  const auto crontabs = client.Resource(kCronTabs, "default");
  Unstructured object = *crontabs.Create(CronTab("a"));
  ASSERT_TRUE(object.Set("status.replicas", 7));
  ASSERT_TRUE(object.Set("spec.image", "not through the status"));
  const auto updated = crontabs.Subresource("status").Update(object);
  ASSERT_TRUE(updated) << updated.error().ToString();
  EXPECT_EQ(LastLine(), "PUT /apis/stable.example.com/v1/namespaces/default/crontabs/a/status");
  EXPECT_EQ(*updated->GetInt("status.replicas"), 7);
  EXPECT_FALSE(updated->Get("spec.image"));
  const auto scale = crontabs.Subresource("scale").Patch("a", MergePatch(R"({"spec":{"replicas":3}})"));
  ASSERT_TRUE(scale) << scale.error().ToString();
  EXPECT_EQ(scale->Kind(), "Scale");
  EXPECT_EQ(*crontabs.Get("a")->GetInt("spec.replicas"), 3);
}

TEST_F(DynamicClientTest, FollowsChanges) {
  const auto maps = client.Resource(kConfigMaps, "default");
  auto watch = maps.Watch({.resourceVersion = maps.List()->ResourceVersion()}, Soon());
  ASSERT_TRUE(watch) << watch.error().ToString();
  ASSERT_TRUE(maps.Create(*Unstructured::FromYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: m}}")));
  const auto added = watch->Next();
  ASSERT_TRUE(added) << added.error().ToString();
  EXPECT_EQ((*added)->type, WatchEventType::kAdded);
  EXPECT_EQ((*added)->object.Name(), "m");
  ASSERT_TRUE(maps.Delete("m"));
  const auto deleted = watch->NextAsync().Get(Soon());
  ASSERT_TRUE(deleted) << deleted.error().ToString();
  EXPECT_EQ((*deleted)->type, WatchEventType::kDeleted);
}

TEST_F(DynamicClientTest, TurnsTypedObjectsIntoItsOwnAndBack) {
  corev1::ConfigMap map;
  map.metadata.name = "typed";
  map.metadata.namespace_ = "default";
  map.data["k"] = "v";
  // Without a namespace of its own, that of the object counts.
  const auto created = client.Resource(kConfigMaps).Create(*Unstructured::From(map));
  ASSERT_TRUE(created) << created.error().ToString();
  EXPECT_EQ(LastLine(), "POST /api/v1/namespaces/default/configmaps");
  EXPECT_EQ(created->As<corev1::ConfigMap>()->data.at("k"), "v");
}

TEST_F(DynamicClientTest, DoesEveryVerbWithoutWaiting) {
  const auto maps = client.Resource(kConfigMaps, "default");
  const Unstructured map = *Unstructured::FromYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: {k: v}}");
  ASSERT_TRUE(maps.CreateAsync(map).Get(Soon()));
  const auto read = maps.GetAsync("m").Get(Soon());
  ASSERT_TRUE(read);
  EXPECT_TRUE(maps.UpdateAsync(*read).Get(Soon()));
  EXPECT_TRUE(maps.PatchAsync("m", MergePatch(R"({"data":{"k":"w"}})")).Get(Soon()));
  EXPECT_TRUE(maps.ApplyAsync(map, {.fieldManager = "me", .force = true}).Get(Soon()));
  EXPECT_THAT(maps.ListAsync().Get(Soon())->items, testing::SizeIs(1));
  EXPECT_TRUE(maps.WatchAsync({}, Soon()).Get(Soon()));
  EXPECT_TRUE(maps.DeleteAsync("m").Get(Soon()));
  EXPECT_TRUE(maps.DeleteCollectionAsync().Get(Soon()));
}

TEST_F(DynamicClientTest, SendsNothingThatNoPathCanHold) {
  const std::size_t before = server.Requests().size();
  EXPECT_EQ(client.Resource({"a/b", "v1", "x"}).List().error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(client.Resource({"", "", "x"}).List().error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(client
                .Resource({
                    "",
                    "v1",
                    "..",
                })
                .Get("x")
                .error()
                .Code(),
            ErrorCode::kInvalidArgument);
  EXPECT_EQ(client.Resource({"", "v1", "a b"}).Get("x").error().Code(), ErrorCode::kInvalidArgument);
  const auto maps = client.Resource(kConfigMaps, "default");
  EXPECT_EQ(maps.Get("").error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(maps.Get("a/b").error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(maps.Create(*Unstructured::FromYaml("metadata: {namespace: other}")).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(maps.Update(Unstructured()).error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(maps.Subresource("../x").Get("a").error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(maps.Subresource("").Get("a").error().Code(), ErrorCode::kInvalidArgument);
  Unstructured read = CronTab("a");
  ASSERT_TRUE(read.Set("metadata.managedFields", *Value::FromJson("[{}]")));
  EXPECT_THAT(maps.Apply(read, {.fieldManager = "me"}).error().ToString(), HasSubstr("managedFields"));
  EXPECT_EQ(server.Requests().size(), before);
}

TEST_F(DynamicClientTest, TakesAFailureInTheFormOfASuccessForAFailure) {
  server.React(testkit::OnGet("configmaps"), [](const Request&) -> std::optional<Response> {
    return Response{.status = 200,
                    .headers = {{"Content-Type", "application/json"}},
                    .body = R"({"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403})"};
  });
  EXPECT_EQ(client.Resource(kConfigMaps, "default").Get("x").error().Code(), ErrorCode::kForbidden);
}

class MetadataClientTest : public DynamicClientTest {
 protected:
  void Create(const std::string& name) {
    ASSERT_TRUE(client.Resource(kConfigMaps, "default")
                    .Create(*Unstructured::FromYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name +
                                                    ", labels: {a: b}}, data: {k: v}}")));
  }
  // Answers like a server that has only whole objects.
  void AnswerWith(const std::string& body) {
    server.React(testkit::OnAny("configmaps"), [body](const Request&) -> std::optional<Response> {
      return Response{.status = 200, .headers = {{"Content-Type", "application/json"}}, .body = body};
    });
  }
};

TEST_F(MetadataClientTest, ReadsListsAndFollowsMetadata) {
  Create("m");
  const auto maps = metadata.Resource(kConfigMaps, "default");
  const auto read = maps.Get("m");
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_EQ(read->metadata.labels.at("a"), "b");
  EXPECT_EQ(*server.Requests().back().headers.Find("Accept"), internal::kAcceptMetadata);
  const auto list = maps.List();
  ASSERT_TRUE(list) << list.error().ToString();
  EXPECT_EQ(list->items.at(0).metadata.name, "m");
  EXPECT_FALSE(list->metadata.resourceVersion.empty());
  EXPECT_EQ(*server.Requests().back().headers.Find("Accept"), internal::kAcceptMetadataList);
  EXPECT_EQ(maps.ListAll({.limit = 1})->items.size(), 1U);

  auto watch = maps.Watch({.resourceVersion = list->metadata.resourceVersion}, Soon());
  ASSERT_TRUE(watch) << watch.error().ToString();
  const auto patched = maps.Patch("m", MergePatch(R"({"metadata":{"labels":{"a":"c"}}})"));
  ASSERT_TRUE(patched) << patched.error().ToString();
  EXPECT_EQ(patched->metadata.labels.at("a"), "c");
  EXPECT_EQ((*watch->Next())->object, *patched);
  EXPECT_TRUE(maps.Delete("m"));
  const std::size_t before = server.Requests().size();
  EXPECT_TRUE(maps.DeleteCollection());
  EXPECT_EQ(server.Requests().size(), before + 1) << "what is deleted is a list";
}

TEST_F(MetadataClientTest, CutsWholeObjectsDown) {
  AnswerWith(R"({"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"m","uid":"u"},"data":{"k":"v"}})");
  EXPECT_EQ(metadata.Resource(kConfigMaps, "default").Get("m")->metadata.uid, "u");
}

TEST_F(MetadataClientTest, RefusesWhatHasNoMetadata) {
  AnswerWith(R"({"kind":"Surprise","apiVersion":"v1"})");
  EXPECT_EQ(metadata.Resource(kConfigMaps, "default").Get("m").error().Code(), ErrorCode::kDecode);
}

}  // namespace
}  // namespace k8s
