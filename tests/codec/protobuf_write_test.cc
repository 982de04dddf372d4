#include <string>

#include "codec/sample.h"
#include "codec/wire_bytes.h"
#include <gtest/gtest.h>

#include <k8s/codec/describe.h>
#include <k8s/codec/protobuf.h>

#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace k8s {
namespace {

using sample::Port;
using sample::Widget;
using test::Entry;
using test::Enveloped;
using test::Number;
using test::Tag;
using test::Text;

std::string Write(const Widget& widget) {
  const Result<std::string> bytes = ToProtobuf(widget);
  EXPECT_TRUE(bytes) << (bytes ? "" : bytes.error().ToString());
  return bytes.value_or("");
}

const std::string kNoPort = Text(1, "") + Number(2, 0) + Text(3, "");

// Numbers, strings and structs are there although they are zero; pointers, lists and maps are not.
TEST(ProtobufWriteTest, WritesOfAnEmptyObjectWhatGoWrites) {
  EXPECT_EQ(Write(Widget()), Enveloped(Text(1, "") + Text(3, Number(1, 0)) + Number(5, 0) + Number(7, 0) + Text(10, "") +
                                       Text(17, kNoPort) + Text(18, kNoPort)));
}

TEST(ProtobufWriteTest, WritesEveryKindOfMember) {
  Widget widget;
  widget.name = "w";
  widget.labels = {{"b", "2"}, {"a", ""}};
  widget.enabled = true;
  widget.maybe = false;
  widget.always = -7;
  widget.replicas = 0;
  widget.large = 1LL << 40;
  widget.ratio = 0.5;
  widget.data = "data";
  widget.created = *Time::FromUnix(0);
  widget.renewed = *MicroTime::FromUnixMicros(-1);
  widget.period = std::chrono::seconds(-1);
  widget.limits = {{"cpu", "500m"}, {"memory", {}}};
  widget.target = "http";
  widget.raw = RawJson("{}");
  widget.raws = {RawJson("1"), RawJson()};
  widget.plain.name = "p";
  widget.boxed.Ensure();
  widget.ports.resize(2);
  widget.requiredList = {"x", ""};
  widget.extra = {{"k", {"v"}}, {"none", {}}};
  widget.child.Ensure();
  widget.either.Ensure().all = true;

  const std::string half("\0\0\0\0\0\0\xE0\x3F", 8);
  const std::string noWidget =
      Text(1, "") + Text(3, Number(1, 0)) + Number(5, 0) + Number(7, 0) + Text(10, "") + Text(17, kNoPort) + Text(18, kNoPort);
  EXPECT_EQ(Write(widget),
            Enveloped(Text(1, "w") + Entry(2, "a", "") + Entry(2, "b", "2") + Text(3, Number(1, 1) + Number(2, 0)) +
                      Number(5, static_cast<std::uint64_t>(-7)) + Number(6, 0) + Number(7, 1ULL << 40) + Tag(8, 1) + half +
                      Text(9, "data") + Text(10, Number(1, 0) + Number(2, 0)) +
                      Text(11, Number(1, static_cast<std::uint64_t>(-1)) + Number(2, 999'999'000)) +
                      Text(12, Number(1, static_cast<std::uint64_t>(-1'000'000'000))) + Entry(13, "cpu", Text(1, "500m")) +
                      Entry(13, "memory", Text(1, "0")) + Text(14, Number(1, 1) + Number(2, 0) + Text(3, "http")) +
                      Text(15, Text(1, "{}")) + Text(16, Text(1, "1")) + Text(16, "") +
                      Text(17, Text(1, "p") + Number(2, 0) + Text(3, "")) + Text(18, kNoPort) + Text(19, kNoPort) +
                      Text(20, kNoPort) + Text(20, kNoPort) + Text(21, Text(1, "x") + Text(1, "")) +
                      Entry(22, "k", Text(1, "v")) + Entry(22, "none", "") + Text(23, noWidget) + Text(24, Number(3, 1))));
  const Result<Widget> back = FromProtobuf<Widget>(Write(widget));
  ASSERT_TRUE(back) << back.error().ToString();
  EXPECT_EQ(*back, widget);
}

// Go, having read a schema from JSON, has `allows` true beside it, and JSON cannot say that it is false.
TEST(ProtobufWriteTest, WritesWhatIsEitherABoolOrSomethingElseAsGoHasIt) {
  Widget widget;
  widget.either.Ensure().port.Ensure().number = 9;
  const Result<std::string> bytes = ToProtobuf(*widget.either);
  EXPECT_EQ(bytes.value(), Text(1, Text(1, "") + Number(2, 9) + Text(3, "")) + Number(3, 1));
  EXPECT_EQ(FromProtobuf<sample::PortsOrBool>(*bytes).value(), *widget.either);

  widget.either = sample::PortsOrBool();
  EXPECT_EQ(ToProtobuf(*widget.either).value(), Number(3, 0));
  widget.either->all = true;
  EXPECT_EQ(ToProtobuf(*widget.either).value(), Number(3, 1));
  EXPECT_EQ(FromProtobuf<sample::PortsOrBool>(Number(3, 1)).value(), *widget.either);
}

TEST(ProtobufWriteTest, AppendsToWhatIsThere) {
  Port port;
  port.number = 300;
  std::string bytes = "before";
  ASSERT_TRUE(codec::WriteProtobuf(Port::kType, &port, bytes));
  EXPECT_EQ(bytes, "before" + Text(1, "") + Number(2, 300) + Text(3, ""));
}

TEST(ProtobufWriteTest, WritesLargeObjects) {
  Widget widget;
  widget.name = std::string(3'000'000, 'n');
  for (int i = 0; i < 100'000; ++i) widget.ports.emplace_back().number = i;
  const Result<Widget> back = FromProtobuf<Widget>(Write(widget));
  ASSERT_TRUE(back) << back.error().ToString();
  EXPECT_EQ(*back, widget);
}

struct Partly {
  std::int32_t numbered = 0;
  std::string unnumbered;

  static const codec::Type kType;
};
constexpr codec::Field kPartlyFields[] = {
    {.name = "numbered", .type = codec::TypeOf<std::int32_t>(), .offset = offsetof(Partly, numbered), .protobuf = {1}},
    {.name = "unnumbered", .type = codec::TypeOf<std::string>(), .offset = offsetof(Partly, unnumbered)},
};
constexpr codec::Struct kPartly = {.name = "sample.Partly", .fields = kPartlyFields};
constinit const codec::Type Partly::kType = codec::StructType<Partly>(&kPartly);

struct Never {
  std::string name;

  static const codec::Type kType;
};
constexpr codec::Field kNeverFields[] = {
    {.name = "name", .type = codec::TypeOf<std::string>(), .offset = offsetof(Never, name)},
};
constexpr codec::Struct kNever = {.name = "sample.Never", .fields = kNeverFields};
constinit const codec::Type Never::kType = codec::StructType<Never>(&kNever);

TEST(ProtobufWriteTest, RefusesToLoseAField) {
  Partly partly;
  EXPECT_EQ(*ToProtobuf(partly), Number(1, 0));
  partly.unnumbered = "x";
  std::string bytes = "before";
  const Result<void> written = codec::WriteProtobuf(Partly::kType, &partly, bytes);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().Code(), ErrorCode::kUnsupported);
  EXPECT_EQ(written.error().Message(), "unnumbered: a field that has no protobuf form");
  EXPECT_EQ(bytes, "before");
}

TEST(ProtobufWriteTest, RefusesATypeWithoutProtobufForm) {
  const Result<std::string> written = ToProtobuf(Never());
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().Code(), ErrorCode::kUnsupported);
  const Result<Never> read = FromProtobuf<Never>("");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Code(), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace k8s
