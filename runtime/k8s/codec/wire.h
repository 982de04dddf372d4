#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// The wire format of protobuf: tags, varints and lengths, read with bounds and without allocating.
///
/// Reading functions take where they are and where the message ends, and give where they have got to, or null if what is there
/// is no such thing.
namespace k8s::codec::wire {

/// The low bits of a tag: how the bytes behind it are delimited.
enum class Delimiting : std::uint8_t { kVarint = 0, kEight = 1, kLength = 2, kGroupBegin = 3, kGroupEnd = 4, kFour = 5 };

constexpr std::uint32_t MakeTag(std::uint32_t number, Delimiting delimiting) {
  return number << 3U | static_cast<std::uint32_t>(delimiting);
}
constexpr std::uint32_t TextTag(std::uint32_t number) { return MakeTag(number, Delimiting::kLength); }
constexpr std::uint32_t NumberTag(std::uint32_t number) { return MakeTag(number, Delimiting::kVarint); }
constexpr std::uint32_t NumberOf(std::uint32_t tag) { return tag >> 3U; }
constexpr Delimiting DelimitingOf(std::uint32_t tag) { return static_cast<Delimiting>(tag & 7U); }

/// The longest varint: 64 bits, seven to a byte.
inline constexpr std::size_t kMaxVarint = 10;

const char* ReadLongVarint(const char* at, const char* end, std::uint64_t& value);

/// A varint of ten bytes at most. Bits beyond the 64th are lost, as in Go.
inline const char* ReadVarint(const char* at, const char* end, std::uint64_t& value) {
  if (at == end) return nullptr;
  const auto first = static_cast<unsigned char>(*at);
  if (first < 0x80) {
    value = first;
    return at + 1;
  }
  return ReadLongVarint(at, end, value);
}

/// A tag whose number is one: not 0, and below 2^29.
inline const char* ReadTag(const char* at, const char* end, std::uint32_t& tag) {
  std::uint64_t value = 0;
  at = ReadVarint(at, end, value);
  tag = static_cast<std::uint32_t>(value);
  return value < 8 || value != tag ? nullptr : at;
}

/// A length and as many bytes.
inline const char* ReadBytes(const char* at, const char* end, std::string_view& bytes) {
  std::uint64_t length = 0;
  at = ReadVarint(at, end, length);
  if (at == nullptr || length > static_cast<std::size_t>(end - at)) return nullptr;
  bytes = std::string_view(at, length);
  return at + length;
}

/// Eight bytes, the lowest first.
const char* ReadEight(const char* at, const char* end, std::uint64_t& value);

/// What stands behind a tag, whatever it is. Groups may be nested `depth` times.
const char* Skip(const char* at, const char* end, std::uint32_t tag, std::size_t depth);

/// The fields 1 to 4 of a message, as far as they have a length; of a field that occurs twice, the last one. What such small
/// messages need that stand around an object.
struct Texts {
  std::array<std::string_view, 5> byNumber = {};
  const char* broken = nullptr;  ///< the field that is none; null: the message is whole
};
Texts ReadTexts(std::string_view message);

}  // namespace k8s::codec::wire
