#include <chrono>
#include <future>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/cache/informer_factory_base.h>
#include <k8s/dynamic/dynamic_client.h>
#include <k8s/dynamic/metadata_client.h>
#include <k8s/testkit/api_server.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

const GroupVersionResource kMaps{"", "v1", "configmaps"};

CallContext Shortly() { return CallContext::Within(20s); }

// However the present state comes, and is kept.
struct UntypedWay {
  const char* name;
  bool watchList;
  bool compact;
};

class UntypedInformerTest : public testing::TestWithParam<UntypedWay> {
 protected:
  InformerOptions Options() const {
    InformerOptions options;
    options.watchList = GetParam().watchList;
    options.compact = GetParam().compact;
    options.dropManagedFields = true;
    return options;
  }
  void Create(const std::string& name, const std::string& value, const std::string& ns = "default") {
    const auto created = client.Resource(kMaps, ns).Create(
        *Unstructured::FromYaml("{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + ", labels: {v: \"" + value +
                                "\"}}, data: {v: \"" + value + "\"}}"));
    ASSERT_TRUE(created) << created.error().ToString();
  }

  testkit::ApiServer server;
  DynamicClient client = *DynamicClient::Create(server.InMemoryTransport());
};

INSTANTIATE_TEST_SUITE_P(As, UntypedInformerTest,
                         testing::Values(UntypedWay{"Watched", true, false}, UntypedWay{"Listed", false, false},
                                         UntypedWay{"Packed", true, true}),
                         [](const auto& instance) { return instance.param.name; });

TEST_P(UntypedInformerTest, FollowsObjectsWithoutAType) {
  Create("a", "1");
  Create("b", "2");
  const InformerFactoryBase factory(client, Options());
  const auto maps = factory.For<Unstructured>(kMaps);
  ASSERT_TRUE(maps) << maps.error().ToString();
  ASSERT_TRUE(maps->AddIndex("v", [](const Unstructured& map) {
    return std::vector{std::string(map.GetString("data.v").value_or(std::string_view()))};
  }));
  std::promise<std::string> added;
  std::promise<Deleted<Unstructured>> deleted;
  const auto registration =
      maps->AddEventHandler({.onAdd =
                                 [&](const Shared<Unstructured>& map, bool inInitialList) {
                                   if (!inInitialList) added.set_value(map->Name());
                                 },
                             .onDelete = [&](const Deleted<Unstructured>& gone) { deleted.set_value(gone); }});
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Shortly()));
  ASSERT_TRUE(registration.WaitForSync(Shortly()));
  const auto lister = maps->Lister().Namespaced("default");
  const auto a = lister.Get("a");
  ASSERT_TRUE(a) << a.error().ToString();
  EXPECT_EQ(*(*a)->GetString("data.v"), "1");
  EXPECT_EQ((*a)->Kind(), "ConfigMap");
  EXPECT_FALSE((*a)->Get("metadata.managedFields"));
  EXPECT_EQ(lister.List(*labels::Selector::Parse("v=2")).at(0)->Name(), "b");
  EXPECT_EQ(maps->ByIndex("v", "2")->at(0)->Name(), "b");
  EXPECT_THAT(lister.Get("none").error().ToString(), HasSubstr("configmaps"));

  Create("c", "3");
  EXPECT_EQ(added.get_future().get(), "c");
  EXPECT_EQ(KeyOf(**lister.Get("c")).ToString(), "default/c");
  ASSERT_TRUE(client.Resource(kMaps, "default").Delete("a"));
  const Deleted<Unstructured> gone = deleted.get_future().get();
  EXPECT_EQ(gone.key.ToString(), "default/a");
  EXPECT_EQ(*gone.object->GetString("data.v"), "1");
}

TEST_P(UntypedInformerTest, FollowsMetadataAlone) {
  Create("a", "1");
  const InformerFactoryBase factory(client, Options());
  const auto maps = factory.For<PartialObjectMetadata>(kMaps);
  ASSERT_TRUE(maps) << maps.error().ToString();
  std::promise<Shared<PartialObjectMetadata>> updated;
  const auto registration =
      maps->AddEventHandler({.onUpdate = [&](const auto&, const auto& after) { updated.set_value(after); }});
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Shortly()));
  const auto a = maps->Get({"default", "a"});
  ASSERT_TRUE(a);
  EXPECT_EQ(a->metadata.labels.at("v"), "1");
  EXPECT_THAT(a->metadata.managedFields, testing::IsEmpty());
  EXPECT_EQ(maps->Lister().List(*labels::Selector::Parse("v=1")).size(), 1U);
  for (const Request& request : server.Requests(testkit::OnAny("configmaps").From(""))) {
    if (request.method != "GET") continue;
    EXPECT_THAT(*request.headers.Find("Accept"), HasSubstr("as=PartialObjectMetadata"));
  }
  ASSERT_TRUE(client.Resource(kMaps, "default").Patch("a", MergePatch(R"({"metadata":{"labels":{"v":"2"}}})")));
  EXPECT_EQ(updated.get_future().get()->metadata.labels.at("v"), "2");
}

TEST_P(UntypedInformerTest, SharesOneInformerForEachResourceAndForm) {
  const InformerFactoryBase factory(client, Options());
  const auto maps = factory.For<Unstructured>(kMaps);
  ASSERT_TRUE(maps->AddIndex("mine", [](const Unstructured&) { return std::vector<std::string>(); }));
  EXPECT_THAT(factory.For<Unstructured>(kMaps)->IndexNames(), ElementsAre("mine"));
  EXPECT_THAT(factory.For<PartialObjectMetadata>(kMaps)->IndexNames(), testing::IsEmpty());
  EXPECT_EQ(factory.Statuses().size(), 2U);
  EXPECT_EQ(factory.For<Unstructured>({"a/b", "v1", "x"}).error().Code(), ErrorCode::kInvalidArgument);
}

TEST_P(UntypedInformerTest, FollowsSomeNamespacesAndTheCluster) {
  Create("a", "1", "default");
  Create("b", "1", "kube-system");
  InformerOptions options = Options();
  options.namespaces = {"kube-system"};
  const InformerFactoryBase factory(client, options);
  const auto maps = factory.For<Unstructured>(kMaps);
  const auto namespaces = factory.For<Unstructured>({"", "v1", "namespaces"}, false);
  factory.Start();
  ASSERT_TRUE(factory.WaitForCacheSync(Shortly()));
  EXPECT_EQ(maps->Size(), 1U);
  EXPECT_NE(namespaces->Get({"", "default"}), nullptr);
}

}  // namespace
}  // namespace k8s
