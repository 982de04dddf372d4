#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <k8s/meta/bytes.h>
#include <k8s/meta/raw_json.h>

namespace k8s {
namespace {

TEST(BytesTest, HoldsZeroBytesAndInvalidText) {
  const Bytes bytes = std::string_view("a\0\xff", 3);
  EXPECT_EQ(bytes.size(), 3u);
  EXPECT_EQ(bytes.str(), std::string("a\0\xff", 3));
  EXPECT_FALSE(bytes.empty());
}

TEST(BytesTest, ComparesWithText) {
  EXPECT_EQ(Bytes("secret"), "secret");
  EXPECT_NE(Bytes("secret"), "Secret");
  EXPECT_LT(Bytes("a"), Bytes("b"));
  EXPECT_TRUE(Bytes().empty());
}

TEST(BytesTest, GivesItsStringAwayWithoutACopy) {
  Bytes bytes = std::string(100, 'x');
  const char* data = bytes.view().data();
  const std::string taken = std::move(bytes).str();
  EXPECT_EQ(taken.data(), data);
}

TEST(RawJsonTest, IsAbsentWhenEmptyButNotWhenNull) {
  EXPECT_TRUE(RawJson().empty());
  EXPECT_FALSE(RawJson("null").empty());
}

TEST(RawJsonTest, ComparesTheText) {
  EXPECT_EQ(RawJson(R"({"a":1})"), RawJson(R"({"a":1})"));
  EXPECT_NE(RawJson(R"({"a":1})"), RawJson(R"({"a": 1})"));
}

}  // namespace
}  // namespace k8s
