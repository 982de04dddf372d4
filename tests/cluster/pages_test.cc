#include <set>
#include <string>

#include "cluster/cluster.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map_list.h>
#include <k8s/client/core/v1/config_maps.h>
#include <k8s/rest/pager.h>

namespace k8s::test {
namespace {

class PagesTest : public ClusterTest {
 protected:
  corev1::ConfigMapClient ConfigMaps() const { return Clients().CoreV1().ConfigMaps(Namespace()); }

  std::set<std::string> CreateSome() const {
    std::set<std::string> names;
    for (int i = 0; i < 7; ++i) {
      corev1::ConfigMap map;
      map.metadata.name = "map-" + std::to_string(i);
      map.metadata.labels = {{"pages", "yes"}};
      names.insert(ConfigMaps().Create(map, {}, Soon()).value().metadata.name);
    }
    return names;
  }

  static ListOptions TwoAPage() { return {.labelSelector = "pages=yes", .limit = 2}; }
};

TEST_F(PagesTest, EachObjectComesOnce) {
  const std::set<std::string> created = CreateSome();
  std::set<std::string> given;
  Pager pager(ConfigMaps(), TwoAPage(), Soon());
  for (const Result<corev1::ConfigMap>& map : pager) EXPECT_TRUE(given.insert(map.value().metadata.name).second);
  EXPECT_EQ(given, created);
  EXPECT_TRUE(pager.IsConsistent());
}

TEST_F(PagesTest, AllPagesAreOneList) {
  const std::set<std::string> created = CreateSome();
  const auto list = ListAll<corev1::ConfigMap>(ConfigMaps(), TwoAPage(), Soon()).value();
  EXPECT_EQ(list.items.size(), created.size());
  EXPECT_FALSE(list.metadata.resourceVersion.empty());
  EXPECT_EQ(ListAllAsync<corev1::ConfigMap>(ConfigMaps(), TwoAPage(), Soon()).Get().value().items.size(), created.size());
}

// What the rules about versions that are checked here leave to the server, it takes.
TEST_F(PagesTest, AVersionMayBeMatched) {
  CreateSome();
  const std::string version = ConfigMaps().List(TwoAPage(), Soon()).value().metadata.resourceVersion;
  for (const char* match : {"Exact", "NotOlderThan"}) {
    ListOptions options = TwoAPage();
    options.resourceVersion = version;
    options.resourceVersionMatch = match;
    EXPECT_EQ(ListAll<corev1::ConfigMap>(ConfigMaps(), options, Soon()).value().items.size(), 7u) << match;
  }
}

}  // namespace
}  // namespace k8s::test
