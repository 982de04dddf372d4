#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/meta/quantity.h>

namespace k8s {
namespace {

using Format = Quantity::Format;

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

TEST(QuantityTest, KeepsItsText) {
  for (const char* text : {"500m", "0.5", "1.50Gi", "+5", "1000m", "not a quantity"}) EXPECT_EQ(Quantity(text).text(), text);
}

TEST(QuantityTest, IsZeroByDefault) {
  const Quantity quantity;
  EXPECT_TRUE(quantity.IsZero());
  EXPECT_EQ(quantity, "0");
  EXPECT_EQ(quantity, "0Ki");
  EXPECT_EQ(quantity.Canonical(), "0");
  EXPECT_EQ(quantity.Value(), 0);
  EXPECT_EQ(quantity.AsDouble(), 0);
}

TEST(QuantityTest, ComparesAcrossSuffixFamilies) {
  const std::vector<std::vector<const char*>> kEqual = {
      {"0", "0Mi", "-0", "0e99", "0.000"},
      {"1", "1000m", "1.0", "1e0", "0.001k", "1000000u", "1E-0", "+1.", "01"},
      {"1Gi", "1024Mi", "1048576Ki", "1073741824", "1073741824000m"},
      {"1.5Gi", "1536Mi"},
      {"1E", "1e18", "1000P", "1000000000000000000"},
      {"-2k", "-2000", "-2e3"},
  };
  for (const auto& spellings : kEqual) {
    for (const char* a : spellings) {
      for (const char* b : spellings) EXPECT_EQ(Quantity(a), Quantity(b)) << a << " " << b;
    }
  }
}

TEST(QuantityTest, OrdersByValue) {
  const std::vector<const char*> kAscending = {"-1Gi", "-1G", "-1",  "-1n", "0",   "1n",  "1u",   "999m",
                                               "1",    "1k",  "1Ki", "1M",  "1Mi", "1Gi", "10Gi", "1e30"};
  for (std::size_t i = 0; i < kAscending.size(); ++i) {
    for (std::size_t j = 0; j < kAscending.size(); ++j) {
      EXPECT_EQ(Quantity(kAscending[i]) <=> Quantity(kAscending[j]), i <=> j) << kAscending[i] << " " << kAscending[j];
    }
  }
}

TEST(QuantityTest, ParsesAndWritesAsGo) {
  const struct {
    const char* text;
    const char* canonical;
    std::int64_t value;
    std::int64_t milliValue;
  } kCases[] = {
      {"0", "0", 0, 0},
      {"0.0", "0", 0, 0},
      {"100", "100", 100, 100'000},
      {"1000", "1k", 1'000, 1'000'000},
      {"1.5", "1500m", 2, 1'500},
      {".5", "500m", 1, 500},
      {"5.", "5", 5, 5'000},
      {"+5", "5", 5, 5'000},
      {"-1.5", "-1500m", -2, -1'500},
      {"0.1m", "100u", 1, 1},
      {"-0.1m", "-100u", -1, -1},
      {"1n", "1n", 1, 1},
      {"0.1n", "1n", 1, 1},
      {"-0.1n", "-1n", -1, -1},
      {"1.0000000001", "1000000001n", 2, 1'001},
      {"12345678.9k", "12345678900", 12'345'678'900, 12'345'678'900'000},
      {"1Ki", "1Ki", 1'024, 1'024'000},
      {"1.5Gi", "1536Mi", 1'610'612'736, 1'610'612'736'000},
      {"1000Ki", "1000Ki", 1'024'000, 1'024'000'000},
      {"1024Ki", "1Mi", 1'048'576, 1'048'576'000},
      {"0.5Ki", "512", 512, 512'000},
      {"0.0001Ki", "102400u", 1, 103},
      {"1.3Ki", "1331200m", 1'332, 1'331'200},
      {"62.5Ki", "64000", 64'000, 64'000'000},
      {"1e3", "1e3", 1'000, 1'000'000},
      {"1E3", "1e3", 1'000, 1'000'000},
      {"1e+3", "1e3", 1'000, 1'000'000},
      {"12e6", "12e6", 12'000'000, 12'000'000'000},
      {"1e1", "10", 10, 10'000},
      {"1e-3", "1e-3", 1, 1},
      {"1e-99999", "1e-9", 1, 1},
      {"1E", "1E", 1'000'000'000'000'000'000, kMax},
      {"7Ei", "7Ei", 8'070'450'532'247'928'832, kMax},
      {"8Ei", "9223372036854775807", kMax, kMax},
      {"-8Ei", "-9223372036854775807", -kMax, kMin},
      {"9223372036854775807", "9223372036854775807", kMax, kMax},
      {"9223372036854775808", "9223372036854775808", kMax, kMax},
      {"-9223372036854775808", "-9223372036854775808", kMin, kMin},
      {"1e30", "1e30", kMax, kMax},
      {"-1e30", "-1e30", kMin, kMin},
  };
  for (const auto& [text, canonical, value, milli_value] : kCases) {
    const auto quantity = Quantity::Parse(text);
    ASSERT_TRUE(quantity) << quantity.error().ToString();
    EXPECT_EQ(quantity->Canonical(), canonical) << text;
    EXPECT_EQ(quantity->Value(), value) << text;
    EXPECT_EQ(quantity->MilliValue(), milli_value) << text;
    EXPECT_EQ(*quantity, Quantity(canonical)) << text;
  }
}

TEST(QuantityTest, LosesNothingBeyondTheLargestSuffix) {
  EXPECT_EQ(Quantity("1000E").Canonical(), "1000E");
  EXPECT_EQ(Quantity("1e21").Canonical(), "1e21");
}

TEST(QuantityTest, SaysWhatIsWrong) {
  const struct {
    const char* text;
    const char* message;
  } kCases[] = {
      {"", R"(invalid quantity "": it does not start with a number)"},
      {"Gi", R"(invalid quantity "Gi": it does not start with a number)"},
      {".", R"(invalid quantity ".": it does not start with a number)"},
      {"-m", R"(invalid quantity "-m": it does not start with a number)"},
      {" 1", R"(invalid quantity " 1": it does not start with a number)"},
      {"--1", R"(invalid quantity "--1": it does not start with a number)"},
      {"1 ", R"(invalid quantity "1 ": unknown suffix " ")"},
      {"1 Gi", R"(invalid quantity "1 Gi": unknown suffix " Gi")"},
      {"1K", R"(invalid quantity "1K": unknown suffix "K")"},
      {"1ki", R"(invalid quantity "1ki": unknown suffix "ki")"},
      {"1GiB", R"(invalid quantity "1GiB": unknown suffix "GiB")"},
      {"1mm", R"(invalid quantity "1mm": unknown suffix "mm")"},
      {"1e", R"(invalid quantity "1e": unknown suffix "e")"},
      {"1e1.5", R"(invalid quantity "1e1.5": unknown suffix "e1.5")"},
      {"1e+-1", R"(invalid quantity "1e+-1": unknown suffix "e+-1")"},
      {"1e3k", R"(invalid quantity "1e3k": unknown suffix "e3k")"},
      {"1.2.3", R"(invalid quantity "1.2.3": unknown suffix ".3")"},
      {"1,5", R"(invalid quantity "1,5": unknown suffix ",5")"},
      {"0x10", R"(invalid quantity "0x10": unknown suffix "x10")"},
      {"1e2147483648", R"(invalid quantity "1e2147483648": the exponent is out of range)"},
      {"1e99999999999999999999", R"(invalid quantity "1e99999999999999999999": the exponent is out of range)"},
      {"1e1000", R"(invalid quantity "1e1000": it has more than 1000 digits before the point)"},
  };
  for (const auto& [text, message] : kCases) {
    const auto quantity = Quantity::Parse(text);
    ASSERT_FALSE(quantity) << text;
    EXPECT_EQ(quantity.error().Code(), ErrorCode::kDecode) << text;
    EXPECT_EQ(quantity.error().Message(), message) << text;
  }
}

TEST(QuantityTest, IsMadeFromNumbers) {
  EXPECT_EQ(Quantity::FromValue(0).text(), "0");
  EXPECT_EQ(Quantity::FromValue(1'500).text(), "1500");
  EXPECT_EQ(Quantity::FromValue(2'000'000).text(), "2M");
  EXPECT_EQ(Quantity::FromValue(1 << 20, Format::kBinarySI).text(), "1Mi");
  EXPECT_EQ(Quantity::FromValue(1'000, Format::kBinarySI).text(), "1k");
  EXPECT_EQ(Quantity::FromValue(12'000'000, Format::kDecimalExponent).text(), "12e6");
  EXPECT_EQ(Quantity::FromValue(kMin).text(), "-9223372036854775808");
  EXPECT_EQ(Quantity::FromMilliValue(1'500).text(), "1500m");
  EXPECT_EQ(Quantity::FromMilliValue(-250).text(), "-250m");
  EXPECT_EQ(Quantity::FromMilliValue(3'000).text(), "3");
  EXPECT_EQ(Quantity::FromMilliValue(kMax).text(), "9223372036854775807m");
}

TEST(QuantityTest, AddsAndSubtractsExactly) {
  const struct {
    const char *a, *b, *sum, *difference;
  } kCases[] = {
      {"1", "1", "2", "0"},
      {"500m", "1.5", "2", "-1"},
      {"1Gi", "512Mi", "1536Mi", "512Mi"},
      {"1Gi", "1G", "2073741824", "73741824"},
      {"1G", "1Gi", "2073741824", "-73741824"},
      {"0", "1Ki", "1Ki", "-1Ki"},
      {"1Ki", "0", "1Ki", "1Ki"},
      {"1Ki", "1", "1025", "1023"},
      {"1n", "1E", "1000000000000000000000000001n", "-999999999999999999999999999n"},
      {"-1", "-1", "-2", "0"},
      {"9223372036854775807", "1", "9223372036854775808", "9223372036854775806"},
      {"7Ei", "7Ei", "16140901064495857664", "0"},
      {"999m", "1m", "1", "998m"},
      {"1e3", "1", "1001", "999"},
      {"0.1", "0.2", "300m", "-100m"},
  };
  for (const auto& [a, b, sum, difference] : kCases) {
    EXPECT_EQ((Quantity(a) + b).text(), sum) << a << " + " << b;
    EXPECT_EQ((Quantity(a) - b).text(), difference) << a << " - " << b;
  }
}

TEST(QuantityTest, AddsItselfToItself) {
  Quantity quantity = "1500m";
  quantity += quantity;
  EXPECT_EQ(quantity.text(), "3");
  const Quantity& same = quantity;
  quantity -= same;
  EXPECT_TRUE(quantity.IsZero());
}

TEST(QuantityTest, Negates) {
  EXPECT_EQ((-Quantity("1.5Gi")).text(), "-1536Mi");
  EXPECT_EQ((-Quantity("-1")).text(), "1");
  EXPECT_EQ((-Quantity("0")).text(), "0");
}

TEST(QuantityTest, TellsItsSign) {
  EXPECT_EQ(Quantity("-1n").Sign(), -1);
  EXPECT_EQ(Quantity("-0").Sign(), 0);
  EXPECT_EQ(Quantity("1Ki").Sign(), 1);
}

TEST(QuantityTest, GivesTheNearestDouble) {
  EXPECT_EQ(Quantity("1500m").AsDouble(), 1.5);
  EXPECT_EQ(Quantity("0.1").AsDouble(), 0.1);
  EXPECT_EQ(Quantity("-1Gi").AsDouble(), -1073741824.0);
  EXPECT_EQ(Quantity("1e400").AsDouble(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(Quantity("-1e400").AsDouble(), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(Quantity("some").AsDouble()));
}

TEST(QuantityTest, ATextThatIsNoQuantityEqualsOnlyItself) {
  EXPECT_EQ(Quantity("some"), Quantity("some"));
  EXPECT_NE(Quantity("some"), Quantity("more"));
  EXPECT_NE(Quantity("some"), Quantity("0"));
  EXPECT_GT(Quantity("more"), Quantity("1e999"));
  EXPECT_LT(Quantity("more"), Quantity("some"));
  EXPECT_FALSE(Quantity("some").IsZero());
  EXPECT_EQ(Quantity("some").Value(), 0);
}

TEST(QuantityTest, ATextThatIsNoQuantityIsTheResultOfItsArithmetic) {
  EXPECT_EQ((Quantity("1") + "some").text(), "some");
  EXPECT_EQ((Quantity("some") - "1").text(), "some");
  EXPECT_EQ((-Quantity("some")).text(), "some");
  EXPECT_EQ(Quantity("some").Canonical(), "some");
}

TEST(QuantityTest, IsNotSlowedDownByHostileTexts) {
  const std::string nines(1 << 20, '9');
  EXPECT_FALSE(Quantity::Parse(nines));
  EXPECT_FALSE(Quantity::Parse("1e2147483647"));
  EXPECT_FALSE(Quantity::Parse(nines + "e2147483647"));
  EXPECT_EQ(Quantity(nines + "Ki").Canonical(), "9223372036854775807");
  EXPECT_EQ(Quantity("0." + nines + "Ei").Canonical(), "1Ei");
  EXPECT_EQ(Quantity(nines + "e-2147483647").Canonical(), "1e-9");
  EXPECT_EQ(Quantity("1e-" + nines), Quantity("1e-" + nines));
  EXPECT_EQ(Quantity(std::string(1 << 20, '0') + "1." + std::string(1 << 20, '0')), "1");
  EXPECT_EQ((Quantity("1e999") - "1n").Value(), kMax);
}

}  // namespace
}  // namespace k8s
