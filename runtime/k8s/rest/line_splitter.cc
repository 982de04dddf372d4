#include <fmt/format.h>

#include <k8s/rest/line_splitter.h>

namespace k8s {

void LineSplitter::Feed(std::string_view bytes) {
  buffer_.erase(0, consumed_);
  searched_ -= consumed_;
  consumed_ = 0;
  buffer_.append(bytes);
}

Result<std::optional<std::string_view>> LineSplitter::Next() {
  while (true) {
    const std::size_t end = buffer_.find('\n', searched_);
    if (end == std::string::npos) {
      searched_ = buffer_.size();
      if (searched_ - consumed_ > max_bytes_) break;
      return std::optional<std::string_view>();
    }
    const std::string_view line = std::string_view(buffer_).substr(consumed_, end - consumed_);
    consumed_ = searched_ = end + 1;
    if (line.size() > max_bytes_) break;
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) return std::optional(line);
  }
  return Error(ErrorCode::kDecode, fmt::format("a line of more than {} bytes", max_bytes_));
}

}  // namespace k8s
