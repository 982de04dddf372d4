#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/codec/wire.h>

namespace k8s::codec {

/// Bytes that are put together from the last to the first: what is written last stands in front. So the length of a message is
/// known when it is written, in front of it, and nothing is measured before or moved after.
class ReverseBuffer {
 public:
  ReverseBuffer() = default;
  ReverseBuffer(const ReverseBuffer&) = delete;
  ReverseBuffer& operator=(const ReverseBuffer&) = delete;

  /// How many bytes there are.
  std::size_t Size() const { return full_bytes_ + static_cast<std::size_t>(end_ - at_); }

  void Byte(std::uint8_t byte) {
    MakeRoom(1);
    *--at_ = static_cast<char>(byte);
  }

  void Varint(std::uint64_t value) {
    MakeRoom(wire::kMaxVarint);
    PutVarint(value);
  }

  /// Eight bytes, the lowest first.
  void Eight(std::uint64_t value) {
    for (int i = 7; i >= 0; --i) Byte(static_cast<std::uint8_t>(value >> (8U * static_cast<unsigned>(i))));
  }

  void Bytes(std::string_view bytes) {
    MakeRoom(bytes.size());
    at_ -= bytes.size();
    std::memcpy(at_, bytes.data(), bytes.size());
  }

  /// A field that is text or bytes, with its length and its tag.
  void Text(std::uint32_t tag, std::string_view text) {
    MakeRoom(text.size() + 2 * wire::kMaxVarint);
    at_ -= text.size();
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    PutVarint(text.size());
    PutVarint(tag);
  }

  /// A field that is a number.
  void Number(std::uint32_t tag, std::uint64_t value) {
    MakeRoom(2 * wire::kMaxVarint);
    PutVarint(value);
    PutVarint(tag);
  }

  void AppendTo(std::string& out) const;

 private:
  struct Piece {
    std::unique_ptr<char[]> memory;  // null: first_
    std::string_view bytes;
  };

  void MakeRoom(std::size_t count) {
    if (static_cast<std::size_t>(at_ - begin_) < count) Grow(count);
  }
  void Grow(std::size_t count);

  void PutVarint(std::uint64_t value) {
    if (value < 0x80) {
      *--at_ = static_cast<char>(value);
      return;
    }
    const std::size_t size = (static_cast<std::size_t>(std::bit_width(value)) + 6) / 7;
    at_ -= size;
    char* byte = at_;
    for (; value >= 0x80; value >>= 7U) *byte++ = static_cast<char>(value | 0x80U);
    *byte = static_cast<char>(value);
  }

  std::array<char, 4096> first_;
  std::unique_ptr<char[]> memory_;  // of what is being filled; null: first_
  char* begin_ = first_.data();
  char* end_ = first_.data() + first_.size();
  char* at_ = end_;
  std::vector<Piece> full_;     // each stands in front of the one before
  std::size_t full_bytes_ = 0;  // in all of them
};

}  // namespace k8s::codec
