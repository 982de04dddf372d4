#include <cstddef>

#include <fmt/format.h>

#include <k8s/codec/utf8.h>
#include <k8s/codec/yaml_characters.h>

namespace k8s::codec {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// C1 controls but for the next-line character, and the two that are no characters: in UTF-8 all of them begin with 0xC2 or
// 0xEF.
bool IsControl(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return (first < 0x20 && first != '\t' && first != '\n' && first != '\r') || first == 0x7F;
  if (sequence.size() == 2) return first == 0xC2 && static_cast<unsigned char>(sequence[1]) < 0xA0 && sequence != "\xC2\x85";
  return sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF";
}

Error WrongCharacter(std::string_view before, std::string_view what) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : before) {
    ++column;
    if (c != '\n') continue;
    ++line;
    column = 1;
  }
  return Error(ErrorCode::kDecode, fmt::format("line {}, column {}: {}", line, column, what));
}

// What a %TAG stands for is copied into each tag that uses it.
Result<void> CheckDirectives(std::string_view text) {
  constexpr std::size_t kLongest = 1024;
  for (std::size_t begin = text.find('%'); begin != text.npos; begin = text.find('%', begin + 1)) {
    if (begin != 0 && text[begin - 1] != '\n') continue;
    if (text.substr(begin, kLongest).find('\n') == text.npos && text.size() - begin > kLongest) {
      return WrongCharacter(text.substr(0, begin), fmt::format("a directive of more than {} bytes", kLongest));
    }
  }
  return {};
}

}  // namespace

Result<std::string> CheckedYamlCharacters(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::string checked;
  checked.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = Utf8SequenceLength(text);
    if (length == 0) return WrongCharacter(checked, "not UTF-8");
    const std::string_view sequence = text.substr(0, length);
    if (IsControl(sequence)) return WrongCharacter(checked, "a control character");
    text.remove_prefix(length);
    if (sequence != "\r") {
      checked += sequence;
    } else if (!text.starts_with('\n')) {
      checked += '\n';
    }
  }
  if (Result<void> sane = CheckDirectives(checked); !sane) return sane.error();
  return checked;
}

}  // namespace k8s::codec
