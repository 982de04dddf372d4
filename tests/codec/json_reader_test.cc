#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <k8s/codec/json_reader.h>

namespace k8s::codec {
namespace {

constexpr std::size_t kDepth = 64;

bool IsJson(std::string_view text) {
  JsonReader reader(text, kDepth);
  return reader.Skip() && reader.ReadEnd();
}

std::string StringOf(std::string_view text) {
  JsonReader reader(text, kDepth);
  std::string value;
  return reader.ReadString(value) && reader.ReadEnd() ? value : std::string("FAILED: ") + reader.Message();
}

TEST(JsonReaderTest, AcceptsTheWholeGrammar) {
  for (const char* text :
       {"null", "true", "false", "0", "-0", "12", "-1.5", "1e9", "1E-3", "0.25e+7", "\"\"", "\"a\\n\\u00e9\"", "[]", "{}",
        "[1,2,[3]]", "{\"a\":{\"b\":[]},\"c\":null}", " \t\r\n{ \"a\" : [ 1 , 2 ] } \n"}) {
    EXPECT_TRUE(IsJson(text)) << text;
  }
}

TEST(JsonReaderTest, RefusesWhatIsNotInTheGrammar) {
  for (const char* text :
       {"",        " ",         "nul",       "nulll",      "True",      "01",          "-",        "+1",
        ".5",      "1.",        "1e",        "1e+",        "0x1",       "NaN",         "Infinity", "'a'",
        "\"",      "\"a",       "\"\\",      "\"\\x\"",    "\"\\u12\"", "\"\\u12g4\"", "\"\x01\"", "[",
        "[1",      "[1,",       "[1,]",      "[,1]",       "[1 2]",     "]",           "{",        "{\"a\"",
        "{\"a\":", "{\"a\":1",  "{\"a\":1,", "{\"a\":1,}", "{a:1}",     "{\"a\" 1}",   "{1:2}",    "{\"a\":1 \"b\":2}",
        "[1}",     "{\"a\":1]", "1 2",       "{} {}",      "/*c*/1",    "[1]]"}) {
    EXPECT_FALSE(IsJson(text)) << text;
  }
}

TEST(JsonReaderTest, SkipsByTheSameRulesAsItReads) {
  JsonReader reader("{\"skipped\":{\"a\":[1,{\"b\":\"\\u12\"}]}}", kDepth);
  std::string_view key;
  ASSERT_TRUE(reader.EnterObject());
  ASSERT_TRUE(reader.NextMember(key));
  EXPECT_FALSE(reader.Skip());
  EXPECT_STREQ(reader.Message(), "a \\u escape needs four hexadecimal digits");
}

TEST(JsonReaderTest, UndoesEscapes) {
  EXPECT_EQ(StringOf(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(StringOf(R"("a\u0000b")"), std::string("a\0b", 3));
  EXPECT_EQ(StringOf(R"("\u00e9\u20ac\ud83d\ude00")"), "é€😀");
}

TEST(JsonReaderTest, ReplacesLoneSurrogatesAsGoDoes) {
  EXPECT_EQ(StringOf(R"("\ud800")"), "\uFFFD");
  EXPECT_EQ(StringOf(R"("\udc00x")"), "\uFFFDx");
  EXPECT_EQ(StringOf(R"("\ud800\u0041")"), "\uFFFDA");
  EXPECT_EQ(StringOf(R"("\ud800\ud83d\ude00")"), "\uFFFD😀");
}

TEST(JsonReaderTest, RefusesWhatIsNotUtf8) {
  for (const char* bytes :
       {"\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xFF"}) {
    EXPECT_FALSE(IsJson("\"" + std::string(bytes) + "\""));
    EXPECT_FALSE(IsJson("\"sixteen bytes and more before " + std::string(bytes) + "\""));
  }
  EXPECT_TRUE(IsJson("\"\xF4\x8F\xBF\xBF\""));
}

// The scan goes sixteen bytes at a time where the processor can: every position in a block must be looked at.
TEST(JsonReaderTest, FindsSpecialBytesAtEveryPosition) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string plain(length, 'x');
    EXPECT_EQ(StringOf("\"" + plain + "\""), plain);
    EXPECT_EQ(StringOf("\"" + plain + "\\n" + plain + "\""), plain + "\n" + plain);
    EXPECT_EQ(StringOf("\"" + plain + "é" + plain + "\""), plain + "é" + plain);
    EXPECT_FALSE(IsJson("\"" + plain + "\n" + plain + "\""));
    EXPECT_FALSE(IsJson("\"" + plain));
  }
}

TEST(JsonReaderTest, ChecksTheRangeOfIntegers) {
  const auto parses = [](std::string_view text) {
    std::int64_t value = 0;
    return JsonReader(text, kDepth).ReadInt64(value);
  };
  EXPECT_TRUE(parses("9223372036854775807"));
  EXPECT_TRUE(parses("-9223372036854775808"));
  EXPECT_FALSE(parses("9223372036854775808"));
  EXPECT_FALSE(parses("123456789012345678901234567890"));
  EXPECT_FALSE(parses("1.0"));
  EXPECT_FALSE(parses("1e3"));
}

TEST(JsonReaderTest, BoundsNestingWithoutRecursion) {
  const std::string deep = std::string(10'000'000, '[');
  JsonReader reader(deep, kDepth);
  EXPECT_FALSE(reader.Skip());
  EXPECT_STREQ(reader.Message(), "nested too deep");
  EXPECT_EQ(reader.Offset(), kDepth);
  EXPECT_TRUE(IsJson(std::string(kDepth, '[') + std::string(kDepth, ']')));
}

TEST(JsonReaderTest, HandsOutRawSpansWithoutTheSpaceAround) {
  JsonReader reader("{\"a\" :  {\"x\" : [1, \"}\"]} , \"b\":1}", kDepth);
  std::string_view key;
  std::string_view span;
  ASSERT_TRUE(reader.EnterObject());
  ASSERT_TRUE(reader.NextMember(key));
  ASSERT_TRUE(reader.ReadRaw(span));
  EXPECT_EQ(span, "{\"x\" : [1, \"}\"]}");
  EXPECT_TRUE(reader.NextMember(key));
  EXPECT_EQ(key, "b");
}

TEST(JsonReaderTest, StaysFailed) {
  JsonReader reader("[x, 1]", kDepth);
  std::int64_t value = 0;
  ASSERT_TRUE(reader.EnterArray());
  ASSERT_TRUE(reader.NextElement());
  EXPECT_FALSE(reader.ReadInt64(value));
  const std::size_t offset = reader.Offset();
  EXPECT_FALSE(reader.NextElement());
  EXPECT_FALSE(reader.Skip());
  EXPECT_EQ(reader.Offset(), offset);
}

}  // namespace
}  // namespace k8s::codec
