#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/error.h>
#include <k8s/base/result.h>

namespace k8s {

/// One frame of a watch in protobuf: Go's metav1.WatchEvent.
struct ProtobufWatchEvent {
  std::string_view type;    ///< "ADDED", "MODIFIED", "DELETED", "BOOKMARK" or "ERROR"
  std::string_view object;  ///< in its envelope, as FromProtobuf() reads it; of ERROR it is a Status
};

/// Reads a frame. The views are into it, and no more is read of the object than where it is. kDecode: with the byte offset.
Result<ProtobufWatchEvent> ReadProtobufWatchEvent(std::string_view frame);

/// Cuts a stream of bytes, wherever it was cut before, into the frames of a watch in protobuf: each is four bytes that tell how
/// long it is, the highest first, and as many bytes.
///
/// Thread safety: for one thread at a time.
class ProtobufFrameSplitter {
 public:
  /// A frame longer than `maxFrameBytes` is an error, as soon as it tells so.
  explicit ProtobufFrameSplitter(std::size_t maxFrameBytes = std::size_t{16} << 20) : max_frame_bytes_(maxFrameBytes) {}

  /// Takes the next piece of the stream.
  void Feed(std::string_view bytes);

  /// The next whole frame, valid until the next Feed(); nothing if more bytes are needed. kDecode: a frame beyond the limit,
  /// with its place in the stream; every Next() after that gives the same again.
  Result<std::optional<std::string_view>> Next();

  /// Whether the stream may end here: between two frames.
  bool IsComplete() const { return consumed_ == buffer_.size(); }

 private:
  std::size_t max_frame_bytes_;
  std::string buffer_;
  std::size_t consumed_ = 0;     // bytes of the buffer that were handed out
  std::uint64_t discarded_ = 0;  // bytes of the stream that were in front of the buffer
};

}  // namespace k8s
