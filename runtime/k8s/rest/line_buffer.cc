#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <k8s/rest/line_buffer.h>

namespace k8s::internal {

void LineBuffer::Feed(std::string_view bytes) {
  text_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  text_.append(bytes);
}

Result<std::optional<std::string>> LineBuffer::Next() {
  const std::size_t end = text_.find('\n', searched_);
  const std::size_t length = std::min(end, text_.size()) - begin_;
  if (length > max_line_bytes_) {
    return Error(ErrorCode::kDecode, fmt::format("a line of more than {} bytes", max_line_bytes_));
  }
  if (end == std::string::npos) {
    searched_ = text_.size();
    return std::optional<std::string>();
  }
  std::optional<std::string> line(text_.substr(begin_, length));
  begin_ = searched_ = end + 1;
  return line;
}

std::optional<std::string> LineBuffer::Last() {
  std::string rest = TakeAll();
  if (rest.empty()) return std::nullopt;
  return rest;
}

std::string LineBuffer::TakeAll() {
  text_.erase(0, begin_);
  begin_ = searched_ = 0;
  return std::exchange(text_, {});
}

}  // namespace k8s::internal
