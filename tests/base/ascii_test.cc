#include <string>

#include <gtest/gtest.h>

#include <k8s/base/ascii.h>

namespace k8s::internal {
namespace {

std::string AllCharacters() {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  return all;
}

template <class Is>
std::string Those(Is is) {
  std::string text;
  for (const char c : AllCharacters()) {
    if (is(c)) text += c;
  }
  return text;
}

TEST(AsciiTest, KnowsLettersAndDigits) {
  const std::string digits = "0123456789";
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  EXPECT_EQ(Those(IsDigit), digits);
  EXPECT_EQ(Those(IsLetter), letters);
  EXPECT_EQ(Those(IsLetterOrDigit), digits + letters);
  EXPECT_EQ(Those(IsLowerOrDigit), digits + letters.substr(26));
  EXPECT_EQ(Those(IsHexDigit), digits + "ABCDEFabcdef");
}

TEST(AsciiTest, KnowsControlCharacters) { EXPECT_EQ(Those(IsControl), AllCharacters().substr(0, 0x20) + '\x7f'); }

TEST(AsciiTest, ChangesTheCaseOfLettersAlone) {
  EXPECT_EQ(Lower("Content-TYPE\xC9"), "content-type\xC9");
  EXPECT_EQ(Those([](char c) { return Lower(c) != c; }), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  EXPECT_EQ(Those([](char c) { return Upper(c) != c; }), "abcdefghijklmnopqrstuvwxyz");
  for (const char c : AllCharacters()) EXPECT_EQ(Lower(Upper(c)), Lower(c));
}

TEST(AsciiTest, ComparesWithoutCase) {
  EXPECT_TRUE(EqualsIgnoringCase("ETag", "etag"));
  EXPECT_FALSE(EqualsIgnoringCase("ETag", "etags"));
  EXPECT_FALSE(EqualsIgnoringCase("a@", "a`"));  // they differ by what letters of two cases differ by
  EXPECT_TRUE(EqualsIgnoringCase("", ""));
}

TEST(AsciiTest, TrimsWhiteSpaceOfBothEnds) {
  EXPECT_EQ(Trimmed(" \t a b\r\n"), "a b");
  EXPECT_EQ(Trimmed(" \n"), "");
  EXPECT_EQ(Trimmed(""), "");
}

}  // namespace
}  // namespace k8s::internal
