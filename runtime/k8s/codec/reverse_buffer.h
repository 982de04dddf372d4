#pragma once

#include <array>
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
///
/// They may stand before bytes that are kept elsewhere, and which count for their lengths.
class ReverseBuffer {
 public:
  explicit ReverseBuffer(std::size_t bytesBehind = 0) : behind_(bytesBehind) {}
  ReverseBuffer(const ReverseBuffer&) = delete;
  ReverseBuffer& operator=(const ReverseBuffer&) = delete;

  /// How many bytes there are, those kept elsewhere included.
  std::size_t Size() const { return behind_ + static_cast<std::size_t>(end_ - at_); }

  void Byte(std::uint8_t byte) {
    MakeRoom(1);
    *--at_ = static_cast<char>(byte);
  }

  void Varint(std::uint64_t value) {
    MakeRoom(wire::kMaxVarint);
    at_ = PutVarint(value, at_);
  }

  /// Eight bytes, the lowest first.
  void Eight(std::uint64_t value) {
    for (int i = 7; i >= 0; --i) Byte(static_cast<std::uint8_t>(value >> (8U * static_cast<unsigned>(i))));
  }

  void Bytes(std::string_view bytes) {
    MakeRoom(bytes.size());
    at_ = PutBytes(bytes, at_);
  }

  /// A field that is text or bytes, with its length and its tag.
  void Text(std::uint32_t tag, std::string_view text) {
    MakeRoom(text.size() + 2 * wire::kMaxVarint);
    at_ = PutVarint(tag, PutVarint(text.size(), PutBytes(text, at_)));
  }

  /// A field that is a number.
  void Number(std::uint32_t tag, std::uint64_t value) {
    MakeRoom(2 * wire::kMaxVarint);
    at_ = PutVarint(tag, PutVarint(value, at_));
  }

  /// Length and tag in front of what was written since Size() was `before`.
  void Enclose(std::uint32_t tag, std::size_t before) { Number(tag, Size() - before); }

  void AppendTo(std::string& out) const;

  /// Begins anew, with nothing behind.
  void Clear() {
    full_.clear();
    behind_ = 0;
    at_ = end_;
  }

 private:
  struct Piece {
    std::unique_ptr<char[]> memory;  // null: first_
    std::string_view bytes;
  };

  void MakeRoom(std::size_t count) {
    if (static_cast<std::size_t>(at_ - begin_) < count) Grow(count);
  }
  void Grow(std::size_t count);

  // These write in front of `at`, where there is room, and give where they have got to. They do not use the member: each char
  // that is written could be a part of it, for all that a compiler knows.
  static char* PutVarint(std::uint64_t value, char* at) {
    if (value < 0x80) {
      *--at = static_cast<char>(value);
      return at;
    }
    if (value >= 0x4000) return PutLongVarint(value, at);
    at[-2] = static_cast<char>(value | 0x80U);
    at[-1] = static_cast<char>(value >> 7U);
    return at - 2;
  }
  static char* PutLongVarint(std::uint64_t value, char* at);
  static char* PutBytes(std::string_view bytes, char* at) {
    at -= bytes.size();
    if (!bytes.empty()) std::memcpy(at, bytes.data(), bytes.size());
    return at;
  }

  std::array<char, 8192> first_;
  std::unique_ptr<char[]> memory_;  // of what is being filled; null: first_
  char* begin_ = first_.data();
  char* end_ = first_.data() + first_.size();
  char* at_ = end_;
  std::vector<Piece> full_;  // each stands in front of the one before
  std::size_t behind_ = 0;   // bytes in all of them, and elsewhere
};

}  // namespace k8s::codec
