#include <cstdint>
#include <optional>
#include <random>
#include <regex>
#include <string>

#include "oracle/oracle_value.h"
#include "trials.h"
#include <gtest/gtest.h>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/value.h>

// RapidJSON is the oracle: on any text the two must agree whether it is JSON, and what it says.
namespace k8s::codec {
namespace {

bool WeAccept(const std::string& text) {
  JsonReader reader(text, JsonReader::kDepthLimit);
  return reader.Skip() && reader.ReadEnd();
}

// RapidJSON refuses a number beyond the range of a double even when it is asked for the text only; the grammar allows it.
bool HasLargeExponent(const std::string& text) {
  static const std::regex kPattern("[eE][+-]?[0-9]{3}");
  return std::regex_search(text, kPattern);
}

// Tells whether it is JSON.
bool AgreesWithOracle(const std::string& text) {
  const std::optional<Value> oracle = test::ReadWithOracle(text);
  EXPECT_EQ(WeAccept(text), oracle.has_value()) << text;
  if (!oracle) return false;
  const Result<Value> value = Value::FromJson(text);
  EXPECT_TRUE(value) << text << ": " << value.error().ToString();
  EXPECT_EQ(value->ToJson().value(), oracle->ToJson().value()) << text;
  return true;
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
  for (int i = 0; i < test::Trials(200'000); ++i) {
    const std::string text = Scramble(random);
    if (HasLargeExponent(text)) continue;
    accepted += AgreesWithOracle(text) ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(accepted, 1000);
}

TEST(JsonOracleTest, AgreesOnMutatedDocuments) {
  const std::string document =
      R"({"metadata":{"name":"w","labels":{"a":"b\n"},"n":[1,-2.5e3,true,null]},"spec":{"x":"é€😀","y":[[],{}]}})";
  std::mt19937 random(7);
  int accepted = 0;
  for (int i = 0; i < test::Trials(100'000); ++i) {
    std::string text = document;
    for (std::uint32_t change = random() % 3 + 1; change > 0; --change) {
      text[random() % text.size()] = static_cast<char>(random() % 255 + 1);  // RapidJSON ends at a NUL
    }
    if (HasLargeExponent(text)) continue;
    accepted += AgreesWithOracle(text) ? 1 : 0;
    if (HasFailure()) return;
  }
  EXPECT_GT(accepted, 1000);
}

TEST(JsonOracleTest, AgreesOnNumbers) {
  std::mt19937_64 random(11);
  for (int i = 0; i < test::Trials(100'000); ++i) {
    std::string text = std::to_string(static_cast<std::int64_t>(random() >> random() % 64));
    if (random() % 2 != 0) text += "." + std::to_string(random() >> random() % 64);
    if (random() % 2 != 0) text += "e" + std::to_string(static_cast<int>(random() % 500) - 260);
    EXPECT_TRUE(AgreesWithOracle((random() % 2 != 0 ? "-" : "") + (text[0] == '-' ? text.substr(1) : text)));
  }
}

}  // namespace
}  // namespace k8s::codec
