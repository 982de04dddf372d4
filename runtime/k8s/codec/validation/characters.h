#pragma once

#include <cstddef>
#include <string_view>

namespace k8s::codec {

/// Takes the first character off a text that is not empty; a byte that begins none is U+FFFD, as Go reads it.
char32_t TakeCharacter(std::string_view& text);

/// How many characters a text has: what `minLength` and `maxLength` count.
std::size_t CountCharacters(std::string_view text);

}  // namespace k8s::codec
