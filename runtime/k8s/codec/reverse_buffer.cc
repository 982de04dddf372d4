#include <algorithm>
#include <utility>

#include <k8s/codec/reverse_buffer.h>

namespace k8s::codec {

void ReverseBuffer::Grow(std::size_t count) {
  constexpr std::size_t kLargest = std::size_t{1} << 20;
  const auto filled = static_cast<std::size_t>(end_ - at_);
  const auto size = static_cast<std::size_t>(end_ - begin_);
  full_.push_back({std::move(memory_), std::string_view(at_, filled)});
  full_bytes_ += filled;
  const std::size_t next = std::max(count, std::min(4 * size, kLargest));
  memory_ = std::make_unique_for_overwrite<char[]>(next);
  begin_ = memory_.get();
  end_ = at_ = begin_ + next;
}

void ReverseBuffer::AppendTo(std::string& out) const {
  out.reserve(out.size() + Size());
  out.append(at_, end_);
  for (auto piece = full_.rbegin(); piece != full_.rend(); ++piece) out.append(piece->bytes);
}

}  // namespace k8s::codec
