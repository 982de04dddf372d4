#include <optional>
#include <string>
#include <vector>

#include "codec/sample.h"
#include "codec/wire_bytes.h"
#include <gtest/gtest.h>

#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_watch.h>

namespace k8s {
namespace {

using test::Text;

std::string Frame(const std::string& content) {
  std::string frame;
  for (int shift = 24; shift >= 0; shift -= 8)
    frame.push_back(static_cast<char>(content.size() >> static_cast<unsigned>(shift)));
  return frame + content;
}

std::string Event(const std::string& type, const std::string& object) {
  return Text(1, type) + Text(2, Text(1, test::Envelope("sample.io/v1", "Widget", object)));
}

// All frames that a stream gives when it comes in pieces of that size.
std::vector<std::string> FramesOf(const std::string& stream, std::size_t piece) {
  ProtobufFrameSplitter splitter;
  std::vector<std::string> frames;
  for (std::size_t i = 0; i < stream.size(); i += piece) {
    splitter.Feed(std::string_view(stream).substr(i, piece));
    while (true) {
      const auto frame = splitter.Next();
      EXPECT_TRUE(frame);
      if (!frame || !*frame) break;
      frames.emplace_back(**frame);
    }
  }
  EXPECT_TRUE(splitter.IsComplete());
  return frames;
}

TEST(ProtobufWatchTest, CutsFramesHoweverTheyArrive) {
  const std::vector<std::string> frames = {Event("ADDED", Text(1, "a")), "",
                                           Event("MODIFIED", Text(1, std::string(70'000, 'b'))), Event("DELETED", "")};
  std::string stream;
  for (const std::string& frame : frames) stream += Frame(frame);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{4}, std::size_t{4096}, stream.size()}) {
    EXPECT_EQ(FramesOf(stream, piece), frames) << piece;
  }
}

TEST(ProtobufWatchTest, ReadsEvents) {
  const std::string frame = Event("ADDED", Text(1, "name"));
  const Result<ProtobufWatchEvent> event = ReadProtobufWatchEvent(frame);
  ASSERT_TRUE(event) << event.error().ToString();
  EXPECT_EQ(event->type, "ADDED");
  const Result<sample::Widget> widget = FromProtobuf<sample::Widget>(event->object);
  ASSERT_TRUE(widget) << widget.error().ToString();
  EXPECT_EQ(widget->name, "name");
}

TEST(ProtobufWatchTest, KnowsWhetherItIsBetweenFrames) {
  ProtobufFrameSplitter splitter;
  EXPECT_TRUE(splitter.IsComplete());
  splitter.Feed(Frame("abc").substr(0, 6));
  EXPECT_EQ(*splitter.Next(), std::nullopt);
  EXPECT_FALSE(splitter.IsComplete());
  splitter.Feed("c");
  EXPECT_EQ(**splitter.Next(), "abc");
  EXPECT_TRUE(splitter.IsComplete());
}

TEST(ProtobufWatchTest, RejectsFramesBeyondTheLimitAtOnce) {
  ProtobufFrameSplitter splitter(10);
  splitter.Feed(Frame("1234567890"));
  EXPECT_EQ(**splitter.Next(), "1234567890");
  splitter.Feed(Frame("12345678901").substr(0, 4));
  for (int i = 0; i < 2; ++i) {
    const auto frame = splitter.Next();
    ASSERT_FALSE(frame);
    EXPECT_EQ(frame.error().Code(), ErrorCode::kDecode);
    EXPECT_EQ(frame.error().Message(), "a frame of 11 bytes, more than the limit of 10, at byte 14");
  }
}

TEST(ProtobufWatchTest, RejectsWhatIsNoEvent) {
  const auto errorOf = [](const std::string& frame) {
    const Result<ProtobufWatchEvent> event = ReadProtobufWatchEvent(frame);
    EXPECT_FALSE(event);
    return event ? "" : event.error().Message();
  };
  EXPECT_EQ(errorOf(""), "a watch event without a type");
  EXPECT_EQ(errorOf(Text(1, "ADDED") + "\x12\x05"), "a watch event with a broken field at byte 7");
  EXPECT_EQ(errorOf(Text(1, "ADDED") + Text(2, "\x0A\x05")), "a watch event with a broken field at byte 9");
}

}  // namespace
}  // namespace k8s
