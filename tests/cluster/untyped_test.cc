#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cluster/cluster.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/cache/informer_factory_base.h>
#include <k8s/discovery/http_cache.h>
#include <k8s/discovery/rest_mapper.h>
#include <k8s/discovery/scale_client.h>
#include <k8s/dynamic/dynamic_client.h>
#include <k8s/dynamic/metadata_client.h>

// What needs no types, on a real server.
namespace k8s::test {
namespace {

using namespace std::chrono_literals;

const GroupVersionResource kDefinitions{"apiextensions.k8s.io", "v1", "customresourcedefinitions"};
const GroupVersionResource kApiServices{"apiregistration.k8s.io", "v1", "apiservices"};
const GroupVersionResource kConfigMaps{"", "v1", "configmaps"};

// Remembers each answer: "200 /api".
class Listening final : public Transport {
 public:
  explicit Listening(std::shared_ptr<Transport> inner) : inner_(std::move(inner)) {}

  Result<Response> Send(Request request, const CallContext& context) override {
    const std::string target = request.target;
    Result<Response> answer = inner_->Send(std::move(request), context);
    if (answer) answers_.push_back(std::to_string(answer->status) + " " + target);
    return answer;
  }
  Future<Response> SendAsync(Request request, CallContext context) override {
    return inner_->SendAsync(std::move(request), std::move(context));
  }
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    return inner_->OpenAsync(std::move(request), std::move(context));
  }
  std::vector<std::string> TakeAnswers() { return std::exchange(answers_, {}); }

 private:
  const std::shared_ptr<Transport> inner_;
  std::vector<std::string> answers_;  // of one thread
};

class UntypedTest : public ClusterTest {
 protected:
  void SetUp() override {
    ClusterTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    client.emplace(Clients().Rest());
  }
  void TearDown() override {
    if (!definition.empty()) {
      EXPECT_TRUE(client->Resource(kDefinitions).Delete(definition, {}, Soon()));
    }
    if (!apiService.empty()) {
      EXPECT_TRUE(client->Resource(kApiServices).Delete(apiService, {}, Soon()));
    }
    ClusterTest::TearDown();
  }

  std::string Group() const { return Namespace() + ".example.com"; }
  GroupVersionResource Widgets() const { return {Group(), "v1", "widgets"}; }

  void Define() {
    definition = "widgets." + Group();
    const auto made = client->Resource(kDefinitions)
                          .Create(*Unstructured::FromYaml(R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: )" + definition + R"(}
spec:
  group: )" + Group() + R"(
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wdg], categories: [toys]}
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
)"),
                                  {}, Soon());
    ASSERT_TRUE(made) << made.error().ToString();
  }

  // An API of the group that nobody serves.
  void Register() {
    apiService = "v1." + Group();
    const auto made = client->Resource(kApiServices)
                          .Create(*Unstructured::FromYaml(R"(
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: )" + apiService + R"(}
spec:
  group: )" + Group() + R"(
  version: v1
  groupPriorityMinimum: 10
  versionPriority: 10
  insecureSkipTLSVerify: true
  service: {name: nobody, namespace: )" + Namespace() + R"(}
)"),
                                  {}, Soon());
    ASSERT_TRUE(made) << made.error().ToString();
  }

  // Servers take their time to learn that nobody answers.
  Result<ServedResources> AwaitFailure(const DiscoveryClient& discovery) const {
    const auto end = std::chrono::steady_clock::now() + 60s;
    auto served = discovery.ServedResources(Soon());
    while (served && !served->failed.contains({Group(), "v1"}) && std::chrono::steady_clock::now() < end) {
      served = discovery.ServedResources(Soon());
    }
    return served;
  }

  Unstructured Widget(const std::string& name) const {
    Unstructured widget;
    widget.SetApiVersion(Group() + "/v1");
    widget.SetKind("Widget");
    widget.SetName(name);
    widget.Set("spec.replicas", 1).value();
    return widget;
  }

  // Servers take their time to serve what was defined, and to tell of it.
  Result<RestMapping> AwaitMapping(const RestMapper& mapper) const {
    const auto end = std::chrono::steady_clock::now() + 60s;
    Result<RestMapping> found = mapper.MappingOf({Group(), "Widget"}, {}, Soon());
    while (!found && std::chrono::steady_clock::now() < end) found = mapper.MappingOf({Group(), "Widget"}, {}, Soon());
    return found;
  }

  std::optional<DynamicClient> client;
  std::string definition;
  std::string apiService;
};

std::set<std::string> Lines(const ServedResources& served) {
  std::set<std::string> lines;
  for (const auto& list : served.resources) {
    if (list.groupVersion.find(".example.com") != std::string::npos) continue;  // those of other tests
    for (const auto& resource : list.resources) {
      lines.insert(list.groupVersion + " " + resource.name + " " + resource.kind + (resource.namespaced ? " +" : " -"));
    }
  }
  return lines;
}

TEST_F(UntypedTest, TheServerServesTheSameAtOnceAndOneByOne) {
  const auto atOnce = DiscoveryClient(Clients().Rest()).ServedResources(Soon());
  ASSERT_TRUE(atOnce) << atOnce.error().ToString();
  const auto oneByOne = DiscoveryClient(Clients().Rest(), {.aggregated = false}).ServedResources(Soon());
  ASSERT_TRUE(oneByOne) << oneByOne.error().ToString();
  EXPECT_EQ(Lines(*atOnce), Lines(*oneByOne));
  EXPECT_GT(Lines(*atOnce).size(), 100U);
  EXPECT_TRUE(ServerSupports(*atOnce, {"apps", "v1"}));
}

TEST_F(UntypedTest, AnApiWhoseServerIsAwayIsToldBesideTheRest) {
  for (const bool aggregated : {true, false}) {
    SCOPED_TRACE(aggregated);
    const DiscoveryClient discovery(Clients().Rest(), {.aggregated = aggregated});
    const auto before = discovery.ServedResources(Soon());
    ASSERT_TRUE(before) << before.error().ToString();
    if (apiService.empty()) Register();
    const auto served = AwaitFailure(discovery);
    ASSERT_TRUE(served) << served.error().ToString();
    EXPECT_TRUE(served->failed.contains({Group(), "v1"})) << DescribeFailures(*served);
    EXPECT_NE(DescribeFailures(*served).find(Group()), std::string::npos);
    EXPECT_EQ(Lines(*served), Lines(*before));
    EXPECT_TRUE(ServerSupports(*served, {Group(), "v1"}));

    const RestMapper mapper{CachedDiscovery(discovery)};
    EXPECT_TRUE(mapper.Named("pods", Soon()));
    const auto missing = mapper.Named("widgets." + Group(), Soon());
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().Message().find(Group() + "/v1"), std::string::npos) << missing.error().ToString();
  }
}

TEST_F(UntypedTest, TheServerDescribesItself) {
  const DiscoveryClient discovery(Clients().Rest());
  EXPECT_EQ(discovery.ServerVersion(Soon())->major, "1");
  EXPECT_NE(discovery.OpenApiV2(Soon())->find("\"swagger\""), std::string::npos);
  const auto places = discovery.OpenApiV3Paths(Soon());
  ASSERT_TRUE(places) << places.error().ToString();
  const auto document = discovery.OpenApiV3(places->at("apis/apps/v1"), Soon());
  ASSERT_TRUE(document) << document.error().ToString();
  EXPECT_NE(document->find("\"openapi\""), std::string::npos);
}

TEST_F(UntypedTest, WhatWasToldOnceIsNotSentAgain) {
  std::string folder = testing::TempDir() + "untyped_test.XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  std::shared_ptr<Listening> wire;
  ClientOptions options;
  options.middleware = {HttpCache({.folder = folder}), [&wire](std::shared_ptr<Transport> inner) -> std::shared_ptr<Transport> {
                          return wire = std::make_shared<Listening>(std::move(inner));
                        }};
  const DiscoveryClient discovery(RestClient::Create(ConfigOf("admin"), options).value());
  const std::string place = discovery.OpenApiV3Paths(Soon())->at("apis/apps/v1");
  ASSERT_TRUE(discovery.ServedResources(Soon()));
  const auto document = discovery.OpenApiV3(place, Soon());
  wire->TakeAnswers();

  EXPECT_TRUE(discovery.ServedResources(Soon()));
  // Nobody changes the core group; others may come meanwhile.
  EXPECT_THAT(wire->TakeAnswers(), testing::ElementsAre("304 /api", testing::HasSubstr("/apis")));
  const auto again = discovery.OpenApiV3(place, Soon());
  ASSERT_TRUE(document && again);
  EXPECT_EQ(*again, *document);
  EXPECT_THAT(wire->TakeAnswers(), testing::IsEmpty());
  std::filesystem::remove_all(folder);
}

TEST_F(UntypedTest, WhatIsDefinedIsFoundAndTakesEveryVerb) {
  const RestMapper mapper(CachedDiscovery(DiscoveryClient(Clients().Rest())), {.refreshBurst = 100'000});
  ASSERT_TRUE(mapper.Named("pods", Soon()));
  Define();
  const auto mapping = AwaitMapping(mapper);
  ASSERT_TRUE(mapping) << mapping.error().ToString();
  EXPECT_EQ(mapping->resource, Widgets());
  EXPECT_EQ(mapper.Named("wdg." + Group(), Soon())->resource, Widgets());
  const auto toys = mapper.InCategory("toys", Soon());
  EXPECT_TRUE(std::ranges::any_of(*toys, [&](const RestMapping& toy) { return toy.resource == Widgets(); }));

  const auto widgets = client->Resource(mapping->resource, Namespace());
  const auto created = widgets.Create(Widget("a"), {}, Soon());
  ASSERT_TRUE(created) << created.error().ToString();
  Unstructured changed = *widgets.Get("a", {}, Soon());
  EXPECT_TRUE(changed.Set("spec.color", "red"));
  const auto updated = widgets.Update(changed, {}, Soon());
  ASSERT_TRUE(updated) << updated.error().ToString();
  EXPECT_EQ(widgets.Update(changed, {}, Soon()).error().Code(), ErrorCode::kConflict);
  Unstructured status = *updated;
  EXPECT_TRUE(status.Set("status.replicas", 1));
  EXPECT_TRUE(status.Set("spec.color", "not through the status"));
  const auto statusSet = widgets.Subresource("status").Update(status, {}, Soon());
  ASSERT_TRUE(statusSet) << statusSet.error().ToString();
  EXPECT_EQ(*statusSet->GetString("spec.color"), "red");
  EXPECT_EQ(*widgets.Patch("a", MergePatch(R"({"spec":{"color":"blue"}})"), {}, Soon())->GetString("spec.color"), "blue");
  const auto applied = widgets.Apply(Widget("b"), {.fieldManager = "tests"}, Soon());
  ASSERT_TRUE(applied) << applied.error().ToString();

  const ScaleClient scales(Clients().Rest(), mapper);
  auto scale = scales.Get({Group(), "widgets"}, Namespace(), "a", {}, Soon());
  ASSERT_TRUE(scale) << scale.error().ToString();
  scale->spec.replicas = 5;
  const auto scaled = scales.Update({Group(), "widgets"}, *scale, {}, Soon());
  ASSERT_TRUE(scaled) << scaled.error().ToString();
  EXPECT_EQ(*widgets.Get("a", {}, Soon())->GetInt("spec.replicas"), 5);

  const auto list = widgets.List({}, Soon());
  ASSERT_EQ(list->items.size(), 2U);
  auto watch = widgets.Watch({.resourceVersion = list->ResourceVersion()}, Soon());
  ASSERT_TRUE(watch) << watch.error().ToString();
  ASSERT_TRUE(widgets.Delete("b", {}, Soon()));
  const auto event = watch->Next();
  ASSERT_TRUE(event) << event.error().ToString();
  EXPECT_EQ((*event)->type, WatchEventType::kDeleted);
  EXPECT_EQ((*event)->object.Name(), "b");
  EXPECT_TRUE(widgets.DeleteCollection({}, {}, Soon()));
  EXPECT_TRUE(IsNotFound(widgets.Get("a", {}, Soon()).error()));
}

TEST_F(UntypedTest, InformersFollowWhatHasNoType) {
  const auto maps = client->Resource(kConfigMaps, Namespace());
  const auto made = maps.Create(
      *Unstructured::FromYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: before}, data: {k: v}}"), {}, Soon());
  ASSERT_TRUE(made) << made.error().ToString();
  for (const bool watchList : {true, false}) {
    SCOPED_TRACE(watchList);
    const InformerFactoryBase factory(*client, {.namespaces = {Namespace()}, .watchList = watchList});
    const auto objects = factory.For<Unstructured>(kConfigMaps);
    const auto metadata = factory.For<PartialObjectMetadata>(kConfigMaps);
    const std::string added = watchList ? "added-0" : "added-1";
    std::promise<void> heard;
    const auto registration = metadata->AddEventHandler({.onAdd = [&](const Shared<PartialObjectMetadata>& object, bool) {
      if (object->metadata.name == added) heard.set_value();
    }});
    factory.Start();
    const auto synced = factory.WaitForCacheSync(Soon());
    ASSERT_TRUE(synced) << synced.error().ToString();
    const auto before = objects->Get({Namespace(), "before"});
    ASSERT_NE(before, nullptr);
    EXPECT_EQ(before->Kind(), "ConfigMap");
    EXPECT_EQ(*before->GetString("data.k"), "v");
    EXPECT_EQ(metadata->Get({Namespace(), "before"})->metadata.uid, before->Uid());
    ASSERT_TRUE(
        maps.Create(*Unstructured::FromYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + added + "}}"), {}, Soon()));
    EXPECT_EQ(heard.get_future().wait_for(60s), std::future_status::ready);
  }
}

TEST_F(UntypedTest, MetadataComesAlone) {
  const auto maps = MetadataClient(Clients().Rest()).Resource(kConfigMaps, Namespace());
  ASSERT_TRUE(client->Resource(kConfigMaps, Namespace())
                  .Create(*Unstructured::FromYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels: {a: b}}}"), {},
                          Soon()));
  const auto read = maps.Get("m", {}, Soon());
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_EQ(read->metadata.labels.at("a"), "b");
  const auto list = maps.ListAll({.labelSelector = "a=b", .limit = 1}, Soon());
  ASSERT_TRUE(list) << list.error().ToString();
  EXPECT_EQ(list->items.size(), 1U);
  auto watch = maps.Watch({.resourceVersion = list->metadata.resourceVersion}, Soon());
  ASSERT_TRUE(watch) << watch.error().ToString();
  ASSERT_TRUE(maps.Patch("m", MergePatch(R"({"metadata":{"labels":{"a":"c"}}})"), {}, Soon()));
  const auto event = watch->Next();
  ASSERT_TRUE(event) << event.error().ToString();
  EXPECT_EQ((*event)->object.metadata.labels.at("a"), "c");
  EXPECT_TRUE(maps.Delete("m", {}, Soon()));
}

}  // namespace
}  // namespace k8s::test
