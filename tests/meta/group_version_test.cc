#include <gtest/gtest.h>

#include <k8s/meta/group_version.h>

namespace k8s {
namespace {

TEST(GroupVersionTest, IsReadAndWrittenAsInObjects) {
  EXPECT_EQ(*GroupVersion::Parse("v1"), (GroupVersion{"", "v1"}));
  EXPECT_EQ(*GroupVersion::Parse("apps/v1"), (GroupVersion{"apps", "v1"}));
  for (const char* text : {"", "/", "a/", "/v1", "a/b/c"}) EXPECT_FALSE(GroupVersion::Parse(text)) << text;
  EXPECT_EQ((GroupVersionKind{"apps", "v1", "Deployment"}), *GroupVersionKind::Parse("apps/v1", "Deployment"));
  EXPECT_EQ((GroupVersion{"apps", "v1"}).ToString(), "apps/v1");
  EXPECT_EQ((GroupResource{"", "pods"}).ToString(), "pods");
  EXPECT_EQ((GroupVersionResource{"apps", "v1", "deployments"}).ToString(), "deployments.v1.apps");
}

}  // namespace
}  // namespace k8s
