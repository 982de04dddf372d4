#include <cstring>

#include <k8s/codec/wire.h>

namespace k8s::codec::wire {
namespace {

const char* Advance(const char* at, const char* end, std::size_t count) {
  return count > static_cast<std::size_t>(end - at) ? nullptr : at + count;
}

const char* SkipGroup(const char* at, const char* end, std::uint32_t number, std::size_t depth) {
  if (depth == 0) return nullptr;
  while (true) {
    std::uint32_t tag = 0;
    at = ReadTag(at, end, tag);
    if (at == nullptr) return nullptr;
    if (DelimitingOf(tag) == Delimiting::kGroupEnd) return NumberOf(tag) == number ? at : nullptr;
    at = Skip(at, end, tag, depth - 1);
    if (at == nullptr) return nullptr;
  }
}

}  // namespace

const char* ReadLongVarint(const char* at, const char* end, std::uint64_t& value) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kMaxVarint && at != end; ++i) {
    const auto byte = static_cast<unsigned char>(*at++);
    sum |= static_cast<std::uint64_t>(byte & 0x7FU) << (7 * i);
    if (byte < 0x80) {
      value = sum;
      return at;
    }
  }
  return nullptr;
}

const char* ReadEight(const char* at, const char* end, std::uint64_t& value) {
  if (end - at < 8) return nullptr;
  std::uint64_t sum = 0;
  for (int i = 7; i >= 0; --i) sum = sum << 8U | static_cast<unsigned char>(at[i]);
  value = sum;
  return at + 8;
}

const char* Skip(const char* at, const char* end, std::uint32_t tag, std::size_t depth) {
  switch (DelimitingOf(tag)) {
    case Delimiting::kVarint: {
      std::uint64_t ignored = 0;
      return ReadVarint(at, end, ignored);
    }
    case Delimiting::kEight: return Advance(at, end, 8);
    case Delimiting::kLength: {
      std::string_view ignored;
      return ReadBytes(at, end, ignored);
    }
    case Delimiting::kGroupBegin: return SkipGroup(at, end, NumberOf(tag), depth);
    case Delimiting::kFour: return Advance(at, end, 4);
    case Delimiting::kGroupEnd: break;
  }
  return nullptr;
}

Texts ReadTexts(std::string_view message) {
  constexpr std::size_t kGroups = 16;
  Texts texts;
  const char* const end = message.data() + message.size();
  for (const char* at = message.data(); at != end;) {
    const char* const begin = at;
    std::uint32_t tag = 0;
    at = ReadTag(at, end, tag);
    if (at != nullptr && DelimitingOf(tag) == Delimiting::kLength && NumberOf(tag) < texts.byNumber.size()) {
      at = ReadBytes(at, end, texts.byNumber[NumberOf(tag)]);
    } else if (at != nullptr) {
      at = Skip(at, end, tag, kGroups);
    }
    if (at == nullptr) {
      texts.broken = begin;
      break;
    }
  }
  return texts;
}

}  // namespace k8s::codec::wire
