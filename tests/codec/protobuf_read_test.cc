#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "codec/sample.h"
#include "codec/wire_bytes.h"
#include <gtest/gtest.h>

#include <k8s/codec/describe.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>

namespace k8s {
namespace {

using sample::Port;
using sample::Widget;
using test::Entry;
using test::Enveloped;
using test::Number;
using test::Tag;
using test::Text;

Widget Read(const std::string& message, const ProtobufReadOptions& options = {}) {
  Result<Widget> widget = FromProtobuf<Widget>(Enveloped(message), options);
  EXPECT_TRUE(widget) << (widget ? "" : widget.error().ToString());
  return widget ? *widget : Widget();
}

// The error of a port, which has no envelope, so that offsets are easy to count.
std::string ErrorOf(const std::string& port) {
  Result<Port> read = FromProtobuf<Port>(port);
  EXPECT_FALSE(read);
  if (read) return "";
  EXPECT_EQ(read.error().Code(), ErrorCode::kDecode);
  return read.error().Message();
}

std::string ErrorInWidget(const std::string& message, const ProtobufReadOptions& options = {}) {
  Result<Widget> read = FromProtobuf<Widget>(Enveloped(message), options);
  EXPECT_FALSE(read);
  return read ? "" : read.error().Message();
}

TEST(ProtobufReadTest, ReadsEveryKindOfMember) {
  const std::string half("\0\0\0\0\0\0\xE0\x3F", 8);
  const Widget widget =
      Read(Text(1, "w") + Entry(2, "a", "1") + Entry(2, "b", "2") + Text(3, Number(1, 1) + Number(2, 0)) +
           Number(5, static_cast<std::uint64_t>(-7)) + Number(6, 0) + Number(7, 9007199254740993) + Tag(8, 1) + half +
           Text(9, "h\0i") + Text(10, Number(1, 5) + Number(2, 0)) + Text(11, Number(1, 5) + Number(2, 6000)) +
           Text(12, Number(1, 90'000'000'000)) + Entry(13, "cpu", Text(1, "500m")) +
           Text(14, Number(1, 1) + Number(2, 0) + Text(3, "http")) + Text(15, Text(1, R"({"any": [1, 2]})")) +
           Text(16, Text(1, "null")) + Text(16, Text(1, "1")) + Text(17, Number(2, 1)) + Text(18, Number(2, 2)) + Text(19, "") +
           Text(20, Text(1, "x") + Number(2, 80)) + Text(20, Number(2, 81)) + Text(21, Text(1, "p") + Text(1, "q")) +
           Entry(22, "k", Text(1, "v1") + Text(1, "v2")) + Text(23, Text(1, "c")) + Text(24, Text(1, Number(2, 9))));
  EXPECT_EQ(widget.name, "w");
  EXPECT_EQ(widget.labels.at("b"), "2");
  EXPECT_TRUE(widget.enabled);
  EXPECT_EQ(widget.maybe, false);
  EXPECT_EQ(widget.always, -7);
  EXPECT_EQ(widget.replicas, 0);
  EXPECT_EQ(widget.large, 9007199254740993);
  EXPECT_EQ(widget.ratio, 0.5);
  EXPECT_EQ(widget.data, Bytes("h"));
  EXPECT_EQ(widget.created.ToString(), "1970-01-01T00:00:05Z");
  EXPECT_EQ(widget.renewed->ToString(), "1970-01-01T00:00:05.000006Z");
  EXPECT_EQ(widget.period->ToString(), "1m30s");
  EXPECT_EQ(widget.limits.at("cpu").text(), "500m");
  EXPECT_EQ(widget.target->AsString(), "http");
  EXPECT_EQ(widget.raw.text(), R"({"any": [1, 2]})");
  ASSERT_EQ(widget.raws.size(), 2u);
  EXPECT_EQ(widget.raws[0].text(), "null");
  EXPECT_EQ(widget.plain.number, 1);
  EXPECT_EQ(widget.required.number, 2);
  EXPECT_TRUE(widget.boxed);
  ASSERT_EQ(widget.ports.size(), 2u);
  EXPECT_EQ(widget.ports[1].number, 81);
  EXPECT_EQ(widget.requiredList.back(), "q");
  EXPECT_EQ(widget.extra.at("k").at(1), "v2");
  EXPECT_EQ(widget.child->name, "c");
  EXPECT_EQ(widget.either->port->number, 9);
}

TEST(ProtobufReadTest, AddsToWhatIsThere) {
  const Widget widget = Read(Text(1, "first") + Text(1, "last") + Text(19, Text(1, "x")) + Text(20, Number(2, 1)) +
                             Text(19, Number(2, 7)) + Text(20, Number(2, 2)) + Text(21, Text(1, "p")) + Text(21, Text(1, "q")));
  EXPECT_EQ(widget.name, "last");
  EXPECT_EQ(widget.boxed->name, "x");
  EXPECT_EQ(widget.boxed->number, 7);
  EXPECT_EQ(widget.ports.size(), 2u);
  EXPECT_EQ(widget.requiredList, (std::vector<std::string>{"p", "q"}));
}

TEST(ProtobufReadTest, TakesFieldsInAnyOrder) {
  const Widget widget = Read(Text(20, "") + Number(5, 3) + Text(20, "") + Text(1, "w"));
  EXPECT_EQ(widget.ports.size(), 2u);
  EXPECT_EQ(widget.always, 3);
  EXPECT_EQ(widget.name, "w");
}

TEST(ProtobufReadTest, TakesEntriesAsTheyCome) {
  const Widget widget =
      Read(Text(2, Text(2, "value") + Text(1, "behind")) + Text(2, Text(1, "no value")) + Text(2, Text(2, "no key")) +
           Entry(2, "twice", "1") + Entry(2, "twice", "2") + Text(2, Text(1, "more") + Number(7, 1) + Text(2, "x")));
  EXPECT_EQ(widget.labels, (std::map<std::string, std::string>{
                               {"behind", "value"}, {"no value", ""}, {"", "no key"}, {"twice", "2"}, {"more", "x"}}));
}

TEST(ProtobufReadTest, SkipsFieldsThatTheTypeDoesNotHave) {
  const std::string group = Tag(99, 3) + Number(1, 5) + Tag(2, 3) + Tag(2, 4) + Text(3, "x") + Tag(99, 4);
  const Port port = *FromProtobuf<Port>(Number(900, 1) + Text(31, "unknown") + group + Tag(4, 1) + std::string(8, 'x') +
                                        Tag(4, 5) + std::string(4, 'x') + Number(2, 80));
  EXPECT_EQ(port.number, 80);
}

TEST(ProtobufReadTest, CutsNumbersAsGoDoes) {
  EXPECT_EQ(FromProtobuf<Port>(Number(2, (std::uint64_t{1} << 32) + 5))->number, 5);
  EXPECT_EQ(FromProtobuf<Port>(Number(2, std::numeric_limits<std::uint64_t>::max()))->number, -1);
  EXPECT_TRUE(Read(Text(3, Number(1, 256))).enabled);
}

TEST(ProtobufReadTest, ReadsTimesAsGoDoes) {
  EXPECT_TRUE(Read(Text(10, "")).created.IsZero());
  EXPECT_EQ(Read(Text(10, Number(1, 1) + Number(2, 999'999'999))).created, *Time::FromUnix(1));
  EXPECT_EQ(Read(Text(10, Number(1, 0))).created, *Time::FromUnix(0));
  EXPECT_TRUE(Read(Text(11, "")).renewed->IsZero());
  EXPECT_EQ(Read(Text(11, Number(1, 1) + Number(2, 1999))).renewed, *MicroTime::FromUnixMicros(1'000'001));
  EXPECT_EQ(Read(Text(11, Number(2, static_cast<std::uint64_t>(-1999)))).renewed, *MicroTime::FromUnixMicros(-1));
}

TEST(ProtobufReadTest, KeepsStringsThatAreNotUtf8) { EXPECT_EQ(FromProtobuf<Port>(Text(1, "\xFF"))->name, "\xFF"); }

TEST(ProtobufReadTest, ReadsNothingFromNothing) {
  EXPECT_EQ(*FromProtobuf<Port>(""), Port());
  EXPECT_EQ(*FromProtobuf<Port>(std::string_view()), Port());
  EXPECT_EQ(Read(""), Widget());
}

TEST(ProtobufReadTest, ErrorsNameThePlace) {
  EXPECT_EQ(ErrorOf(Text(1, "x") + "\x10"), "number: not a number at byte 4");
  EXPECT_EQ(ErrorOf(Text(1, "x") + "\x10\x80\x80"), "number: not a number at byte 4");
  EXPECT_EQ(ErrorOf("\x10" + std::string(10, '\x80') + std::string(1, '\0')), "number: not a number at byte 1");
  EXPECT_EQ(ErrorOf("\x0A\x02x"), "name: not a length that ends within its message at byte 1");
  EXPECT_EQ(ErrorOf("\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"),
            "name: not a length that ends within its message at byte 1");
  EXPECT_EQ(ErrorOf(Text(2, "x")), "number: a value of another wire type at byte 1");
  EXPECT_EQ(ErrorOf(Number(1, 1)), "name: a value of another wire type at byte 1");
  EXPECT_EQ(ErrorOf(Number(2, 1) + std::string(1, '\0')), "not the tag of a field at byte 2");
  EXPECT_EQ(ErrorOf(Number(2, 1) + "\xFF\xFF\xFF\xFF\x7F"), "not the tag of a field at byte 2");
  EXPECT_EQ(ErrorOf(Tag(9, 4)), "a broken value at byte 1");
  EXPECT_EQ(ErrorOf(Tag(9, 6)), "a broken value at byte 1");
  EXPECT_EQ(ErrorOf(Tag(9, 1) + "1234567"), "a broken value at byte 1");
  EXPECT_EQ(ErrorOf(Tag(9, 3) + Tag(8, 4)), "a broken value at byte 1");
  EXPECT_EQ(ErrorOf(Tag(9, 3) + Number(1, 1)), "a broken value at byte 1");
}

TEST(ProtobufReadTest, ErrorsHaveTheWholePath) {
  EXPECT_EQ(ErrorInWidget(Text(23, Text(20, "") + Text(20, "\x10"))), "child.ports[1].number: not a number at byte 40");
  EXPECT_EQ(ErrorInWidget(Text(3, "\x10")), "maybe: not a number at byte 33");
  EXPECT_EQ(ErrorInWidget(Text(21, "\x0A\x05")), "requiredList[0]: not a length that ends within its message at byte 34");
  EXPECT_EQ(ErrorInWidget(Entry(22, "a/b", Text(1, "x") + "\x0A")),
            "extra[\"a/b\"][1]: not a length that ends within its message at byte 44");
  EXPECT_EQ(ErrorInWidget(Entry(13, "cpu", Number(1, 5))), "limits.cpu: a value of another wire type at byte 40");
  EXPECT_EQ(ErrorInWidget(Text(2, Number(2, 1))), "labels: a value of another wire type at byte 33");
  EXPECT_EQ(ErrorInWidget(Tag(8, 1) + "1234567"), "ratio: a number of eight bytes that ends early at byte 31");
}

TEST(ProtobufReadTest, RejectsValuesThatTheirTypesDoNotHave) {
  EXPECT_EQ(ErrorInWidget(Text(14, Number(1, 2))), "target: no value of its type at byte 31: neither a number nor a string");
  EXPECT_EQ(ErrorInWidget(Text(10, Number(1, 253'402'300'800))),
            "created: no value of its type at byte 31: 253402300800 seconds after 1970 is not in the years 1 to 9999");
  EXPECT_NE(ErrorInWidget(Text(11, Number(1, std::uint64_t{1} << 62))).find("is not in the years"), std::string::npos);
  EXPECT_EQ(ErrorInWidget(Text(16, Text(1, test::Envelope("v1", "Pod", "")))),
            "raws[0]: no value of its type at byte 32: an object in protobuf where JSON is kept");
}

TEST(ProtobufReadTest, BoundsItsDepth) {
  std::string nested;
  for (int i = 0; i < 300; ++i) nested = Text(23, nested);
  EXPECT_NE(ErrorInWidget(nested).find("child: nested too deep at byte"), std::string::npos);
  EXPECT_TRUE(FromProtobuf<Widget>(Enveloped(nested), {.maxDepth = 301}));

  for (int i = 0; i < 2000; ++i) nested = Text(23, nested);
  EXPECT_NE(ErrorInWidget(nested, {.maxDepth = 100'000}).find("nested too deep"), std::string::npos);

  std::string groups;
  for (int i = 0; i < 100'000; ++i) groups += Tag(9, 3);
  EXPECT_EQ(ErrorOf(groups), "a broken value at byte 1");
}

TEST(ProtobufReadTest, BoundsItsSize) {
  const std::string bytes = Enveloped(Text(1, "w"));
  EXPECT_TRUE(FromProtobuf<Widget>(bytes, {.maxBytes = bytes.size()}));
  const Result<Widget> read = FromProtobuf<Widget>(bytes, {.maxBytes = bytes.size() - 1});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Code(), ErrorCode::kDecode);
}

// Two bytes of an item become a thousand in memory: that much is only taken for items that are really reached.
TEST(ProtobufReadTest, TakesNoRoomForItemsThatAreNotReached) {
  std::string bytes = Text(1, "\x28");
  for (int i = 0; i < 100'000; ++i) bytes += Text(1, "");
  std::vector<Widget> widgets;
  EXPECT_FALSE(codec::ReadProtobuf(bytes, *codec::TypeOf<std::vector<Widget>>(), &widgets));
  EXPECT_EQ(widgets.capacity(), 1u);
}

TEST(ProtobufReadTest, BoundsTheMemoryThatFewBytesMayAskFor) {
  std::string bytes;
  for (std::size_t i = 0; i < (std::size_t{300} << 20) / sizeof(Widget); ++i) bytes += Text(1, "");
  std::vector<Widget> widgets;
  const Result<void> read = codec::ReadProtobuf(bytes, *codec::TypeOf<std::vector<Widget>>(), &widgets);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Code(), ErrorCode::kDecode);
  EXPECT_NE(read.error().Message().find("more small values than there may be memory for"), std::string::npos);
}

TEST(ProtobufReadTest, TakesTheRoomThatAListNeeds) {
  std::string ports;
  for (int i = 0; i < 100; ++i) ports += Text(20, Text(1, "a name of some length"));
  EXPECT_EQ(Read(ports).ports.capacity(), 100u);
}

TEST(ProtobufReadTest, ChecksTheKind) {
  EXPECT_TRUE(FromProtobuf<Widget>(test::Envelope("", "", "")));
  const auto errorOf = [](const std::string& bytes) {
    const Result<Widget> read = FromProtobuf<Widget>(bytes);
    EXPECT_FALSE(read);
    return read ? "" : read.error().Message();
  };
  EXPECT_EQ(errorOf(test::Envelope("v1", "Status", "")),
            "apiVersion: another kind of object at byte 8: \"v1\" where \"sample.io/v1\" is expected");
  EXPECT_EQ(errorOf(test::Envelope("sample.io/v1", "Gadget", "")),
            "kind: another kind of object at byte 22: \"Gadget\" where \"Widget\" is expected");
  EXPECT_EQ(errorOf("{}"), "no object in protobuf: it does not begin with k8s and a zero");
  EXPECT_EQ(errorOf(""), "no object in protobuf: it does not begin with k8s and a zero");
  EXPECT_EQ(errorOf(std::string("k8s\0", 4)), "no object in protobuf: there is nothing in its envelope");
  EXPECT_EQ(errorOf(std::string("k8s\0\x0A", 5)), "no object in protobuf: a broken field at byte 4");
  EXPECT_EQ(errorOf(std::string("k8s\0", 4) + Text(1, "\x12\x05")), "no object in protobuf: a broken field at byte 6");
}

TEST(ProtobufReadTest, DoesNotTakeCompressedObjects) {
  const Result<Widget> read = FromProtobuf<Widget>(std::string("k8s\0", 4) + Text(3, "gzip"));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Code(), ErrorCode::kUnsupported);
}

TEST(ProtobufReadTest, OpensEnvelopesOfAnyKind) {
  const std::string bytes = test::Envelope("v1", "Status", "xyz");
  const Result<ProtobufEnvelope> envelope = OpenProtobufEnvelope(bytes);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->apiVersion, "v1");
  EXPECT_EQ(envelope->kind, "Status");
  EXPECT_EQ(envelope->object, "xyz");
}

TEST(ProtobufReadTest, BuildsOnlyWhatTheFilterKeeps) {
  const auto filter = FieldFilter::For<Widget>({.keep = {"maybe", "ports[*].number", "child.name", "extra"}});
  ASSERT_TRUE(filter) << filter.error().ToString();
  const std::string ports = Text(20, Text(1, "x") + Number(2, 80));
  const Widget widget = Read(Text(1, "w") + Text(3, Number(1, 1) + Number(2, 1)) + ports + Entry(22, "k", Text(1, "v")) +
                                 Text(23, Text(1, "c") + ports),
                             {.filter = *filter});
  Widget expected;
  expected.maybe = true;
  expected.ports.emplace_back().number = 80;
  expected.extra["k"] = {"v"};
  expected.child.Ensure().name = "c";
  EXPECT_EQ(widget, expected);
}

TEST(ProtobufReadTest, TakesPathsToKeepToo) {
  const Widget widget = Read(Text(1, "w") + Number(5, 7), {.keep = {"always"}});
  EXPECT_EQ(widget.name, "");
  EXPECT_EQ(widget.always, 7);
  const Result<Widget> read = FromProtobuf<Widget>(Enveloped(""), {.keep = {"nothing"}});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Code(), ErrorCode::kInvalidArgument);
}

TEST(ProtobufReadTest, RejectsAFilterOfAnotherType) {
  const auto filter = FieldFilter::For<Port>({.keep = {"name"}});
  ASSERT_TRUE(filter);
  const Result<Widget> read = FromProtobuf<Widget>(Enveloped(""), {.filter = *filter});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().Code(), ErrorCode::kInvalidArgument);
}

// One of everything, as bytes.
std::string Everything() {
  const std::string half("\0\0\0\0\0\0\xE0\x3F", 8);
  const std::string port = Text(1, "x") + Number(2, 80) + Text(3, "TCP");
  return Enveloped(Text(1, "w") + Entry(2, "a", "1") + Text(3, Number(1, 1) + Number(2, 0)) + Number(5, 7) + Number(6, 300) +
                   Tag(8, 1) + half + Text(9, "bytes") + Text(10, Number(1, 5) + Number(2, 0)) +
                   Text(11, Number(1, 5) + Number(2, 6000)) + Text(12, Number(1, 90)) + Entry(13, "cpu", Text(1, "500m")) +
                   Text(14, Number(1, 1) + Number(2, 0) + Text(3, "http")) + Text(15, Text(1, "{}")) +
                   Text(16, Text(1, "null")) + Text(20, port) + Text(20, port) + Text(21, Text(1, "p")) +
                   Entry(22, "k", Text(1, "v1") + Text(1, "v2")) + Text(23, Text(20, port)) + Text(24, Text(2, port)) +
                   Tag(30, 3) + Number(1, 1) + Tag(30, 4));
}

TEST(ProtobufReadTest, SurvivesEveryCut) {
  const std::string bytes = Everything();
  constexpr std::size_t kTypeMetaEnd = 28;
  ASSERT_TRUE(FromProtobuf<Widget>(bytes));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    // In memory of its own, so that a sanitizer sees a step beyond it.
    const std::vector<char> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    const bool isWhole = size == kTypeMetaEnd || size == bytes.size() - 4 || size == bytes.size() - 2;  // between two fields
    EXPECT_EQ(FromProtobuf<Widget>(std::string_view(cut.data(), cut.size())).has_value(), isWhole) << size;
  }
}

TEST(ProtobufReadTest, SurvivesEveryWrongByte) {
  const std::string bytes = Everything();
  int rejected = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 256; ++bit) {
      std::vector<char> wrong(bytes.begin(), bytes.end());
      wrong[i] = static_cast<char>(bit);
      rejected += FromProtobuf<Widget>(std::string_view(wrong.data(), wrong.size())).has_value() ? 0 : 1;
    }
  }
  EXPECT_GT(rejected, 10'000);
}

}  // namespace
}  // namespace k8s
