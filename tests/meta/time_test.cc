#include <chrono>
#include <cstdint>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <k8s/meta/time.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

static_assert(sizeof(Time) == 8 && sizeof(MicroTime) == 8);
static_assert(Time().IsZero() && MicroTime().IsZero());

TEST(TimeTest, IsGosZeroTimeByDefault) {
  EXPECT_EQ(Time().ToString(), "0001-01-01T00:00:00Z");
  EXPECT_EQ(*Time::Parse("0001-01-01T00:00:00Z"), Time());
  EXPECT_FALSE(Time::FromUnix(0)->IsZero());
}

TEST(TimeTest, NormalizesToUtcAndToWholeSeconds) {
  const struct {
    const char* text;
    const char* utc;
  } kCases[] = {
      {"2026-01-02T15:04:05Z", "2026-01-02T15:04:05Z"},         {"2026-01-02T15:04:05+00:00", "2026-01-02T15:04:05Z"},
      {"2026-01-02T15:04:05+02:30", "2026-01-02T12:34:05Z"},    {"2026-01-02T15:04:05-10:00", "2026-01-03T01:04:05Z"},
      {"2026-01-02T15:04:05.5Z", "2026-01-02T15:04:05Z"},       {"2026-01-02T15:04:05.999999999999Z", "2026-01-02T15:04:05Z"},
      {"2026-01-02T15:04:05.25-00:01", "2026-01-02T15:05:05Z"}, {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
      {"2000-02-29T23:59:59Z", "2000-02-29T23:59:59Z"},         {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
      {"1969-12-31T23:59:59.9Z", "1969-12-31T23:59:59Z"},       {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
      {"0001-01-01T01:00:00+01:00", "0001-01-01T00:00:00Z"},    {"2026-01-02T5:04:05Z", "2026-01-02T05:04:05Z"},
      {"2026-01-02T15:04:05,5Z", "2026-01-02T15:04:05Z"},       {"2026-01-02T15:04:05+24:00", "2026-01-01T15:04:05Z"},
      {"2026-01-02T15:04:05-02:60", "2026-01-02T18:04:05Z"},
  };
  for (const auto& [text, utc] : kCases) {
    const auto time = Time::Parse(text);
    ASSERT_TRUE(time) << time.error().ToString();
    EXPECT_EQ(time->ToString(), utc) << text;
  }
}

TEST(TimeTest, RefusesWhatGoRefuses) {
  const struct {
    const char* text;
    const char* what;
  } kCases[] = {
      {"", "it is too short for 2006-01-02T15:04:05Z"},
      {"2026-01-02", "it is too short for 2006-01-02T15:04:05Z"},
      {"2026-01-02T15:04:05", "it is too short for 2006-01-02T15:04:05Z"},
      {"2026-01-02 15:04:05Z", "it is not of the form 2006-01-02T15:04:05Z"},
      {"2026-01-02t15:04:05Z", "it is not of the form 2006-01-02T15:04:05Z"},
      {"2026-1-02T15:04:05.00Z", "it is not of the form 2006-01-02T15:04:05Z"},
      {"2026-01-02T15:04:-5Z", "it is not of the form 2006-01-02T15:04:05Z"},
      {"-026-01-02T15:04:05Z", "it is not of the form 2006-01-02T15:04:05Z"},
      {" 2026-01-02T15:04:05Z", "it is not of the form 2006-01-02T15:04:05Z"},
      {"2026-00-02T15:04:05Z", "there is no such month"},
      {"2026-13-02T15:04:05Z", "there is no such month"},
      {"2026-01-00T15:04:05Z", "there is no such day"},
      {"2026-02-29T15:04:05Z", "there is no such day"},
      {"1900-02-29T15:04:05Z", "there is no such day"},
      {"2026-04-31T15:04:05Z", "there is no such day"},
      {"2026-01-02T24:00:00Z", "there is no such hour"},
      {"2026-01-02T15:60:05Z", "there is no such minute"},
      {"2026-06-30T23:59:60Z", "there is no such second"},
      {"2026-01-02T15:04:05z", "it does not end with Z or an offset such as +02:00"},
      {"2026-01-02T15:04:05.Z", "it does not end with Z or an offset such as +02:00"},
      {"2026-01-02T15:04:05.5", "it does not end with Z or an offset such as +02:00"},
      {"2026-01-02T15:04:05+0200", "it does not end with Z or an offset such as +02:00"},
      {"2026-01-02T15:04:05+02:61", "it does not end with Z or an offset such as +02:00"},
      {"2026-01-02T15:04:05+25:00", "it does not end with Z or an offset such as +02:00"},
      {"2026-01-02T155:04:05Z", "it is not of the form 2006-01-02T15:04:05Z"},
      {"2026-01-02T:04:05Z", "it is too short for 2006-01-02T15:04:05Z"},
      {"2026-01-02T15:04:05Z ", "it does not end with Z or an offset such as +02:00"},
      {"0000-12-31T23:59:59Z", "it is not in the years 1 to 9999"},
      {"0001-01-01T00:00:00+00:01", "it is not in the years 1 to 9999"},
      {"9999-12-31T23:59:59-00:01", "it is not in the years 1 to 9999"},
  };
  for (const auto& [text, what] : kCases) {
    const auto time = Time::Parse(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().Code(), ErrorCode::kDecode) << text;
    EXPECT_EQ(time.error().Message(), std::string("invalid time \"") + text + "\": " + what);
    EXPECT_FALSE(MicroTime::Parse(text)) << text;
  }
}

TEST(TimeTest, WritesEveryDayAsItReadsIt) {
  constexpr std::int64_t kDay = 86'400;
  for (std::int64_t second = Time().UnixSeconds() + kDay - 1; second < 253'402'300'800; second += 97 * kDay + 3'661) {
    const auto time = Time::FromUnix(second);
    ASSERT_TRUE(time);
    ASSERT_EQ(Time::Parse(time->ToString())->UnixSeconds(), second) << time->ToString();
  }
}

TEST(TimeTest, RefusesSecondsBeyondItsYears) {
  EXPECT_TRUE(Time::FromUnix(-62'135'596'800));
  EXPECT_TRUE(Time::FromUnix(253'402'300'799));
  EXPECT_FALSE(Time::FromUnix(-62'135'596'801));
  EXPECT_FALSE(Time::FromUnix(253'402'300'800));
  EXPECT_EQ(Time::FromUnix(std::numeric_limits<std::int64_t>::min()).error().Message(),
            "-9223372036854775808 seconds after 1970 is not in the years 1 to 9999");
}

TEST(TimeTest, ComesFromAndGoesToTheSystemClock) {
  const system_clock::time_point moment(1'767'366'245s + 999ms);
  EXPECT_EQ(Time(moment).ToString(), "2026-01-02T15:04:05Z");
  EXPECT_EQ(Time(moment).ToTimePoint(), system_clock::time_point(1'767'366'245s));
  EXPECT_EQ(Time(system_clock::time_point(-1ms)).ToString(), "1969-12-31T23:59:59Z");
}

TEST(TimeTest, StaysInTheRangeOfTheSystemClock) {
  EXPECT_LE(Time().ToTimePoint(), system_clock::time_point());
  EXPECT_GE(Time::FromUnix(253'402'300'799)->ToTimePoint(), system_clock::time_point());
  EXPECT_LE(MicroTime().ToTimePoint(), system_clock::time_point());
}

TEST(TimeTest, OrdersMoments) {
  EXPECT_LT(Time(), *Time::Parse("2026-01-02T15:04:05Z"));
  EXPECT_LT(*Time::Parse("2026-01-02T15:04:05Z"), *Time::Parse("2026-01-02T15:04:05-01:00"));
}

TEST(MicroTimeTest, WritesSixDigits) {
  const struct {
    const char* text;
    const char* written;
  } kCases[] = {
      {"2026-01-02T15:04:05.123456Z", "2026-01-02T15:04:05.123456Z"},
      {"2026-01-02T15:04:05.1Z", "2026-01-02T15:04:05.100000Z"},
      {"2026-01-02T15:04:05.123456999Z", "2026-01-02T15:04:05.123456Z"},
      {"2026-01-02T15:04:05Z", "2026-01-02T15:04:05.000000Z"},
      {"2026-01-02T15:04:05.000001+01:00", "2026-01-02T14:04:05.000001Z"},
      {"1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"},
      {"0001-01-01T00:00:00.000000Z", "0001-01-01T00:00:00.000000Z"},
      {"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"},
  };
  for (const auto& [text, written] : kCases) {
    const auto time = MicroTime::Parse(text);
    ASSERT_TRUE(time) << time.error().ToString();
    EXPECT_EQ(time->ToString(), written) << text;
  }
}

TEST(MicroTimeTest, ComesFromAndGoesToTheSystemClock) {
  const system_clock::time_point moment(1'767'366'245s + 123'456'789ns);
  EXPECT_EQ(MicroTime(moment).ToString(), "2026-01-02T15:04:05.123456Z");
  EXPECT_EQ(MicroTime(moment).ToTimePoint(), system_clock::time_point(1'767'366'245s + 123'456us));
  EXPECT_EQ(MicroTime(system_clock::time_point(-1ns)).UnixMicros(), -1);
}

TEST(MicroTimeTest, RefusesMicrosecondsBeyondItsYears) {
  EXPECT_TRUE(MicroTime::FromUnixMicros(253'402'300'799'999'999));
  EXPECT_FALSE(MicroTime::FromUnixMicros(253'402'300'800'000'000));
  EXPECT_FALSE(MicroTime::FromUnixMicros(-62'135'596'800'000'001));
}

}  // namespace
}  // namespace k8s
