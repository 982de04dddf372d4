#include <cstring>

#include <k8s/codec/utf8.h>

namespace k8s::codec {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

}  // namespace

std::size_t Utf8SequenceLength(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || text.size() < 2 || !IsContinuation(text[1])) return 0;
  if (lead < 0xE0) return 2;

  const auto second = static_cast<unsigned char>(text[1]);
  if (text.size() < 3 || !IsContinuation(text[2])) return 0;
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second >= 0xA0;
    return overlong || surrogate ? 0 : 3;
  }

  if (lead > 0xF4 || text.size() < 4 || !IsContinuation(text[3])) return 0;
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool tooLarge = lead == 0xF4 && second >= 0x90;
  return overlong || tooLarge ? 0 : 4;
}

bool IsUtf8(std::string_view text) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint64_t eight = 0;
    if (text.size() - i >= sizeof(eight)) {
      std::memcpy(&eight, text.data() + i, sizeof(eight));
      if ((eight & kHighBits) == 0) {
        i += sizeof(eight);
        continue;
      }
    }
    const std::size_t length = Utf8SequenceLength(text.substr(i));
    if (length == 0) return false;
    i += length;
  }
  return true;
}

void AppendUtf8(std::uint32_t codePoint, std::string& out) {
  const auto tail = [&](int shift) { out.push_back(static_cast<char>(0x80U | ((codePoint >> shift) & 0x3FU))); };
  if (codePoint < 0x80) {
    out.push_back(static_cast<char>(codePoint));
  } else if (codePoint < 0x800) {
    out.push_back(static_cast<char>(0xC0U | (codePoint >> 6U)));
    tail(0);
  } else if (codePoint < 0x10000) {
    out.push_back(static_cast<char>(0xE0U | (codePoint >> 12U)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xF0U | (codePoint >> 18U)));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace k8s::codec
