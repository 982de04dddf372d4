#include <cstdint>
#include <limits>
#include <optional>

#include <gtest/gtest.h>

#include <k8s/meta/quantity_math.h>

namespace k8s {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

TEST(QuantityMathTest, ScalesAwayFromZero) {
  EXPECT_EQ(ScaledValue("1500m", 0), 2);
  EXPECT_EQ(ScaledValue("-1500m", 0), -2);
  EXPECT_EQ(ScaledValue("1500m", -3), 1500);
  EXPECT_EQ(ScaledValue("1Gi", 6), 1074);
  EXPECT_EQ(ScaledValue("1n", 18), 1);
  EXPECT_EQ(ScaledValue("0", 18), 0);
  EXPECT_EQ(ScaledValue("1E", -9), kMost);
  EXPECT_EQ(ScaledValue("-1E", -9), kLeast);
  EXPECT_EQ(ScaledValue("none", 0), 0);
}

TEST(QuantityMathTest, KnowsWholeNumbers) {
  EXPECT_EQ(ExactValue("1Ki"), 1024);
  EXPECT_EQ(ExactValue("1.5k"), 1500);
  EXPECT_EQ(ExactValue("-1000m"), -1);
  EXPECT_EQ(ExactValue(""), 0);
  EXPECT_EQ(ExactValue("9223372036854775807"), kMost);
  EXPECT_EQ(ExactValue("9223372036854775808"), std::nullopt);
  EXPECT_EQ(ExactValue("1500m"), std::nullopt);
  EXPECT_EQ(ExactValue("none"), std::nullopt);
}

TEST(QuantityMathTest, ComparesWithWholeNumbers) {
  EXPECT_TRUE(Compare("1Ki", 1024) == 0);
  EXPECT_TRUE(Compare("1.5", 1) > 0);
  EXPECT_TRUE(Compare("-1n", 0) < 0);
  EXPECT_TRUE(Compare("9223372036854775807", kMost) == 0);
  EXPECT_TRUE(Compare("none", kMost) > 0);
}

TEST(QuantityMathTest, RoundsUpToADigit) {
  EXPECT_EQ(RoundedUp("1001m", 0).text(), "2");
  EXPECT_EQ(RoundedUp("-1001m", 0).text(), "-2");
  EXPECT_EQ(RoundedUp("1001m", -3).text(), "1001m");
  EXPECT_EQ(RoundedUp("1234567", 3).text(), "1235k");
  EXPECT_EQ(RoundedUp("1", 9).text(), "1G");
  EXPECT_EQ(RoundedUp("0", 9).text(), "0");
  EXPECT_EQ(RoundedUp("1025", 3).text(), "2k");
  EXPECT_EQ(RoundedUp("none", 3).text(), "none");
}

TEST(QuantityMathTest, MultipliesExactly) {
  EXPECT_EQ((Quantity("500m") * 3).text(), "1500m");
  EXPECT_EQ((Quantity("1.5Gi") * 2).text(), "3Gi");
  EXPECT_EQ((2 * Quantity("12e6")).text(), "24e6");
  EXPECT_EQ((Quantity("1Ki") * 0).text(), "0");
  EXPECT_EQ((Quantity("-3") * -3).text(), "9");
  EXPECT_EQ((Quantity("7") * kLeast).text(), "-64563604257983430656");
  EXPECT_EQ((Quantity("9223372036854775807") * kMost).text(), "85070591730234615847396907784232501249");
  EXPECT_EQ((Quantity("1n") * kMost).text(), "9223372036854775807n");
  EXPECT_EQ((Quantity("none") * 2).text(), "none");
  Quantity quantity = "100m";
  quantity *= 10;
  EXPECT_EQ(quantity.text(), "1");
}

}  // namespace
}  // namespace k8s
