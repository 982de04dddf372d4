#include <string>

#include "fakes/gzip.h"
#include <gtest/gtest.h>

#include <k8s/transport/gunzip.h>

namespace k8s::internal {
namespace {

using fakes::Gzip;

TEST(GunzipTest, NothingAfterTheEndLeavesItTheEnd) {
  Gunzip gunzip;
  std::string plain;
  ASSERT_TRUE(gunzip.Append(Gzip("text"), plain, 100));
  ASSERT_TRUE(gunzip.Append("", plain, 100));
  EXPECT_TRUE(gunzip.Complete());
  EXPECT_EQ(plain, "text");
}

TEST(GunzipTest, TheLimitIsThatOfAllBytesTogether) {
  Gunzip gunzip;
  std::string plain;
  ASSERT_TRUE(gunzip.Append(Gzip(std::string(60, 'x')), plain, 100));
  const auto beyond = gunzip.Append(Gzip(std::string(60, 'x')), plain, 100);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().Code(), ErrorCode::kDecode);
  EXPECT_LE(plain.size(), 100u);
}

TEST(GunzipTest, NothingIsNotTakenWithoutEnd) {
  Gunzip gunzip;
  std::string plain;
  const std::string nothing = Gzip("");
  std::size_t members = 0;
  while (members < 1'000'000 && gunzip.Append(nothing, plain, 100)) ++members;
  EXPECT_EQ(plain, "");
  EXPECT_GE(members, 1'000u);
  EXPECT_LT(members, 10'000u);
}

TEST(GunzipTest, BytesCutOffAreNotComplete) {
  const std::string compressed = Gzip("some text");
  for (std::size_t size = 0; size < compressed.size(); ++size) {
    Gunzip gunzip;
    std::string plain;
    ASSERT_TRUE(gunzip.Append(compressed.substr(0, size), plain, 100)) << size;
    EXPECT_FALSE(gunzip.Complete()) << size;
  }
}

}  // namespace
}  // namespace k8s::internal
