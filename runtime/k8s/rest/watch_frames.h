#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <k8s/base/result.h>
#include <k8s/codec/json_stream_splitter.h>
#include <k8s/codec/protobuf_watch.h>
#include <k8s/rest/content_type.h>
#include <k8s/transport/transport.h>

namespace k8s::internal {

/// One frame of a watch: `type` is "ADDED" or its like, `object` the bytes of an object, or of a Status.
struct WatchFrame {
  std::string type;
  std::string_view object;  ///< valid until the next call
};

/// The frames of a watch out of its bytes, in either form.
///
/// Thread safety: for one thread at a time.
class WatchFrames {
 public:
  /// What the answer to a watch says that it is. kDecode: neither JSON nor protobuf.
  static Result<ContentType> FormOf(const Response& head);

  explicit WatchFrames(ContentType form);

  /// Takes the next piece of the stream, wherever it was cut.
  void Feed(std::string_view bytes);

  /// The next whole frame; nothing if more bytes are needed. kDecode: what is no frame, or one beyond the limit of 16 MiB.
  Result<std::optional<WatchFrame>> Next();

  /// Whether the stream may end here.
  bool IsComplete() const;

 private:
  std::variant<codec::JsonStreamSplitter, ProtobufFrameSplitter> splitter_;
};

}  // namespace k8s::internal
