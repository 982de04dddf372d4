#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include <k8s/codec/key_hash.h>

namespace k8s::codec {
namespace {

// Of the paper "SipHash: a fast short-input PRF": the key is 00, 01, ... 0f, and so are the texts.
TEST(KeyHashTest, IsSipHash) {
  struct Row {
    std::size_t length;
    std::uint64_t hash;
  };
  for (const Row& row : {
           Row{0, 0x726fdb47dd0e0e31},
           Row{1, 0x74f839c593dc67fd},
           Row{15, 0xa129ca6149be45e5},
       }) {
    std::string text;
    for (std::size_t i = 0; i < row.length; ++i) text += static_cast<char>(i);
    EXPECT_EQ(SipHash(0x0706050403020100, 0x0f0e0d0c0b0a0908, text), row.hash) << row.length;
  }
}

TEST(KeyHashTest, AllBytesCount) {
  EXPECT_EQ(KeyHash("apiVersion"), KeyHash(std::string("apiVersion")));
  EXPECT_NE(KeyHash("apiVersion"), KeyHash("apiVersioM"));
  EXPECT_NE(KeyHash("a"), KeyHash(std::string("a\0", 2)));
  EXPECT_NE(KeyHash("\x7F"), KeyHash("\xFF"));
}

}  // namespace
}  // namespace k8s::codec
