#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <k8s/base/ascii.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// The pieces of JSON's grammar that are looked for byte by byte, or many bytes at a time. Each function takes where it begins
/// and where the text ends, so that a caller can keep both in registers.
namespace k8s::codec {

using k8s::internal::IsDigit;

/// The first byte in [cursor, end) that is no white space; `end` when there is none.
inline const char* SkipSpace(const char* cursor, const char* end) {
  while (cursor != end && (*cursor == ' ' || *cursor == '\n' || *cursor == '\r' || *cursor == '\t')) ++cursor;
  return cursor;
}

/// FindStringSpecial without instructions of one processor: eight bytes at a time where they lie in the order of their values.
inline const char* FindStringSpecialPortably(const char* cursor, const char* end) {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    // The high bit of each byte that is zero; behind the first such byte there may be false ones.
    const auto zeros = [](std::uint64_t bytes) { return (bytes - kOnes) & ~bytes; };
    for (; end - cursor >= 8; cursor += 8) {
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, cursor, sizeof(bytes));
      const std::uint64_t control = (bytes - kOnes * 0x20) & ~bytes;
      const std::uint64_t special =
          (zeros(bytes ^ (kOnes * '"')) | zeros(bytes ^ (kOnes * '\\')) | control | bytes) & kHighBits;
      if (special != 0) return cursor + std::countr_zero(special) / 8;
    }
  }
  for (; cursor != end; ++cursor) {
    const auto byte = static_cast<unsigned char>(*cursor);
    if (byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80) break;
  }
  return cursor;
}

/// The first byte in [cursor, end) that a JSON string cannot hold as it is, or that needs a look: a quote, a backslash, a
/// control character, or any byte that is not ASCII; `end` when there is none.
inline const char* FindStringSpecial(const char* cursor, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i space = _mm_set1_epi8(' ');
  for (; end - cursor >= 16; cursor += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(cursor));
    // The comparison is of signed bytes: "below a space" takes in everything from 0x80 up.
    const __m128i special = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash)),
                                         _mm_cmplt_epi8(bytes, space));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(special));
    if (mask != 0) return cursor + std::countr_zero(mask);
  }
#endif
  return FindStringSpecialPortably(cursor, end);
}

/// What lies behind a piece of the text, or where it goes wrong and why.
struct Scanned {
  const char* end;
  const char* problem = nullptr;  ///< a literal; null when all is well
};

/// Steps over the rest of a string, from behind its opening quote to behind its closing one.
Scanned ScanString(const char* cursor, const char* end);

/// Steps over a number; tells whether it has neither fraction nor exponent.
Scanned ScanNumber(const char* cursor, const char* end, bool& integer);

/// Steps over `null`, `true` or `false`, whichever begins with the letter at `cursor`.
Scanned ScanLiteral(const char* cursor, const char* end);

/// The deepest nesting that anything here accepts.
inline constexpr std::size_t kMaxJsonDepth = 1024;

/// Steps over any value and the white space before it, checked by the whole grammar; it may nest `maxDepth` deep, which is cut
/// to kMaxJsonDepth. Without recursion: whoever sent it chose how deep it is.
Scanned ScanValue(const char* cursor, const char* end, std::size_t maxDepth);

// What is wrong with a text, where more than one function finds it.
inline constexpr const char* kEndsTooEarly = "ends too early";
inline constexpr const char* kNotAValue = "not a JSON value";
inline constexpr const char* kKeyIsNoString = "a key must be a string";
inline constexpr const char* kNoColon = "no colon behind a key";
inline constexpr const char* kNoCommaInObject = "no comma or } where one must be";
inline constexpr const char* kNoCommaInArray = "no comma or ] where one must be";
inline constexpr const char* kTooDeep = "nested too deep";
inline constexpr const char* kNoClosingQuote = "a string without its closing quote";
inline constexpr const char* kControlCharacter = "a control character in a string";
inline constexpr const char* kNotUtf8 = "a string that is not UTF-8";
inline constexpr const char* kUnknownEscape = "an unknown escape in a string";
inline constexpr const char* kBadUnicodeEscape = "a \\u escape needs four hexadecimal digits";

}  // namespace k8s::codec
