#include <map>
#include <string>

#include <gtest/gtest.h>

#include <k8s/codec/yaml_scalar.h>

namespace k8s::codec {
namespace {

using Kind = YamlScalarKind;

TEST(YamlScalarTest, TakesTheWordsOfYaml11ForBooleansAndNull) {
  for (const char* text : {"y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}) {
    EXPECT_EQ(ResolveYamlScalar(text).json, "true") << text;
  }
  for (const char* text : {"n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) {
    EXPECT_EQ(ResolveYamlScalar(text).json, "false") << text;
  }
  for (const char* text : {"", "~", "null", "Null", "NULL"}) EXPECT_EQ(ResolveYamlScalar(text).kind, Kind::kNull) << text;
}

TEST(YamlScalarTest, ReadsNumbersAsGoDoes) {
  const std::map<std::string, std::string> numbers = {
      {"0", "0"},
      {"-0", "0"},
      {"+1", "1"},
      {"01", "1"},
      {"0644", "420"},
      {"0o644", "420"},
      {"0O644", "420"},
      {"-0644", "-420"},
      {"+0o17", "15"},
      {"08", "8"},
      {"0x1F", "31"},
      {"0X1f", "31"},
      {"-0x10", "-16"},
      {"0b101", "5"},
      {"-0b11", "-3"},
      {"1_000", "1000"},
      {"1__000", "1000"},
      {"1_", "1"},
      {"0x_1", "1"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"100000000000000000000", "100000000000000000000"},
      {"1e3", "1000"},
      {"1E3", "1000"},
      {"1e+3", "1000"},
      {"1e-3", "0.001"},
      {"1.5e3", "1500"},
      {"1.e3", "1000"},
      {"1.", "1"},
      {".5", "0.5"},
      {"-.5", "-0.5"},
      {"+.5", "0.5"},
      {".5e1", "5"},
      {"1_0.5", "10.5"},
      {"1.10", "1.1"},
      {"1e20", "100000000000000000000"},
      {"1e21", "1e+21"},
      {"1e-6", "0.000001"},
      {"1e-7", "1e-07"},
      {"1e-400", "0"},
      {"0.0000001e-320", "0"},
      {"-0.0", "-0"},
      {"123456789.125", "123456789.125"},
  };
  for (const auto& [text, json] : numbers) EXPECT_EQ(ResolveYamlScalar(text).json, json) << text;
}

TEST(YamlScalarTest, LeavesOtherTextsAlone) {
  for (const char* text : {"yEs",   "tRue",    "nUll", "_1",    "0xg",      "0b12",       "0x",
                           "0o",    "0b",      "1a",   "1.2.3", "1-2",      "--1",        "+-1",
                           "0x1p4", "1e",      "1e+",  "e3",    ".",        "..",         "-",
                           "+",     "0.0.0.0", "10Gi", "500m",  "1/2",      "1:30",       "190:20:30.15",
                           "inf",   "nan",     "=",    "<<",    "12:30:45", "2001-12-14", "2001-12-14T21:59:43Z",
                           "1e400", "-1e400"}) {
    EXPECT_EQ(ResolveYamlScalar(text).kind, Kind::kString) << text;
  }
}

TEST(YamlScalarTest, KnowsWhatIsNoNumberOfJson) {
  for (const char* text : {".inf", "-.inf", "+.inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"}) {
    EXPECT_EQ(ResolveYamlScalar(text).kind, Kind::kNotANumber) << text;
  }
}

TEST(YamlScalarTest, NamesKeysThatAreFractionsAsGoDoes) {
  EXPECT_EQ(YamlFloatKey(1.5), "1.5");
  EXPECT_EQ(YamlFloatKey(1.1), "1.1");
  EXPECT_EQ(YamlFloatKey(1000), "1000");
  EXPECT_EQ(YamlFloatKey(1e6), "1e+06");
  EXPECT_EQ(YamlFloatKey(1e20), "1e+20");
  EXPECT_EQ(YamlFloatKey(0.0001), "0.0001");
  EXPECT_EQ(YamlFloatKey(0.00001), "1e-05");
}

TEST(YamlScalarTest, KnowsWhatAnotherReaderMayMistake) {
  for (const char* text : {"",
                           "~",
                           "yes",
                           "off",
                           "y",
                           "null",
                           "1",
                           "1.10",
                           "0o17",
                           "0x1F",
                           ".5",
                           ".inf",
                           "1e400",
                           "12:30",
                           "1:30:45",
                           "-1:30",
                           "=",
                           "<<",
                           "1_000",
                           ".5_0",
                           "2026-01-02",
                           "2026-1-2",
                           "2026-01-02T03:04:05Z",
                           "2026-01-02 03:04:05.5 +1"}) {
    EXPECT_TRUE(IsAmbiguousInYaml(text)) << text;
  }
  for (const char* text : {"yess", "nil", "1.2.3", "v1", "10Gi", "1a", "10.0.0.1", "10.0.0.0/8", "a:1", "12:ab", "::1",
                           "2026-01", "2026-01-02-build", "nginx:1.10", "-", ":", "e3"}) {
    EXPECT_FALSE(IsAmbiguousInYaml(text)) << text;
  }
}

}  // namespace
}  // namespace k8s::codec
