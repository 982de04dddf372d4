#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <k8s/meta/duration.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t kMinSeconds = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMaxSeconds = std::numeric_limits<std::int64_t>::max();

TEST(DurationTest, ComesFromChrono) {
  const Duration duration = 90s;
  EXPECT_EQ(duration.ToChrono(), 90s);
  EXPECT_EQ(duration, Duration(90'000ms));
  EXPECT_LT(duration, Duration(2min));
  EXPECT_EQ(Duration(), Duration(0s));
}

TEST(DurationTest, IsWrittenAsGoWritesIt) {
  const struct {
    std::int64_t nanoseconds;
    const char* text;
  } kCases[] = {
      {0, "0s"},
      {1, "1ns"},
      {999, "999ns"},
      {1'000, "1µs"},
      {1'100, "1.1µs"},
      {999'999, "999.999µs"},
      {2'200'000, "2.2ms"},
      {250'000'000, "250ms"},
      {1'000'000'000, "1s"},
      {1'500'000'000, "1.5s"},
      {1'000'000'001, "1.000000001s"},
      {60'000'000'000, "1m0s"},
      {3'600'000'000'000, "1h0m0s"},
      {3'723'500'000'000, "1h2m3.5s"},
      {86'400'000'000'000, "24h0m0s"},
      {-1'500'000, "-1.5ms"},
      {-3'600'000'000'000, "-1h0m0s"},
      {kMaxSeconds, "2562047h47m16.854775807s"},
      {kMinSeconds, "-2562047h47m16.854775808s"},
  };
  for (const auto& [nanoseconds, text] : kCases) {
    const Duration duration = std::chrono::nanoseconds(nanoseconds);
    EXPECT_EQ(duration.ToString(), text);
    EXPECT_EQ(*Duration::Parse(text), duration) << text;
  }
}

TEST(DurationTest, ReadsWhatGoReads) {
  const struct {
    const char* text;
    std::int64_t nanoseconds;
  } kCases[] = {
      {"0", 0},
      {"+0", 0},
      {"-0", 0},
      {"30s", 30'000'000'000},
      {"+5s", 5'000'000'000},
      {"-5s", -5'000'000'000},
      {"1h30m", 5'400'000'000'000},
      {"30m1h", 5'400'000'000'000},
      {"1s1s", 2'000'000'000},
      {"1.5h", 5'400'000'000'000},
      {"5.s", 5'000'000'000},
      {".5s", 500'000'000},
      {"5us", 5'000},
      {"5µs", 5'000},
      {"5\u03bcs", 5'000},
      {"1.9ns", 1},
      {"0.3333333333333333333h", 1'200'000'000'000},
      {"0.830103483285477580700h", 2'988'372'539'827},
      {"9223372036854775807ns", kMaxSeconds},
      {"-9223372036854775808ns", kMinSeconds},
      {"9223372036s854ms775us807ns", kMaxSeconds},
  };
  for (const auto& [text, nanoseconds] : kCases) {
    const auto duration = Duration::Parse(text);
    ASSERT_TRUE(duration) << duration.error().ToString();
    EXPECT_EQ(duration->ToChrono().count(), nanoseconds) << text;
  }
}

TEST(DurationTest, SaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* message;
  } kCases[] = {
      {"", R"(invalid duration "": it is empty)"},
      {"-", R"(invalid duration "-": it is empty)"},
      {"3", R"(invalid duration "3": a unit is missing)"},
      {"1h30", R"(invalid duration "1h30": a unit is missing)"},
      {"s", R"(invalid duration "s": a number is missing)"},
      {".s", R"(invalid duration ".s": a number is missing)"},
      {" 5s", R"(invalid duration " 5s": a number is missing)"},
      {"--5s", R"(invalid duration "--5s": a number is missing)"},
      {"5S", R"(invalid duration "5S": unknown unit "S")"},
      {"5d", R"(invalid duration "5d": unknown unit "d")"},
      {"5s ", R"(invalid duration "5s ": unknown unit "s ")"},
      {"9223372036854775808ns", R"(invalid duration "9223372036854775808ns": it is out of range)"},
      {"-9223372036854775809ns", R"(invalid duration "-9223372036854775809ns": it is out of range)"},
      {"3000000h", R"(invalid duration "3000000h": it is out of range)"},
      {"2562047h2562047h", R"(invalid duration "2562047h2562047h": it is out of range)"},
      {"-9223372036854775808ns9223372036854775808ns",
       R"(invalid duration "-9223372036854775808ns9223372036854775808ns": it is out of range)"},
      {"99999999999999999999s", R"(invalid duration "99999999999999999999s": it is out of range)"},
  };
  for (const auto& [text, message] : kCases) {
    const auto duration = Duration::Parse(text);
    ASSERT_FALSE(duration) << text;
    EXPECT_EQ(duration.error().Code(), ErrorCode::kDecode) << text;
    EXPECT_EQ(duration.error().Message(), message) << text;
  }
}

TEST(DurationTest, ReadsMegabytesOfDigitsInLinearTime) {
  EXPECT_FALSE(Duration::Parse(std::string(1 << 20, '9') + "s"));
  EXPECT_EQ(*Duration::Parse(std::string(1 << 20, '0') + "1s"), Duration(1s));
  EXPECT_EQ(*Duration::Parse("0." + std::string(1 << 20, '0') + "1s"), Duration());
}

}  // namespace
}  // namespace k8s
