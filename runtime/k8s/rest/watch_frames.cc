#include <fmt/format.h>

#include <k8s/codec/json_reader.h>
#include <k8s/meta/quoted.h>
#include <k8s/rest/object_body.h>
#include <k8s/rest/watch_frames.h>

namespace k8s::internal {
namespace {

// As client-go's: objects are at most some 1.5 MB in etcd, a frame with one can hardly be ten times that.
constexpr std::size_t kMaxFrameBytes = std::size_t{16} << 20;

using Splitter = std::variant<codec::JsonStreamSplitter, ProtobufFrameSplitter>;

Splitter SplitterOf(ContentType form) {
  if (form == ContentType::kProtobuf) return ProtobufFrameSplitter(kMaxFrameBytes);
  return codec::JsonStreamSplitter::ForWatch({.maxPartBytes = kMaxFrameBytes});
}

Result<WatchFrame> FrameOf(const codec::JsonStreamPart& part) {
  codec::JsonReader reader(part.envelope, codec::JsonReader::kDepthLimit);
  WatchFrame frame{.type = {}, .object = part.object};
  std::string_view key;
  if (reader.EnterObject()) {
    while (reader.NextMember(key)) key == "type" ? reader.ReadString(frame.type) : reader.Skip();
  }
  if (reader.ReadEnd()) return frame;
  return Error(ErrorCode::kDecode,
               fmt::format("an event that is no JSON: {} at byte {} of it", reader.Message(), reader.Offset()));
}

Result<WatchFrame> FrameOf(std::string_view bytes) {
  return ReadProtobufWatchEvent(bytes).transform(
      [](const ProtobufWatchEvent& event) { return WatchFrame{.type = std::string(event.type), .object = event.object}; });
}

template <class Source>
Result<std::optional<WatchFrame>> NextOf(Source& splitter) {
  const auto part = splitter.Next();
  if (!part) return part.error();
  if (!part->has_value()) return std::optional<WatchFrame>();
  return FrameOf(**part).transform([](WatchFrame&& frame) { return std::optional(std::move(frame)); });
}

}  // namespace

Result<ContentType> WatchFrames::FormOf(const Response& head) {
  const std::string* header = head.headers.Find("Content-Type");
  if (header == nullptr) return ContentType::kJson;
  if (const auto form = FormNamedBy(*header)) return *form;
  return Error(ErrorCode::kDecode, fmt::format("the answer is of the type {}, not a watch", Quoted(*header)));
}

WatchFrames::WatchFrames(ContentType form) : splitter_(SplitterOf(form)) {}

void WatchFrames::Feed(std::string_view bytes) {
  std::visit([bytes](auto& splitter) { splitter.Feed(bytes); }, splitter_);
}

Result<std::optional<WatchFrame>> WatchFrames::Next() {
  return std::visit([](auto& splitter) { return NextOf(splitter); }, splitter_);
}

bool WatchFrames::IsComplete() const {
  return std::visit([](const auto& splitter) { return splitter.IsComplete(); }, splitter_);
}

}  // namespace k8s::internal
