#include <string>
#include <string_view>
#include <vector>

#include "codec/sample.h"
#include "codec/wire_bytes.h"
#include <gtest/gtest.h>

#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/protobuf_list.h>

namespace k8s {
namespace {

using test::Number;
using test::Tag;
using test::Text;
using test::Varint;

std::string WidgetList(const std::string& list) { return test::Envelope("sample.io/v1", "WidgetList", list); }

// What comes out of a stream that comes in pieces of that size.
struct Outcome {
  std::vector<std::string> items;
  std::string end;
  std::string error;

  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome Split(std::string_view stream, std::size_t piece, const ProtobufListLimits& limits = {}) {
  ProtobufListSplitter splitter(limits);
  Outcome outcome;
  for (std::size_t i = 0; i < stream.size(); i += piece) {
    splitter.Feed(stream.substr(i, piece));
    auto item = splitter.Next();
    for (; item && item->has_value(); item = splitter.Next()) outcome.items.emplace_back(**item);
    if (!item) break;
  }
  const Result<std::string_view> end = splitter.End();
  (end ? outcome.end : outcome.error) = end ? std::string(*end) : end.error().Message();
  return outcome;
}

std::string ErrorOf(const std::string& stream, const ProtobufListLimits& limits = {}) {
  return Split(stream, stream.size(), limits).error;
}

TEST(ProtobufListTest, CutsItemsHoweverTheyArrive) {
  const std::string metadata = Text(1, Text(2, "resource-version"));
  const std::string stream =
      WidgetList(metadata + Text(2, Text(1, "a")) + Text(2, "") + Text(2, Text(1, std::string(70'000, 'b'))));
  const Outcome whole = Split(stream, stream.size());
  EXPECT_EQ(whole.error, "");
  ASSERT_EQ(whole.items.size(), 3U);
  EXPECT_EQ(FromProtobuf<sample::Widget>(whole.items[0]).value().name, "a");
  EXPECT_EQ(FromProtobuf<sample::Widget>(whole.items[1]).value(), sample::Widget());
  EXPECT_EQ(FromProtobuf<sample::Widget>(whole.items[2]).value().name, std::string(70'000, 'b'));
  const ProtobufEnvelope end = OpenProtobufEnvelope(whole.end).value();
  EXPECT_EQ(end.apiVersion, "sample.io/v1");
  EXPECT_EQ(end.kind, "WidgetList");
  EXPECT_EQ(end.object, metadata);
  for (const std::size_t piece : {1, 2, 3, 7, 4096}) EXPECT_EQ(Split(stream, piece), whole) << piece;
}

TEST(ProtobufListTest, KeepsWhatItDoesNotKnow) {
  const std::string known = Text(2, Text(1, "a"));
  const std::string later = Number(3, 1'000'000) + Tag(4, 1) + "12345678" + Tag(5, 5) + "1234" + Text(6, "later");
  const Outcome outcome = Split(WidgetList(known + later + known), 5);
  EXPECT_EQ(outcome.error, "");
  EXPECT_EQ(outcome.items.size(), 2U);
  EXPECT_EQ(OpenProtobufEnvelope(outcome.end).value().object, later);
}

TEST(ProtobufListTest, KnowsAListThatWasCutOff) {
  const std::string list = Text(1, "") + Text(2, Text(1, "a"));
  const std::string stream = WidgetList(list);
  const std::size_t listEnd = stream.size() - (Text(3, "") + Text(4, "")).size();
  for (std::size_t length = 0; length < stream.size(); ++length) {
    const bool mayEnd = length >= listEnd && (length - listEnd) % 2 == 0;  // between fields
    const bool hasNoList = length == 4 || length == listEnd - Text(2, list).size();
    EXPECT_EQ(ErrorOf(stream.substr(0, length)).empty(), mayEnd || hasNoList) << length;
  }
  EXPECT_EQ(ErrorOf(stream.substr(0, listEnd - 1)),
            "no list in protobuf: a list that was cut off at byte " + std::to_string(listEnd - Text(2, Text(1, "a")).size()));
}

TEST(ProtobufListTest, RejectsWhatIsNoList) {
  const std::string magic("k8s\0", 4);
  EXPECT_EQ(ErrorOf("{}"), "no list in protobuf: it does not begin with k8s and a zero at byte 0");
  EXPECT_EQ(ErrorOf("k8x"), "no list in protobuf: it does not begin with k8s and a zero at byte 0");
  EXPECT_EQ(ErrorOf(magic + Tag(0, 2)), "no list in protobuf: a broken field at byte 4");
  EXPECT_EQ(ErrorOf(magic + std::string(10, '\xFF')), "no list in protobuf: a broken field at byte 4");
  EXPECT_EQ(ErrorOf(magic + Varint(std::uint64_t{1} << 32U)), "no list in protobuf: a broken field at byte 4");
  EXPECT_EQ(ErrorOf(magic + Tag(7, 3)), "no list in protobuf: a group at byte 4");
  EXPECT_EQ(ErrorOf(magic + Text(2, "") + Text(2, "")), "no list in protobuf: a second list at byte 6");
  EXPECT_EQ(ErrorOf(magic + Text(2, Tag(2, 2) + Varint(5) + "1234") + Text(3, "")),
            "no list in protobuf: a field that is longer than the list at byte 6");
  EXPECT_EQ(ErrorOf(magic + Text(2, Text(2, "") + Tag(2, 2)) + Text(3, "")), "no list in protobuf: a broken field at byte 8");
}

TEST(ProtobufListTest, BoundsWhatAStreamMayAskFor) {
  const std::string item = Text(2, Text(1, std::string(98, 'a')));
  const std::string stream = WidgetList(Text(1, Text(2, "1")) + item + item);
  const std::size_t around = stream.size() - 4 - 2 * item.size() - (Tag(2, 2) + Varint(300)).size();
  EXPECT_EQ(ErrorOf(stream, {.maxItemBytes = 100, .maxEnvelopeBytes = around, .maxBytes = stream.size()}), "");
  const std::string place = std::to_string(stream.find(item));
  EXPECT_EQ(ErrorOf(stream, {.maxItemBytes = 99}), "no list in protobuf: an item of more than 99 bytes at byte " + place);
  EXPECT_EQ(ErrorOf(stream, {.maxEnvelopeBytes = around - 1}), "no list in protobuf: more than " + std::to_string(around - 1) +
                                                                   " bytes around the items at byte " +
                                                                   std::to_string(stream.size() - 2));
  EXPECT_EQ(ErrorOf(stream, {.maxBytes = stream.size() - 1}),
            "a stream of more than " + std::to_string(stream.size() - 1) + " bytes");

  // As soon as it tells so.
  ProtobufListSplitter splitter;
  splitter.Feed(std::string("k8s\0", 4) + Tag(2, 2) + Varint(std::uint64_t{1} << 40U) + Tag(2, 2) + Varint((16U << 20U) + 1));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(splitter.Next().error().Message(), "no list in protobuf: an item of more than 16777216 bytes at byte 11");
  }
  EXPECT_FALSE(splitter.End());
}

}  // namespace
}  // namespace k8s
