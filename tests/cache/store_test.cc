#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/api/core/v1/node.h>
#include <k8s/api/core/v1/pod.h>
#include <k8s/cache/lister.h>
#include <k8s/cache/store.h>

namespace k8s {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

corev1::Pod PodOf(std::string namespace_, std::string name, std::string node = {}) {
  corev1::Pod pod;
  pod.metadata.namespace_ = std::move(namespace_);
  pod.metadata.name = std::move(name);
  pod.spec.nodeName = std::move(node);
  return pod;
}

template <class T>
std::vector<std::string> NamesOf(const std::vector<Shared<T>>& objects) {
  std::vector<std::string> names;
  for (const auto& object : objects) names.push_back(object->metadata.name);
  return names;
}

class StoreTest : public testing::Test {
 protected:
  void IndexByNode() {
    ASSERT_TRUE(store.AddIndex("node", [](const corev1::Pod& pod) { return std::vector{pod.spec.nodeName}; }));
  }
  std::vector<std::string> OnNode(const std::string& node) { return NamesOf(*store.ByIndex("node", node)); }

  Store<corev1::Pod> store = *Store<corev1::Pod>::Create();
};

TEST_F(StoreTest, HoldsTheLastObjectOfAKey) {
  store.Put(PodOf("a", "web", "node-1"));
  store.Put(PodOf("a", "web", "node-2"));
  EXPECT_EQ(store.Size(), 1U);
  EXPECT_EQ(store.Get({"a", "web"})->spec.nodeName, "node-2");
  EXPECT_EQ(store.Get({"b", "web"}), nullptr);
}

TEST_F(StoreTest, IgnoresNull) {
  const auto web = std::make_shared<const corev1::Pod>(PodOf("a", "web"));
  store.Put(web);
  store.Put(Shared<corev1::Pod>());
  EXPECT_EQ(store.Get({"a", "web"}), web);
  EXPECT_EQ(store.Size(), 1U);
  store.Replace({nullptr, web, nullptr});
  EXPECT_EQ(store.Get({"a", "web"}), web);
  EXPECT_EQ(store.Size(), 1U);
}

TEST_F(StoreTest, SaysWhetherThereWasSomethingToRemove) {
  store.Put(PodOf("a", "web"));
  EXPECT_TRUE(store.Remove({"a", "web"}));
  EXPECT_FALSE(store.Remove({"a", "web"}));
  EXPECT_EQ(store.Size(), 0U);
}

TEST_F(StoreTest, ListsByNamespaceThenByName) {
  for (const auto& pod : {PodOf("b", "x"), PodOf("a", "y"), PodOf("a", "x"), PodOf("c", "")}) store.Put(pod);
  EXPECT_THAT(store.Keys(), ElementsAre(ObjectKey{"a", "x"}, ObjectKey{"a", "y"}, ObjectKey{"b", "x"}, ObjectKey{"c", ""}));
  EXPECT_THAT(NamesOf(store.Namespaced("a")), ElementsAre("x", "y"));
  EXPECT_THAT(store.Namespaced("ab"), IsEmpty());
}

TEST_F(StoreTest, ReplacesAllAtOnce) {
  IndexByNode();
  store.Put(PodOf("a", "old", "node-1"));
  store.Replace({std::make_shared<const corev1::Pod>(PodOf("a", "new", "node-2"))}, "7");
  EXPECT_THAT(NamesOf(store.List()), ElementsAre("new"));
  EXPECT_THAT(*store.ListIndexFuncValues("node"), ElementsAre("node-2"));
  EXPECT_EQ(store.ResourceVersion(), "7");
}

TEST_F(StoreTest, ReplacesByTheLastObjectOfEachKeyInAnyOrder) {
  const auto pod = [](const char* namespace_, const char* name, const char* node) {
    return std::make_shared<const corev1::Pod>(PodOf(namespace_, name, node));
  };
  store.Replace({pod("b", "x", "node-1"), pod("a", "y", "node-1"), pod("b", "x", "node-2"), pod("a", "x", "node-1")});
  EXPECT_THAT(store.Keys(), ElementsAre(ObjectKey{"a", "x"}, ObjectKey{"a", "y"}, ObjectKey{"b", "x"}));
  EXPECT_EQ(store.Get({"b", "x"})->spec.nodeName, "node-2");
}

TEST(StoreCoreTest, ReplacesOneNamespaceAndLeavesTheOthers) {
  const auto stored = [](const char* namespace_, const char* version) {
    return std::make_shared<const internal::StoredObject>(ObjectKey{namespace_, "web"},
                                                          internal::ObjectVersion{.resourceVersion = version},
                                                          std::make_shared<const corev1::Pod>());
  };
  internal::StoreCore store(*internal::ObjectKind::Of(corev1::Pod::kResource));
  for (const char* namespace_ : {"a", "b", "c"}) store.Put(stored(namespace_, "1"));
  // "c" should not be there, of a server that lists "b".
  store.Replace("b", {stored("b", "2"), stored("c", "2")}, "2");
  std::vector<std::string> seen;
  store.All().ForEach(
      [&](const internal::Stored& object) { seen.push_back(object->key.namespace_ + object->version.resourceVersion); });
  EXPECT_THAT(seen, ElementsAre("a1", "b2", "c2"));
  store.Replace("b", {}, "3");
  EXPECT_EQ(store.Size(), 2U);
}

TEST_F(StoreTest, KeepsWhatAReaderHoldsWhateverIsWritten) {
  store.Put(PodOf("a", "web", "node-1"));
  const Shared<corev1::Pod> held = store.Get({"a", "web"});
  store.Remove({"a", "web"});
  EXPECT_EQ(held->spec.nodeName, "node-1");
}

TEST_F(StoreTest, IndexesWhatIsThereAndWhatComes) {
  store.Put(PodOf("a", "first", "node-1"));
  IndexByNode();
  store.Put(PodOf("b", "second", "node-1"));
  EXPECT_THAT(OnNode("node-1"), ElementsAre("first", "second"));
  EXPECT_THAT(*store.IndexKeys("node", "node-1"), ElementsAre(ObjectKey{"a", "first"}, ObjectKey{"b", "second"}));
  EXPECT_THAT(OnNode("node-2"), IsEmpty());
}

TEST_F(StoreTest, MovesAnObjectThatChangesItsValue) {
  IndexByNode();
  store.Put(PodOf("a", "web", "node-1"));
  store.Put(PodOf("a", "web", "node-2"));
  EXPECT_THAT(OnNode("node-1"), IsEmpty());
  EXPECT_THAT(OnNode("node-2"), ElementsAre("web"));
}

TEST_F(StoreTest, ForgetsAValueWithItsLastObject) {
  IndexByNode();
  store.Put(PodOf("a", "one", "node-1"));
  store.Put(PodOf("a", "two", "node-1"));
  store.Remove({"a", "one"});
  EXPECT_THAT(*store.ListIndexFuncValues("node"), ElementsAre("node-1"));
  store.Remove({"a", "two"});
  EXPECT_THAT(*store.ListIndexFuncValues("node"), IsEmpty());
}

TEST_F(StoreTest, HasAnObjectUnderEachOfItsValues) {
  ASSERT_TRUE(store.AddIndex("finalizer", [](const corev1::Pod& pod) { return pod.metadata.finalizers; }));
  corev1::Pod both = PodOf("a", "both");
  both.metadata.finalizers = {"x", "y", "x"};
  store.Put(both);
  corev1::Pod one = PodOf("a", "one");
  one.metadata.finalizers = {"y"};
  store.Put(one);
  EXPECT_THAT(NamesOf(*store.ByIndex("finalizer", "x")), ElementsAre("both"));
  EXPECT_THAT(NamesOf(*store.ByIndex("finalizer", "y")), ElementsAre("both", "one"));
  EXPECT_THAT(NamesOf(*store.Index("finalizer", both)), ElementsAre("both", "one")) << "each once";
  both.metadata.finalizers = {"y"};
  store.Put(both);
  EXPECT_THAT(*store.ListIndexFuncValues("finalizer"), ElementsAre("y"));
  EXPECT_THAT(NamesOf(*store.ByIndex("finalizer", "y")), ElementsAre("both", "one"));
}

TEST_F(StoreTest, ToleratesAnIndexFunctionThatThrows) {
  ASSERT_TRUE(store.AddIndex("bad", [](const corev1::Pod& pod) -> std::vector<std::string> {
    if (pod.metadata.name == "bad") throw std::runtime_error("bad");
    return {"good"};
  }));
  store.Put(PodOf("a", "bad"));
  store.Put(PodOf("a", "web"));
  EXPECT_THAT(NamesOf(*store.ByIndex("bad", "good")), ElementsAre("web"));
  EXPECT_EQ(store.Size(), 2U);
  EXPECT_EQ(store.Index("bad", PodOf("a", "bad")).error().ToString(), "an exception left the index \"bad\" of pods: bad");
}

// A store of pods with an index by node, whose function may throw, and what is said of that.
class IndexTest : public testing::Test {
 protected:
  void Put(const char* namespace_, const char* name, const char* node) { store.Put(Stored(namespace_, name, node)); }
  static internal::Stored Stored(const char* namespace_, const char* name, const char* node) {
    return std::make_shared<const internal::StoredObject>(ObjectKey{namespace_, name}, internal::ObjectVersion(),
                                                          std::make_shared<const corev1::Pod>(PodOf(namespace_, name, node)));
  }
  std::vector<std::string> OnNode(const std::string& node) {
    std::vector<std::string> names;
    store.ByIndex("node", node)->ForEach([&](const internal::Stored& stored) { names.push_back(stored->key.name); });
    return names;
  }
  std::vector<std::string> Told() {
    store.ReportFailures();
    return std::exchange(told, {});
  }

  bool broken = false;
  int calls = 0;
  std::vector<std::string> told;
  internal::StoreCore store{*internal::ObjectKind::Of(corev1::Pod::kResource),
                            [this](const Error& error) { told.push_back(error.ToString()); }};
  Result<void> added = store.AddIndex("node", [this](const void* object) {
    ++calls;
    if (broken) throw std::runtime_error("broken");
    return std::vector{static_cast<const corev1::Pod*>(object)->spec.nodeName};
  });
};

TEST_F(IndexTest, IsRightAfterItsFunctionThrewForWhatLeaves) {
  Put("a", "web", "node-1");
  Put("a", "db", "node-1");
  broken = true;
  store.Remove({"a", "web"});
  EXPECT_THAT(Told(), ElementsAre("an exception left the index \"node\" of pods for a/web: broken"));
  broken = false;
  EXPECT_THAT(OnNode("node-1"), ElementsAre("db"));
  store.Remove({"a", "db"});
  EXPECT_THAT(*store.IndexValues("node"), IsEmpty());
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(IndexTest, TakesAnObjectUpAgainOnceItsFunctionDoesNotThrow) {
  Put("a", "web", "node-1");
  broken = true;
  Put("a", "web", "node-2");
  EXPECT_THAT(Told(), ElementsAre("an exception left the index \"node\" of pods for a/web: broken (and 1 times more)"));
  EXPECT_THAT(*store.IndexValues("node"), IsEmpty());
  calls = 0;
  Put("a", "web", "node-2");
  EXPECT_EQ(calls, 1) << "it is not asked where an object was that was nowhere";
  broken = false;
  Put("a", "web", "node-3");
  EXPECT_THAT(*store.IndexValues("node"), ElementsAre("node-3"));
}

TEST_F(IndexTest, IsRightAfterItsFunctionThrewForANamespace) {
  Put("a", "web", "node-1");
  Put("b", "web", "node-1");
  broken = true;
  store.Replace("a", {Stored("a", "web", "node-2")}, "2");
  EXPECT_EQ(Told().size(), 1U);
  broken = false;
  EXPECT_EQ(store.ByIndex("node", "node-1")->size(), 1U);
  EXPECT_THAT(*store.IndexValues("node"), ElementsAre("node-1"));
  store.Replace("a", {Stored("a", "web", "node-2")}, "3");
  EXPECT_THAT(OnNode("node-2"), ElementsAre("web"));
  store.Replace("a", {}, "4");
  EXPECT_THAT(*store.IndexValues("node"), ElementsAre("node-1"));
}

TEST_F(IndexTest, CostsANamespaceNoMoreForTheOthers) {
  constexpr int kNamespaces = 50;
  constexpr int kObjects = 20;
  for (int i = 0; i < kNamespaces; ++i) {
    std::vector<internal::Stored> objects;
    const std::string namespace_ = "ns-" + std::to_string(i);
    for (int j = 0; j < kObjects; ++j) {
      objects.push_back(Stored(namespace_.c_str(), ("pod-" + std::to_string(j)).c_str(), j % 2 == 0 ? "even" : "odd"));
    }
    store.Replace(namespace_, std::move(objects), "1");
  }
  EXPECT_EQ(calls, kNamespaces * kObjects);
  EXPECT_EQ(store.Size(), static_cast<std::size_t>(kNamespaces * kObjects));
  EXPECT_EQ(store.ByIndex("node", "odd")->size(), store.Size() / 2);
}

TEST_F(StoreTest, RefusesASecondIndexOfANameAndUnknownOnes) {
  IndexByNode();
  EXPECT_EQ(store.AddIndex("node", nullptr).error().Code(), ErrorCode::kAlreadyExists);
  EXPECT_THAT(store.IndexNames(), ElementsAre("node"));
  EXPECT_TRUE(store.RemoveIndex("node"));
  const Result<void> again = store.RemoveIndex("node");
  EXPECT_EQ(again.error().ToString(), "the cache of pods has no index \"node\"");
  EXPECT_EQ(store.ByIndex("node", "x").error().Code(), ErrorCode::kNotFound);
  EXPECT_EQ(store.ListIndexFuncValues("node").error().Code(), ErrorCode::kNotFound);
}

TEST_F(StoreTest, ListersSelectByLabelsAndNamespace) {
  corev1::Pod web = PodOf("a", "web");
  web.metadata.labels = {{"app", "web"}};
  store.Put(web);
  store.Put(PodOf("a", "db"));
  web.metadata.namespace_ = "b";
  store.Put(web);
  const Lister<corev1::Pod> lister(store);
  const auto selector = *labels::Selector::Parse("app=web");
  EXPECT_EQ(lister.List().size(), 3U);
  EXPECT_EQ(lister.List(selector).size(), 2U);
  EXPECT_THAT(NamesOf(lister.Namespaced("a").List()), ElementsAre("db", "web"));
  EXPECT_THAT(NamesOf(lister.Namespaced("a").List(selector)), ElementsAre("web"));
}

TEST_F(StoreTest, ListersSayWhatTheyDoNotFindAsTheServerDoes) {
  store.Put(PodOf("a", "web"));
  const Lister<corev1::Pod> lister(store);
  EXPECT_EQ((*lister.Namespaced("a").Get("web"))->metadata.name, "web");
  const auto missing = lister.Namespaced("a").Get("db");
  ASSERT_FALSE(missing);
  EXPECT_TRUE(IsNotFound(missing.error()));
  EXPECT_EQ(missing.error().ServerMessage(), "pods \"db\" not found");
  EXPECT_EQ(missing.error().ToString(),
            "looking into the cache of pods in namespace \"a\": pods \"db\" not found (HTTP 404, NotFound)");
}

TEST_F(StoreTest, ListersOfClusterScopedKindsNeedNoNamespace) {
  auto nodes = *Store<corev1::Node>::Create();
  corev1::Node node;
  node.metadata.name = "node-1";
  nodes.Put(node);
  EXPECT_TRUE(Lister<corev1::Node>(nodes).Get("node-1"));
}

TEST_F(StoreTest, ReadersSeeAnObjectAndItsIndicesOfOneMoment) {
  IndexByNode();
  const auto web = [](const std::string& node) { return std::make_shared<const corev1::Pod>(PodOf("a", "web", node)); };
  store.Replace({web("node-1")});
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 2000; ++i) store.Replace({web(i % 2 == 0 ? "node-2" : "node-1")});
    done = true;
  });
  while (!done) {
    EXPECT_EQ(store.ListIndexFuncValues("node")->size(), 1U);
    EXPECT_EQ(store.List().size(), 1U);
  }
  writer.join();
}

}  // namespace
}  // namespace k8s
