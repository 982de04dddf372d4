#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>

namespace k8s {

/// Cuts a stream of bytes into lines, wherever the stream was cut before: the frames of a JSON watch. Empty lines are no lines.
class LineSplitter {
 public:
  /// A line longer than `maxBytes` is an error: kDecode.
  explicit LineSplitter(std::size_t maxBytes) : max_bytes_(maxBytes) {}

  /// Takes the next piece of the stream.
  void Feed(std::string_view bytes);

  /// The next whole line, without its end, valid until the next Feed(); nothing if more bytes are needed.
  Result<std::optional<std::string_view>> Next();

  /// What is left when the stream has ended: its last line may lack the end.
  std::string_view Rest() const { return std::string_view(buffer_).substr(consumed_); }

 private:
  std::size_t max_bytes_;
  std::string buffer_;
  std::size_t consumed_ = 0;  // bytes of the buffer that were handed out
  std::size_t searched_ = 0;  // bytes of the buffer that are known to hold no further line end
};

}  // namespace k8s
