#include <algorithm>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "codec/sample.h"
#include <gtest/gtest.h>

#include <k8s/codec/json.h>
#include <k8s/codec/json_stream_splitter.h>

namespace k8s::codec {
namespace {

using Parts = std::vector<std::string>;

// All that comes out of a stream, as text: items, ends with their object and envelope, the error, and whether it was complete.
class Collector {
 public:
  explicit Collector(JsonStreamSplitter splitter) : splitter_(std::move(splitter)) {}

  void Feed(std::string_view bytes) {
    splitter_.Feed(bytes);
    while (true) {
      const Result<std::optional<JsonStreamPart>> part = splitter_.Next();
      if (!part && (parts_.empty() || parts_.back() != part.error().Message())) parts_.push_back(part.error().Message());
      if (!part || !part->has_value()) return;
      const auto& [object, envelope, isEnd] = **part;
      parts_.push_back(isEnd ? std::string(object) + " in " + std::string(envelope) : std::string(object));
    }
  }

  Parts End() {
    if (!splitter_.IsComplete()) parts_.emplace_back("incomplete");
    return std::move(parts_);
  }

 private:
  JsonStreamSplitter splitter_;
  Parts parts_;
};

Parts Split(JsonStreamSplitter splitter, std::string_view text) {
  Collector collector(std::move(splitter));
  collector.Feed(text);
  return collector.End();
}

Parts SplitList(std::string_view text, const JsonStreamLimits& limits = {}) {
  return Split(JsonStreamSplitter::ForList(limits), text);
}
Parts SplitWatch(std::string_view text, const JsonStreamLimits& limits = {}) {
  return Split(JsonStreamSplitter::ForWatch(limits), text);
}

constexpr std::string_view kList =
    R"({"kind":"WidgetList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"a\"]}b"},"items":[{"name":"a"},
    {"name":"}{\\","ports":[{"name":"é€"},{}]} , {} ]})";
constexpr std::string_view kMetadataLast = R"( {"items":[{"a":1}],"extra":[1,-2.5e3,true,null,{"items":[{}]}],"metadata":{}} )";
constexpr std::string_view kFrames = R"({"type":"ADDED","object":{"name":"a\\\"}"}}
{ "object" : {"x":[1,{"object":2}]} ,"new":null, "type":"DELETED"}{"type":"BOOKMARK","object":{}}
)";

TEST(JsonStreamSplitterTest, HandsOutItemsAndThenWhatWasAroundThem) {
  EXPECT_EQ(
      SplitList(kList),
      (Parts{
          R"({"name":"a"})", R"({"name":"}{\\","ports":[{"name":"é€"},{}]})", "{}",
          R"( in {"kind":"WidgetList","apiVersion":"v1","metadata":{"resourceVersion":"7","continue":"a\"]}b"},"items":[]})"}));
  EXPECT_EQ(SplitList(kMetadataLast),
            (Parts{R"({"a":1})", R"( in {"items":[],"extra":[1,-2.5e3,true,null,{"items":[{}]}],"metadata":{}})"}));
}

TEST(JsonStreamSplitterTest, TakesListsWithoutItems) {
  EXPECT_EQ(SplitList("{}"), (Parts{" in {}"}));
  EXPECT_EQ(SplitList(R"({"items":null})"), (Parts{R"( in {"items":null})"}));
  EXPECT_EQ(SplitList(R"({"items": [ ] })"), (Parts{R"( in {"items":[]})"}));
}

TEST(JsonStreamSplitterTest, HandsOutFramesWithOrWithoutLines) {
  EXPECT_EQ(SplitWatch(kFrames), (Parts{R"({"name":"a\\\"}"} in {"type":"ADDED","object":null})",
                                        R"({"x":[1,{"object":2}]} in {"object":null,"new":null,"type":"DELETED"})",
                                        R"({} in {"type":"BOOKMARK","object":null})"}));
  EXPECT_EQ(SplitWatch(R"({"object":{"a":1}}{"type":"x"})"), (Parts{R"({"a":1} in {"object":null})", R"( in {"type":"x"})"}));
  EXPECT_EQ(SplitWatch(""), Parts{});
  EXPECT_EQ(SplitWatch(" \r\n"), Parts{});
}

TEST(JsonStreamSplitterTest, GivesTheSameWhereverTheStreamIsCut) {
  for (const std::string_view text : {kList, kMetadataLast, kFrames}) {
    const auto make = text == kFrames ? JsonStreamSplitter::ForWatch : JsonStreamSplitter::ForList;
    const Parts whole = Split(make({}), text);
    for (std::size_t first = 0; first <= text.size(); ++first) {
      for (std::size_t second = first; second <= text.size(); ++second) {
        Collector collector(make({}));
        collector.Feed(text.substr(0, first));
        collector.Feed(text.substr(first, second - first));
        collector.Feed(text.substr(second));
        ASSERT_EQ(collector.End(), whole) << first << " " << second;
      }
    }
    Collector byBytes(make({}));
    for (const char& c : text) byBytes.Feed({&c, 1});
    EXPECT_EQ(byBytes.End(), whole);
  }
}

TEST(JsonStreamSplitterTest, TellsAStreamThatWasCutOff) {
  for (const std::string_view text : {kMetadataLast, kFrames}) {
    const bool isList = text == kMetadataLast;
    for (std::size_t size = 0; size < text.size(); ++size) {
      const std::string_view cut = text.substr(0, size);
      const std::string_view rest = text.substr(size);
      const bool whole = isList ? rest == " "
                                : (size == 0 || rest == "\n" || rest.starts_with("\n{") || rest.starts_with("{\"type\":\"B") ||
                                   rest.starts_with("{ \"object"));
      const Parts parts = isList ? SplitList(cut) : SplitWatch(cut);
      EXPECT_EQ(parts.empty() || parts.back() != "incomplete", whole) << cut;
    }
  }
}

TEST(JsonStreamSplitterTest, SaysWhereAStreamGoesWrong) {
  const auto listError = [](std::string_view text) { return SplitList(text).at(0); };
  EXPECT_EQ(listError("[]"), "a list that is no object at byte 0");
  EXPECT_EQ(listError(R"({"items":[1]})"), "an item that is no object at byte 10");
  EXPECT_EQ(listError(R"({"items":[null]})"), "an item that is no object at byte 10");
  EXPECT_EQ(listError(R"({"items":[],"items":[]})"), "\"items\" again at byte 19");
  EXPECT_EQ(listError(R"({"it\u0065ms":[]})"), "an escape in a key at byte 13");
  EXPECT_EQ(listError(R"({items:[]})"), "a key must be a string at byte 1");
  EXPECT_EQ(listError(R"({"items",[]})"), "no colon behind a key at byte 8");
  EXPECT_EQ(listError(R"({"items":,})"), "not a JSON value at byte 9");
  EXPECT_EQ(listError(R"({"items":[]]})"), "no comma or } where one must be at byte 11");
  EXPECT_EQ(listError(R"({"items":[],})"), "a key must be a string at byte 12");
  EXPECT_EQ(SplitList(R"({"items":[{}{}]})").at(1), "no comma or ] where one must be at byte 12");
  EXPECT_EQ(SplitList(R"({"items":[{},]})").at(1), "an item that is no object at byte 13");
  EXPECT_EQ(SplitList("{} x").at(1), "something behind the end of the list at byte 3");
  EXPECT_EQ(SplitWatch("{}\n[]").at(1), "a frame that is no object at byte 3");
}

TEST(JsonStreamSplitterTest, KeepsItsError) {
  JsonStreamSplitter splitter = JsonStreamSplitter::ForWatch();
  splitter.Feed("x");
  EXPECT_EQ(splitter.Next().error().Code(), ErrorCode::kDecode);
  splitter.Feed("{}");
  EXPECT_EQ(splitter.Next().error().Message(), "a frame that is no object at byte 0");
  EXPECT_FALSE(splitter.IsComplete());
}

TEST(JsonStreamSplitterTest, BoundsEachPartTheEnvelopeTheDepthAndAll) {
  const JsonStreamLimits limits = {.maxPartBytes = 10, .maxEnvelopeBytes = 30, .maxDepth = 3, .maxBytes = 100};
  EXPECT_EQ(SplitList(R"({"items":[{"a":12345}]})", limits).at(0), "a value of more than 10 bytes at byte 10");
  EXPECT_EQ(SplitList(R"({"items":[{"a":1234}]})", limits).at(0), R"({"a":1234})");
  EXPECT_EQ(SplitWatch(R"({"object":{"a":12345}})", limits).at(0), "a value of more than 10 bytes at byte 10");
  EXPECT_EQ(SplitList(R"({"metadata":"a text that is longer than 30 bytes"})", limits).at(0),
            "a value of more than 30 bytes at byte 12");
  EXPECT_EQ(SplitList(R"({"a":1,"b":2,"c":3,"d":4,"e":5,"f":6})", limits).at(0).substr(0, 39),
            "more than 30 bytes around the objects a");
  EXPECT_EQ(SplitList(R"({"items":[{"a":[[[1]]]}]})", limits).at(0), "nested too deep at byte 17");
  EXPECT_EQ(SplitList(std::string(101, ' '), limits).at(0), "a stream of more than 100 bytes");
}

TEST(JsonStreamSplitterTest, HoldsNoMoreOfAnEndlessValueThanItsLimit) {
  JsonStreamSplitter splitter = JsonStreamSplitter::ForList({.maxPartBytes = 1'000'000});
  splitter.Feed(R"({"items":[{"a":")");
  const std::string megabyte(1'000'000, 'x');
  for (int i = 0; i < 2; ++i) {
    splitter.Feed(megabyte);
    if (!splitter.Next()) break;
  }
  EXPECT_EQ(splitter.Next().error().Message().substr(0, 38), "a value of more than 1000000 bytes at ");
}

// Whatever comes: an error or parts, each of which a reader can judge, and the same for any cut.
TEST(JsonStreamSplitterTest, SurvivesWhatIsNoJson) {
  std::mt19937 random(11);
  const std::string document(kList);
  for (int round = 0; round < 20'000; ++round) {
    std::string text = document;
    for (std::uint32_t change = random() % 4; change > 0; --change)
      text[random() % text.size()] = "{}[],:\"\\ x"[random() % 10];
    const Parts whole = SplitList(text);
    Collector collector(JsonStreamSplitter::ForList());
    const std::size_t cut = random() % text.size();
    collector.Feed(std::string_view(text).substr(0, cut));
    collector.Feed(std::string_view(text).substr(cut));
    ASSERT_EQ(collector.End(), whole) << text;
  }
}

TEST(JsonStreamSplitterTest, LeavesPartsThatReadersTake) {
  JsonStreamSplitter splitter = JsonStreamSplitter::ForList();
  splitter.Feed(R"({"kind":"Widget","items":[{"name":"a"},{"name":1}],"name":"around"})");
  EXPECT_EQ(FromJson<sample::Widget>((*splitter.Next())->object)->name, "a");
  EXPECT_FALSE(FromJson<sample::Widget>((*splitter.Next())->object));
  const Result<std::optional<JsonStreamPart>> end = splitter.Next();
  ASSERT_TRUE((*end)->isEnd);
  EXPECT_EQ(FromJson<sample::Widget>((*end)->envelope)->name, "around");
}

}  // namespace
}  // namespace k8s::codec
