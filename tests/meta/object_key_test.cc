#include <unordered_set>

#include <gtest/gtest.h>

#include <k8s/meta/object_key.h>

namespace k8s {
namespace {

TEST(ObjectKeyTest, IsWrittenWithItsNamespaceIfThereIsOne) {
  EXPECT_EQ((ObjectKey{"kube-system", "dns"}.ToString()), "kube-system/dns");
  EXPECT_EQ((ObjectKey{"", "node-1"}.ToString()), "node-1");
}

TEST(ObjectKeyTest, ParsesWhatItWrites) {
  for (const ObjectKey& key : {ObjectKey{"kube-system", "dns"}, ObjectKey{"", "node-1"}}) {
    const auto parsed = ObjectKey::Parse(key.ToString());
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, key);
  }
}

TEST(ObjectKeyTest, RefusesASecondSlash) {
  const auto parsed = ObjectKey::Parse("a/b/c");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().Code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(parsed.error().Message(), R"(invalid object key "a/b/c": more than one '/')");
}

TEST(ObjectKeyTest, CanBeKeptInHashTables) {
  const std::unordered_set<ObjectKey> keys = {{"a", "b"}, {"b", "a"}, {"a", "b"}, {"", "ab"}};
  EXPECT_EQ(keys.size(), 3u);
  EXPECT_TRUE(keys.contains({"b", "a"}));
}

}  // namespace
}  // namespace k8s
