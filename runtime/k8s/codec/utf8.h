#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace k8s::codec {

/// The length of the well-formed UTF-8 sequence at the start of `text` (not empty): 1 to 4; 0 if there is none. Overlong forms,
/// surrogates and code points past U+10FFFF are not well-formed.
std::size_t Utf8SequenceLength(std::string_view text);

/// Whether a byte can only be the second or a later one of a sequence.
constexpr bool IsUtf8Continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

/// Whether all of `text` is well-formed UTF-8.
bool IsUtf8(std::string_view text);

/// Appends the UTF-8 form of a Unicode scalar value.
void AppendUtf8(std::uint32_t codePoint, std::string& out);

}  // namespace k8s::codec
