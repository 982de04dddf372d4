#include <fmt/format.h>

#include <k8s/codec/protobuf_watch.h>
#include <k8s/codec/refill.h>
#include <k8s/codec/wire.h>

namespace k8s {
namespace {

// metav1.WatchEvent, and the RawExtension in it.
constexpr std::size_t kType = 1;
constexpr std::size_t kObject = 2;
constexpr std::size_t kRaw = 1;

constexpr std::size_t kLengthBytes = 4;

std::size_t LengthOf(std::string_view frame) {
  std::size_t length = 0;
  for (const char byte : frame.substr(0, kLengthBytes)) length = length << 8U | static_cast<unsigned char>(byte);
  return length;
}

}  // namespace

Result<ProtobufWatchEvent> ReadProtobufWatchEvent(std::string_view frame) {
  const auto brokenAt = [&](const char* at) {
    return Error(ErrorCode::kDecode, fmt::format("a watch event with a broken field at byte {}", at - frame.data()));
  };
  const codec::wire::Texts event = codec::wire::ReadTexts(frame);
  if (event.broken != nullptr) return brokenAt(event.broken);
  const codec::wire::Texts extension = codec::wire::ReadTexts(event.byNumber[kObject]);
  if (extension.broken != nullptr) return brokenAt(extension.broken);
  if (event.byNumber[kType].empty()) return Error(ErrorCode::kDecode, "a watch event without a type");
  return ProtobufWatchEvent{.type = event.byNumber[kType], .object = extension.byNumber[kRaw]};
}

void ProtobufFrameSplitter::Feed(std::string_view bytes) {
  codec::Refill(buffer_, consumed_, bytes);
  discarded_ += consumed_;
  consumed_ = 0;
}

Result<std::optional<std::string_view>> ProtobufFrameSplitter::Next() {
  const std::string_view rest = std::string_view(buffer_).substr(consumed_);
  if (rest.size() < kLengthBytes) return std::optional<std::string_view>();
  const std::size_t length = LengthOf(rest);
  if (length > max_frame_bytes_) {
    return Error(ErrorCode::kDecode, fmt::format("a frame of {} bytes, more than the limit of {}, at byte {}", length,
                                                 max_frame_bytes_, discarded_ + consumed_));
  }
  if (rest.size() - kLengthBytes < length) return std::optional<std::string_view>();
  consumed_ += kLengthBytes + length;
  return std::optional(rest.substr(kLengthBytes, length));
}

}  // namespace k8s
