#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <k8s/codec/parse_double.h>

namespace k8s::codec {
namespace {

TEST(ParseDoubleTest, GivesTheNearestDouble) {
  EXPECT_EQ(ParseDouble("0.1"), 0.1);
  EXPECT_EQ(ParseDouble("-12.5e3"), -12500.0);
  EXPECT_EQ(ParseDouble("9007199254740993"), 9007199254740992.0);
  EXPECT_EQ(ParseDouble("5e-324"), 5e-324);
  EXPECT_EQ(ParseDouble("1.7976931348623157e308"), 1.7976931348623157e308);
}

TEST(ParseDoubleTest, TakesWhatIsTooSmallForZero) {
  const std::string zeros(400, '0');
  for (const std::string& text : {std::string("1e-400"), std::string("123.4E-500"), "0." + zeros + "1", "0." + zeros + "1e+10",
                                  "1" + zeros + "e-900", std::string("1e-99999999999999999999")}) {
    EXPECT_EQ(ParseDouble(text), 0.0) << text;
  }
  EXPECT_TRUE(std::signbit(ParseDouble("-1e-400").value()));
  EXPECT_EQ(ParseDouble("0e99999999999999999999"), 0.0);
}

TEST(ParseDoubleTest, RefusesWhatIsTooLarge) {
  const std::string zeros(400, '0');
  for (const std::string& text : {std::string("1e400"), std::string("-1e309"), "1" + zeros, "1" + zeros + "e-10",
                                  "0." + zeros + "1e+900", std::string("1e99999999999999999999")}) {
    EXPECT_EQ(ParseDouble(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace k8s::codec
