#include <cstdint>
#include <random>
#include <regex>
#include <string>

#include "oracle/rapidjson.h"
#include <gtest/gtest.h>

#include <k8s/codec/json_reader.h>

// RapidJSON is the oracle: on any text the two must agree whether it is JSON.
namespace k8s::codec {
namespace {

bool OracleAccepts(const std::string& text) {
  // Numbers as text: it is the grammar that is compared, not the range of a double.
  constexpr unsigned kFlags = k8s_rapidjson::kParseValidateEncodingFlag | k8s_rapidjson::kParseIterativeFlag |
                              k8s_rapidjson::kParseNumbersAsStringsFlag;
  k8s_rapidjson::Reader reader;
  // Its UTF-8 check reads up to three bytes behind a sequence that the end of the text cuts off.
  const std::string padded = text + std::string(4, '\0');
  k8s_rapidjson::StringStream stream(padded.c_str());
  k8s_rapidjson::BaseReaderHandler<> handler;
  return !reader.Parse<kFlags>(stream, handler).IsError();
}

bool WeAccept(const std::string& text) {
  JsonReader reader(text, JsonReader::kDepthLimit);
  return reader.Skip() && reader.ReadEnd();
}

// RapidJSON refuses a number beyond the range of a double even when it is asked for the text only; the grammar allows it.
bool HasLargeExponent(const std::string& text) {
  static const std::regex kPattern("[eE][+-]?[0-9]{3}");
  return std::regex_search(text, kPattern);
}

// Text that is nearly JSON: pieces of the grammar in an order that is often, but not always, right.
std::string Scramble(std::mt19937& random) {
  constexpr const char* kPieces[] = {"{",        "}",  "[",    "]",       ",",         ":",     "\"a\"",   "\"\\u0041\"",
                                     "\"é\"",    "1",  "-0.5", "1e5",     "true",      " ",     "null",    "\n",
                                     "\"\\\"",   "01", "\"",   "false",   "{\"a\":1}", "[1,2]", "\"\\n\"", "-",
                                     "\"\x80\"", ".5", "tru",  "\"\\x\"", "\t",        "[]"};
  std::string text;
  const auto pieces = random() % 9;
  for (std::uint32_t i = 0; i <= pieces; ++i) text += kPieces[random() % std::size(kPieces)];
  return text;
}

TEST(JsonOracleTest, AgreesOnScrambledText) {
  std::mt19937 random(20260101);
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = Scramble(random);
    if (HasLargeExponent(text)) continue;
    ASSERT_EQ(WeAccept(text), OracleAccepts(text)) << text;
    accepted += WeAccept(text) ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000);
}

TEST(JsonOracleTest, AgreesOnMutatedDocuments) {
  const std::string document =
      R"({"metadata":{"name":"w","labels":{"a":"b\n"},"n":[1,-2.5e3,true,null]},"spec":{"x":"é€😀","y":[[],{}]}})";
  std::mt19937 random(7);
  for (int i = 0; i < 100'000; ++i) {
    std::string text = document;
    for (std::uint32_t change = random() % 3 + 1; change > 0; --change) {
      text[random() % text.size()] = static_cast<char>(random() % 255 + 1);  // RapidJSON ends at a NUL
    }
    if (HasLargeExponent(text)) continue;
    ASSERT_EQ(WeAccept(text), OracleAccepts(text)) << text;
  }
}

}  // namespace
}  // namespace k8s::codec
