#include <string>

#include "discovery/pages.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/discovery/aggregated.h>
#include <k8s/discovery/consolidate.h>
#include <k8s/discovery/served_resources.h>

namespace k8s::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Names(const std::vector<metav1::APIResourceList>& lists) {
  std::vector<std::string> names;
  for (const auto& list : lists) {
    for (const auto& resource : list.resources) names.push_back(list.groupVersion + " " + resource.name);
  }
  return names;
}

ServedResources Read(const std::string& groups) { return *internal::ReadAggregated(R"({"items":[)" + groups + "]}"); }

TEST(ServedResourcesTest, PrefersThePreferredVersionAndTakesWhatOnlyOthersHave) {
  ServedResources served = Read(Group("a", {Version("v2", {Resource("both", "B"), Resource("new", "N")}),
                                            Version("v1", {Resource("both", "B"), Resource("old", "O")})}));
  EXPECT_THAT(Names(PreferredResources(served)), ElementsAre("a/v2 both", "a/v2 new", "a/v1 old"));
  served.groups[0].preferredVersion = served.groups[0].versions[1];
  EXPECT_THAT(Names(PreferredResources(served)), ElementsAre("a/v2 new", "a/v1 both", "a/v1 old"));
}

TEST(ServedResourcesTest, FiltersByWhatCanBeDone) {
  const ServedResources served = Read(Group("a", {Version("v1", {Resource("x", "X")})}));
  const auto canAll = [](std::vector<std::string> verbs) {
    return [verbs](const metav1::APIResourceList&, const metav1::APIResource& resource) {
      return SupportsAllVerbs(resource, verbs);
    };
  };
  EXPECT_THAT(Names(FilteredBy(served.resources, canAll({"list", "get"}))), ElementsAre("a/v1 x"));
  EXPECT_THAT(FilteredBy(served.resources, canAll({"list", "watch"})), IsEmpty());
}

// A group whose version has a slash would be another group's.
TEST(ServedResourcesTest, AVersionOfAnotherGroupIsNone) {
  const auto served = internal::Consolidated(
      Read(Group("", {Version("a/v1", {Resource("x", "X")})}) + "," + Group("a", {Version("v2", {Resource("y", "Y")})})));
  EXPECT_TRUE(served.groups.at(0).versions.empty());
  EXPECT_THAT(Names(served.resources), ElementsAre("a/v2 y"));
}

TEST(ServedResourcesTest, AVersionThatHasNoNameIsNone) {
  const auto served = internal::Consolidated(
      Read(Group("a", {Version("", {Resource("x", "X")})}) + "," + Group("", {Version("a/", {Resource("y", "Y")})})));
  for (const auto& group : served.groups) EXPECT_TRUE(group.versions.empty()) << group.name;
  EXPECT_THAT(Names(served.resources), IsEmpty());
}

}  // namespace
}  // namespace k8s::test
