#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include <k8s/meta/int_or_string.h>

namespace k8s {
namespace {

TEST(IntOrStringTest, IsTheNumberZeroByDefault) {
  const IntOrString value;
  EXPECT_TRUE(value.IsInt());
  EXPECT_EQ(value.AsInt(), 0);
  EXPECT_EQ(value.AsString(), "");
  EXPECT_EQ(value.ToString(), "0");
}

TEST(IntOrStringTest, TakesNumbersAndStrings) {
  IntOrString value = 8080;
  EXPECT_TRUE(value.IsInt());
  EXPECT_EQ(value.ToString(), "8080");
  value = "http";
  EXPECT_TRUE(value.IsString());
  EXPECT_EQ(value.AsString(), "http");
  EXPECT_EQ(value.ToString(), "http");
}

TEST(IntOrStringTest, TellsANumberFromItsSpelling) {
  EXPECT_EQ(IntOrString(80), 80);
  EXPECT_NE(IntOrString(80), "80");
}

TEST(IntOrStringTest, ReadsANumberFromAString) {
  EXPECT_EQ(IntOrString("80").AsInt(), 80);
  EXPECT_EQ(IntOrString("+80").AsInt(), 80);
  EXPECT_EQ(IntOrString("-80").AsInt(), -80);
  for (const char* text : {"", "http", "80%", " 80", "+-80", "2147483648"}) EXPECT_EQ(IntOrString(text).AsInt(), 0) << text;
}

TEST(ScaledValueTest, LeavesNumbersAsTheyAre) { EXPECT_EQ(*ScaledValue(7, 3, Rounding::kUp), 7); }

TEST(ScaledValueTest, RoundsAPercentageUpOrDown) {
  const struct {
    const char* percentage;
    std::int32_t total, down, up;
  } kCases[] = {
      {"25%", 4, 1, 1}, {"25%", 10, 2, 3},    {"0%", 10, 0, 0},  {"100%", 3, 3, 3}, {"150%", 3, 4, 5},
      {"1%", 1, 0, 1},  {"-25%", 10, -3, -2}, {"+50%", 3, 1, 2}, {"33%", 0, 0, 0},  {"1%", 2147483647, 21474836, 21474837},
  };
  for (const auto& [percentage, total, down, up] : kCases) {
    EXPECT_EQ(*ScaledValue(percentage, total, Rounding::kDown), down) << percentage << " of " << total;
    EXPECT_EQ(*ScaledValue(percentage, total, Rounding::kUp), up) << percentage << " of " << total;
  }
}

TEST(ScaledValueTest, RefusesWhatIsNoWholePercentage) {
  const struct {
    const char* text;
    const char* message;
  } kCases[] = {
      {"5", R"("5" is not a percentage)"},
      {"many", R"("many" is not a percentage)"},
      {"", R"("" is not a percentage)"},
      {"%", R"("%" is not a whole percentage)"},
      {"2.5%", R"("2.5%" is not a whole percentage)"},
      {"many%", R"("many%" is not a whole percentage)"},
      {"99999999999%", R"("99999999999%" is not a whole percentage)"},
  };
  for (const auto& [text, message] : kCases) {
    const auto scaled = ScaledValue(text, 10, Rounding::kUp);
    ASSERT_FALSE(scaled) << text;
    EXPECT_EQ(scaled.error().Code(), ErrorCode::kInvalidArgument);
    EXPECT_EQ(scaled.error().Message(), message);
  }
}

TEST(ScaledValueTest, RefusesAResultThatDoesNotFit) {
  const auto scaled = ScaledValue("200%", std::numeric_limits<std::int32_t>::max(), Rounding::kUp);
  ASSERT_FALSE(scaled);
  EXPECT_EQ(scaled.error().Message(), "200% of 2147483647 is out of range");
}

}  // namespace
}  // namespace k8s
