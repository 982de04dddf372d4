#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include "generated/documents.h"
#include <gtest/gtest.h>

#include <k8s/api/meta/v1/api_group_list.h>
#include <k8s/api/meta/v1/api_resource_list.h>
#include <k8s/api/registry.h>
#include <k8s/codec/json.h>
#include <k8s/codec/resource.h>

namespace k8s::test {
namespace {

class DiscoveryTest : public ClusterTest {
 protected:
  std::string Read(const std::string& path) const {
    return Clients().Rest().Send({.request = {.target = path}, .action = "reading " + path}, Soon()).value().body;
  }

  // "/apis/apps/v1", ...; without those that other tests have defined, and that are perhaps going.
  std::vector<std::string> GroupVersions() const {
    std::vector<std::string> paths = {"/api/v1"};
    const auto all = FromJson<metav1::APIGroupList>(Read("/apis")).value();
    for (const auto& group : all.groups) {
      if (group.name.ends_with(".example.com")) continue;
      for (const auto& version : group.versions) paths.push_back("/apis/" + version.groupVersion);
    }
    return paths;
  }

  // Paths of all resources that the server can list.
  std::set<std::string> Listable() const {
    std::set<std::string> paths;
    for (const std::string& groupVersion : GroupVersions()) {
      const auto served = FromJson<metav1::APIResourceList>(Read(groupVersion)).value();
      for (const auto& resource : served.resources) {
        if (std::ranges::count(resource.verbs, "list") > 0) paths.insert(groupVersion + "/" + resource.name);
      }
    }
    return paths;
  }
};

std::string PathOf(const codec::ApiResource& resource) {
  const auto& kind = resource.Kind();
  return (kind.group.empty() ? "/api/" : "/apis/") + kind.ApiVersion() + "/" + std::string(resource.plural);
}

TEST_F(DiscoveryTest, EveryListOfTheServerIsReadAsItsTypeAndWrittenBackAsItWas) {
  std::set<std::string> read;
  for (const codec::ApiResource* resource : Resources()) {
    if (resource->list == nullptr) continue;
    const std::string path = PathOf(*resource);
    SCOPED_TRACE(path);
    const auto list = resource->list->structure->make();
    const std::string sent = Read(path);
    const Result<void> decoded = codec::ReadJson(sent, *resource->list, list.get(), {.rejectUnknownFields = true});
    EXPECT_TRUE(decoded) << decoded.error().ToString();
    std::string written;
    EXPECT_TRUE(codec::WriteJson(*resource->list, list.get(), written));
    EXPECT_EQ(Difference(ParseJson(sent), ParseJson(written)), "");
    read.insert(path);
  }
  EXPECT_EQ(read, Listable());
  RecordProperty("lists", static_cast<int>(read.size()));
}

}  // namespace
}  // namespace k8s::test
