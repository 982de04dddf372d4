#include <cstddef>

#include <k8s/codec/utf8.h>
#include <k8s/codec/yaml_scalar.h>
#include <k8s/codec/yaml_string_style.h>

namespace k8s::codec {
namespace {

// Whether readers of YAML take a character for itself, wherever they meet it: controls but for tab and line feed, the breaks
// that only YAML 1.1 knows, the byte order mark and the two that are no characters are not that.
bool IsPlainCharacter(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) return (first >= 0x20 && first != 0x7F) || first == '\n' || first == '\t';
  if (sequence.size() == 2) return first != 0xC2 || static_cast<unsigned char>(sequence[1]) >= 0xA0;
  return sequence != "\xE2\x80\xA8" && sequence != "\xE2\x80\xA9" && sequence != "\xEF\xBB\xBF" && sequence != "\xEF\xBF\xBE" &&
         sequence != "\xEF\xBF\xBF";
}

bool NeedsEscapes(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = Utf8SequenceLength(text);
    if (length == 0 || !IsPlainCharacter(text.substr(0, length))) return true;
    text.remove_prefix(length);
  }
  return false;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

// A literal block keeps all of these lines, however the reader finds out how far they are indented.
bool IsExactAsLiteral(std::string_view text) { return !IsBlank(text.front()) && text.back() != ' ' && text.back() != '\t'; }

bool StartsLikeYaml(std::string_view text) {
  constexpr std::string_view kIndicators = ",[]{}#&*!|>'\"%@`";
  constexpr std::string_view kIndicatorsBeforeSpace = "-?:";
  if (kIndicators.find(text[0]) != std::string_view::npos) return true;
  if (text.starts_with("---") || text.starts_with("...")) return true;
  return kIndicatorsBeforeSpace.find(text[0]) != std::string_view::npos && (text.size() == 1 || IsBlank(text[1]));
}

bool LooksLikeYaml(std::string_view text) {
  return StartsLikeYaml(text) || text.front() == ' ' || text.back() == ' ' || text.back() == ':' ||
         text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos;
}

}  // namespace

YamlStringStyle StyleOfYamlKey(std::string_view text) {
  const bool hasBreaks = text.find_first_of("\n\t") != std::string_view::npos;
  if (hasBreaks || NeedsEscapes(text) || IsAmbiguousInYaml(text)) return YamlStringStyle::kDoubleQuoted;
  return LooksLikeYaml(text) ? YamlStringStyle::kSingleQuoted : YamlStringStyle::kPlain;
}

YamlStringStyle StyleOfYamlString(std::string_view text) {
  const bool hasLines = text.find('\n') != std::string_view::npos;
  return hasLines && IsExactAsLiteral(text) && !NeedsEscapes(text) ? YamlStringStyle::kLiteral : StyleOfYamlKey(text);
}

}  // namespace k8s::codec
