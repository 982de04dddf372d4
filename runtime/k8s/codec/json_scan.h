#pragma once

#include <cstddef>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace k8s::codec {

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
    if (mask != 0) return cursor + __builtin_ctz(mask);
  }
#endif
  for (; cursor != end; ++cursor) {
    const auto byte = static_cast<unsigned char>(*cursor);
    if (byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80) break;
  }
  return cursor;
}

}  // namespace k8s::codec
