#include <array>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include <k8s/meta/base64.h>

namespace k8s {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The value of each character; of one that has none a number with a bit above the six, so that four can be checked at once.
constexpr std::uint32_t kNoValue = 0x80;
constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = kNoValue;
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<uint8_t>(i);
  return values;
}();

std::uint32_t ValueOf(char character) { return kValues[static_cast<unsigned char>(character)]; }

bool IsLineBreak(char character) { return character == '\n' || character == '\r'; }

Error BadByte(std::size_t offset) { return Error(ErrorCode::kDecode, fmt::format("invalid base64 at byte {}", offset)); }

Error EndsEarly(std::size_t size) {
  return Error(ErrorCode::kDecode, fmt::format("invalid base64: {} bytes end inside a group of four", size));
}

char* PutByte(char* out, std::uint32_t byte) {
  *out = static_cast<char>(byte & 0xff);
  return out + 1;
}

}  // namespace

void AppendBase64(std::string_view bytes, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + (bytes.size() + 2) / 3 * 4, '=');
  char* to = out.data() + before;
  const auto* from = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t left = bytes.size();
  for (; left >= 3; left -= 3, from += 3) {
    const std::uint32_t group = from[0] << 16 | from[1] << 8 | from[2];
    *to++ = kAlphabet[group >> 18];
    *to++ = kAlphabet[group >> 12 & 63];
    *to++ = kAlphabet[group >> 6 & 63];
    *to++ = kAlphabet[group & 63];
  }
  if (left == 0) return;
  const std::uint32_t group = from[0] << 16 | (left == 2 ? from[1] << 8 : 0);
  *to++ = kAlphabet[group >> 18];
  *to++ = kAlphabet[group >> 12 & 63];
  if (left == 2) *to = kAlphabet[group >> 6 & 63];
}

std::string EncodeBase64(std::string_view bytes) {
  std::string text;
  AppendBase64(bytes, text);
  return text;
}

Result<std::string> DecodeBase64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  char* to = bytes.data();
  std::size_t at = 0;
  const auto skipLineBreaks = [&] {
    while (at < text.size() && IsLineBreak(text[at])) ++at;
  };
  while (true) {
    for (; text.size() - at >= 4; at += 4) {
      const std::uint32_t a = ValueOf(text[at]);
      const std::uint32_t b = ValueOf(text[at + 1]);
      const std::uint32_t c = ValueOf(text[at + 2]);
      const std::uint32_t d = ValueOf(text[at + 3]);
      if (((a | b | c | d) & kNoValue) != 0) break;
      const std::uint32_t group = a << 18 | b << 12 | c << 6 | d;
      to = PutByte(PutByte(PutByte(to, group >> 16), group >> 8), group);
    }

    // One group by single steps: it holds a line break, padding, an illegal byte, or the end.
    std::uint32_t group = 0;
    int digits = 0;
    for (skipLineBreaks(); digits < 4 && at < text.size() && text[at] != '='; skipLineBreaks()) {
      const std::uint32_t value = ValueOf(text[at]);
      if (value == kNoValue) return BadByte(at);
      group = group << 6 | value;
      ++digits;
      ++at;
    }
    if (digits == 4) {
      to = PutByte(PutByte(PutByte(to, group >> 16), group >> 8), group);
      continue;
    }
    if (at == text.size()) {
      if (digits != 0) return EndsEarly(text.size());
      break;
    }
    if (digits < 2) return BadByte(at);
    to = PutByte(to, group >> (digits == 2 ? 4 : 10));
    if (digits == 3) to = PutByte(to, group >> 2);
    for (int padding = digits; padding < 4; ++padding) {
      if (at == text.size()) return EndsEarly(text.size());
      if (text[at] != '=') return BadByte(at);
      ++at;
      skipLineBreaks();
    }
    if (at != text.size()) return BadByte(at);
    break;
  }
  bytes.resize(static_cast<std::size_t>(to - bytes.data()));
  return bytes;
}

}  // namespace k8s
