#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <k8s/base/result.h>

namespace k8s::internal {

/// Cuts a text that comes in pieces into lines.
///
/// Thread safety: for one thread at a time.
class LineBuffer {
 public:
  explicit LineBuffer(std::size_t maxLineBytes) : max_line_bytes_(maxLineBytes) {}

  /// Takes the next piece.
  void Feed(std::string_view bytes);

  /// The next whole line, without its end; nothing if more bytes are needed. kDecode: one beyond the limit.
  Result<std::optional<std::string>> Next();

  /// What is left at the end of the text; nothing if that is nothing.
  std::optional<std::string> Last();

  /// All that was fed and not given yet.
  std::string TakeAll();

 private:
  std::size_t max_line_bytes_;
  std::string text_;
  std::size_t begin_ = 0;     // of the line to give next
  std::size_t searched_ = 0;  // up to where that has no end
};

}  // namespace k8s::internal
