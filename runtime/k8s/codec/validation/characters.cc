#include <k8s/codec/utf8.h>
#include <k8s/codec/validation/characters.h>

namespace k8s::codec {
namespace {

constexpr char32_t kReplacement = U'\uFFFD';

}  // namespace

char32_t TakeCharacter(std::string_view& text) {
  const std::size_t length = Utf8SequenceLength(text);
  if (length <= 1) {
    const char32_t character = length == 0 ? kReplacement : static_cast<unsigned char>(text.front());
    text.remove_prefix(1);
    return character;
  }
  // The first byte has as many bits less as the sequence has bytes, and one.
  char32_t character = static_cast<unsigned char>(text.front()) & (0xFFU >> (length + 1));
  for (std::size_t index = 1; index < length; ++index) {
    character = (character << 6U) | (static_cast<unsigned char>(text[index]) & 0x3FU);
  }
  text.remove_prefix(length);
  return character;
}

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) TakeCharacter(text);
  return count;
}

}  // namespace k8s::codec
