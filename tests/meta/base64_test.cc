#include <string>

#include <gtest/gtest.h>

#include <k8s/meta/base64.h>

namespace k8s {
namespace {

TEST(Base64Test, EncodesWithTheStandardAlphabetAndPadding) {
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("f"), "Zg==");
  EXPECT_EQ(EncodeBase64("fo"), "Zm8=");
  EXPECT_EQ(EncodeBase64("foo"), "Zm9v");
  EXPECT_EQ(EncodeBase64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(EncodeBase64(std::string_view("\xfb\xff\xfe\x00", 4)), "+//+AA==");
}

TEST(Base64Test, AppendsBehindWhatIsThere) {
  std::string text = "data:";
  AppendBase64("fo", text);
  EXPECT_EQ(text, "data:Zm8=");
}

TEST(Base64Test, DecodesWhatItEncodes) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) {
    const auto decoded = DecodeBase64(EncodeBase64(bytes));
    ASSERT_TRUE(decoded) << i;
    ASSERT_EQ(*decoded, bytes) << i;
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64Test, SkipsLineBreaksWhereverTheyStand) {
  for (const char* text : {"Zm9vYg==\n", "\r\nZm9vYg==", "Zm\n9vYg==", "Z\nm\r\n9\nv\nY\ng\n=\n=\n", "Zm9v\nYg=\n="}) {
    const auto decoded = DecodeBase64(text);
    ASSERT_TRUE(decoded) << text;
    EXPECT_EQ(*decoded, "foob") << text;
  }
}

TEST(Base64Test, IgnoresBitsLeftOverInTheLastCharacter) { EXPECT_EQ(*DecodeBase64("Zh=="), "f"); }

TEST(Base64Test, NamesTheByteThatIsWrong) {
  const struct {
    const char* text;
    const char* message;
  } kCases[] = {
      {"Zm9v Zm9v", "invalid base64 at byte 4"},
      {"Zm9v\tYg==", "invalid base64 at byte 4"},
      {"Zm-_", "invalid base64 at byte 2"},
      {"====", "invalid base64 at byte 0"},
      {"Z===", "invalid base64 at byte 1"},
      {"Zg=a", "invalid base64 at byte 3"},
      {"Zg==Zg==", "invalid base64 at byte 4"},
      {"Zm9v=", "invalid base64 at byte 4"},
      {"Zg===", "invalid base64 at byte 4"},
      {"Zm9v\xff\xff\xff\xff", "invalid base64 at byte 4"},
      {"Z", "invalid base64: 1 bytes end inside a group of four"},
      {"Zg", "invalid base64: 2 bytes end inside a group of four"},
      {"Zg=", "invalid base64: 3 bytes end inside a group of four"},
      {"Zm9vYg", "invalid base64: 6 bytes end inside a group of four"},
  };
  for (const auto& [text, message] : kCases) {
    const auto decoded = DecodeBase64(text);
    ASSERT_FALSE(decoded) << text;
    EXPECT_EQ(decoded.error().Code(), ErrorCode::kDecode) << text;
    EXPECT_EQ(decoded.error().Message(), message) << text;
  }
}

TEST(Base64Test, DecodesNothing) { EXPECT_EQ(*DecodeBase64(""), ""); }

}  // namespace
}  // namespace k8s
