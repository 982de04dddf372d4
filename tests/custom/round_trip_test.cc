#include <string>

#include "custom/sample.h"
#include <gtest/gtest.h>
#include <sink/api/sink/v1/sink.h>

#include <k8s/codec/json.h>
#include <k8s/codec/value_convert.h>

namespace k8s::test {
namespace {

namespace sinkv1 = sink::sinkv1;

TEST(CustomRoundTripTest, KeepsEveryMember) {
  const auto full = FromJson<sinkv1::Sink>(kFullSink).value();
  EXPECT_EQ(Value::FromJson(ToJson(full).value()).value(), Value::FromJson(kFullSink).value());
}

// Had any of these another type, this would not compile.
TEST(CustomRoundTripTest, EachConstructHasItsType) {
  const auto spec = FromJson<sinkv1::Sink>(kFullSink).value().spec;
  EXPECT_EQ(spec.replicas, std::int32_t{3});
  EXPECT_EQ(spec.size, std::int64_t{8});
  EXPECT_EQ(spec.level, sinkv1::SinkSpecLevel::k2);
  EXPECT_EQ(spec.offset, sinkv1::SinkSpecOffset::kMinus10);
  EXPECT_EQ(spec.port, IntOrString("http"));
  EXPECT_EQ(spec.matrix.at(0), (std::vector<std::int32_t>{1, 2}));
  EXPECT_EQ(spec.cubes.at(0).at(0).edge, 1);
  EXPECT_EQ(spec.shelves.at("top").at(0).name, "first");
  EXPECT_EQ(spec.nested->deeper->deepest, "bottom");
  EXPECT_EQ(spec.holes.at(1).text(), "null");
  EXPECT_EQ(spec.anything.text(), R"([1, "two", {"three": null}])");
  EXPECT_EQ(spec.fooBar->a, "13");
  EXPECT_EQ(spec.FooBar->c, "15");
  EXPECT_EQ(spec.foo_bar, "11");
  EXPECT_EQ(spec.foo_bar2, "12");
}

// Null says something there: nothing would be a violation, and so would what is empty instead.
TEST(CustomRoundTripTest, WhatIsRequiredAndMayBeNullIsWrittenAsNull) {
  sinkv1::SinkSpecGaps gaps;
  EXPECT_EQ(ToJson(gaps).value(), R"({"anything":null,"list":null,"number":null,"object":null,"text":null})");
  const std::string full = R"({"anything":[null],"list":[],"number":0,"object":{},"text":""})";
  gaps = FromJson<sinkv1::SinkSpecGaps>(full).value();
  EXPECT_EQ(ToJson(gaps).value(), full);
}

// What Go would write in another way, and what it would not read although the server has taken it.
TEST(CustomRoundTripTest, ATimeStaysAsTheServerHasIt) {
  for (const std::string time : {"2026-01-02T15:04:05.123456Z", "2026-01-02T15:04:05.123456789+02:00", "2026-01-02t15:04:05z",
                                 "0000-01-01T00:00:00Z", "2026-01-02T15:04:05+99:99"}) {
    const std::string spec = R"({"image":"sink:1","since":")" + time + R"("})";
    const auto read = FromJson<sinkv1::SinkSpec>(spec);
    ASSERT_TRUE(read) << read.error().ToString();
    EXPECT_EQ(ToJson(*read).value(), spec);
  }
}

TEST(CustomRoundTripTest, WhatIsAbsentIsNotWritten) {
  sinkv1::Sink sink;
  sink.metadata.name = "bare";
  EXPECT_EQ(ToJson(sink).value(),
            R"({"apiVersion":"sink.example.com/v1","kind":"Sink","metadata":{"name":"bare"},"spec":{"image":""}})");
}

}  // namespace
}  // namespace k8s::test
