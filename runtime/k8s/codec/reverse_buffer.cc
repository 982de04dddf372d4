#include <algorithm>
#include <bit>
#include <utility>

#include <k8s/codec/reverse_buffer.h>

namespace k8s::codec {

void ReverseBuffer::Grow(std::size_t count) {
  constexpr std::size_t kLargest = std::size_t{1} << 20;
  const auto filled = static_cast<std::size_t>(end_ - at_);
  const auto size = static_cast<std::size_t>(end_ - begin_);
  full_.push_back({std::move(memory_), std::string_view(at_, filled)});
  behind_ += filled;
  const std::size_t next = std::max(count, std::min(4 * size, kLargest));
  memory_ = std::make_unique_for_overwrite<char[]>(next);
  begin_ = memory_.get();
  end_ = at_ = begin_ + next;
}

char* ReverseBuffer::PutLongVarint(std::uint64_t value, char* at) {
  at -= (static_cast<std::size_t>(std::bit_width(value)) + 6) / 7;
  char* byte = at;
  for (; value >= 0x80; value >>= 7U) *byte++ = static_cast<char>(value | 0x80U);
  *byte = static_cast<char>(value);
  return at;
}

void ReverseBuffer::AppendTo(std::string& out) const {
  std::size_t size = static_cast<std::size_t>(end_ - at_);
  for (const Piece& piece : full_) size += piece.bytes.size();
  out.reserve(out.size() + size);
  out.append(at_, end_);
  for (auto piece = full_.rbegin(); piece != full_.rend(); ++piece) out.append(piece->bytes);
}

}  // namespace k8s::codec
