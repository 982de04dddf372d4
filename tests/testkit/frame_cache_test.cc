#include <memory>
#include <string>

#include <gtest/gtest.h>

#include <k8s/testkit/core/frame_cache.h>

namespace k8s::testkit::core {
namespace {

std::shared_ptr<const std::string> Text(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

TEST(FrameCacheTest, RemembersWhatAFrameBecame) {
  FrameCache cache;
  EXPECT_EQ(cache.Find("event"), nullptr);
  const auto translated = Text("bytes");
  cache.Add("event", translated);
  EXPECT_EQ(cache.Find("event"), translated);
  EXPECT_EQ(cache.Find("another"), nullptr);
}

TEST(FrameCacheTest, KeepsNoMoreThanSoMany) {
  FrameCache cache;
  for (int i = 0; i < 10'000; ++i) cache.Add("event " + std::to_string(i), Text("bytes"));
  int kept = 0;
  for (int i = 0; i < 10'000; ++i) kept += cache.Find("event " + std::to_string(i)) != nullptr ? 1 : 0;
  EXPECT_GT(kept, 0);
  EXPECT_LE(kept, 256);
}

TEST(FrameCacheTest, KeepsNothingThatIsLarge) {
  FrameCache cache;
  const std::string large(1 << 20, 'x');
  cache.Add(large, Text("bytes"));
  EXPECT_EQ(cache.Find(large), nullptr);
}

}  // namespace
}  // namespace k8s::testkit::core
