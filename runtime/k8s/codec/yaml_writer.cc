#include <algorithm>
#include <cstdint>
#include <iterator>

#include <fmt/format.h>

#include <k8s/codec/utf8.h>
#include <k8s/codec/yaml_string_style.h>
#include <k8s/codec/yaml_writer.h>

namespace k8s::codec {
namespace {

constexpr std::size_t kStep = 2;

// Readers of YAML need not take a longer one for a key where it stands before its colon.
constexpr std::size_t kLongestSimpleKey = 512;

// YAML knows a negative zero and, in 1.1, an exponent only with a point, and the latter only with a sign.
std::string NumberOf(std::string_view json) {
  if (json == "-0") return "-0.0";
  std::string number(json);
  const std::size_t exponent = number.find_first_of("eE");
  if (exponent == std::string::npos) return number;
  if (number[exponent + 1] != '-' && number[exponent + 1] != '+') number.insert(exponent + 1, "+");
  if (number.find('.') == std::string::npos) number.insert(exponent, ".0");
  return number;
}

std::uint32_t CodePoint(std::string_view sequence) {
  const auto byte = [sequence](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(sequence[i])); };
  if (sequence.size() == 1) return byte(0);
  std::uint32_t point = byte(0) & (0x7FU >> sequence.size());
  for (std::size_t i = 1; i < sequence.size(); ++i) point = (point << 6U) | (byte(i) & 0x3FU);
  return point;
}

}  // namespace

bool YamlWriter::Write(JsonReader& reader) { return Value(reader, 0, After::kNothing); }

bool YamlWriter::Value(JsonReader& reader, std::size_t indent, After after) {
  const JsonShape shape = reader.Peek();
  if (shape == JsonShape::kObject) return Mapping(reader, indent, after);
  if (shape == JsonShape::kArray) return Sequence(reader, indent, after);
  if (after == After::kKey) out_ += ' ';
  if (shape == JsonShape::kString) {
    std::string text;
    if (!reader.ReadString(text)) return false;
    String(text, after == After::kDash ? indent - kStep : indent);
  } else if (!Word(reader)) {
    return false;
  }
  out_ += '\n';
  return true;
}

bool YamlWriter::Mapping(JsonReader& reader, std::size_t indent, After after) {
  if (!reader.EnterObject()) return false;
  const std::size_t inner = after == After::kKey ? indent + kStep : indent;
  bool isEmpty = true;
  std::string_view view;
  while (reader.NextMember(view)) {
    StartLine(inner, isEmpty, after);
    isEmpty = false;
    Key(view, inner);
    if (!Value(reader, inner, After::kKey)) return false;
  }
  if (isEmpty) out_ += after == After::kKey ? " {}\n" : "{}\n";
  return !reader.Failed();
}

// A list in a mapping is not indented beyond its key.
bool YamlWriter::Sequence(JsonReader& reader, std::size_t indent, After after) {
  if (!reader.EnterArray()) return false;
  bool isEmpty = true;
  while (reader.NextElement()) {
    StartLine(indent, isEmpty, after);
    isEmpty = false;
    out_ += "- ";
    if (!Value(reader, indent + kStep, After::kDash)) return false;
  }
  if (isEmpty) out_ += after == After::kKey ? " []\n" : "[]\n";
  return !reader.Failed();
}

// The first line of what follows a dash is that of the dash; what follows a key begins a line of its own.
void YamlWriter::StartLine(std::size_t indent, bool isFirst, After after) {
  if (isFirst && after == After::kKey) out_ += '\n';
  if (!isFirst || after == After::kKey) out_.append(indent, ' ');
}

bool YamlWriter::Word(JsonReader& reader) {
  const bool isNumber = reader.Peek() == JsonShape::kNumber;
  std::string_view text;
  if (!reader.ReadRaw(text)) return false;
  out_ += isNumber ? NumberOf(text) : std::string(text);
  return true;
}

void YamlWriter::Key(std::string_view key, std::size_t indent) {
  const bool isLong = key.size() > kLongestSimpleKey;
  if (isLong) out_ += "? ";
  switch (StyleOfYamlKey(key)) {
    case YamlStringStyle::kDoubleQuoted: DoubleQuoted(key); break;
    case YamlStringStyle::kSingleQuoted: SingleQuoted(key); break;
    default: out_ += key;
  }
  if (isLong) {
    out_ += '\n';
    out_.append(indent, ' ');
  }
  out_ += ':';
}

void YamlWriter::String(std::string_view text, std::size_t indent) {
  switch (StyleOfYamlString(text)) {
    case YamlStringStyle::kPlain: out_ += text; return;
    case YamlStringStyle::kSingleQuoted: SingleQuoted(text); return;
    case YamlStringStyle::kDoubleQuoted: DoubleQuoted(text); return;
    case YamlStringStyle::kLiteral: Literal(text, indent + kStep); return;
  }
}

// The line feed behind the last line is the caller's.
void YamlWriter::Literal(std::string_view text, std::size_t indent) {
  const bool keepsBreaks = text.ends_with("\n\n");
  out_ += !text.ends_with('\n') ? "|-" : keepsBreaks ? "|+" : "|";
  if (text.ends_with('\n')) text.remove_suffix(1);
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out_ += '\n';
    if (end != 0) out_.append(indent, ' ').append(text.substr(0, end));
    if (end == text.size()) return;
    text.remove_prefix(end + 1);
  }
}

void YamlWriter::SingleQuoted(std::string_view text) {
  out_ += '\'';
  for (const char c : text) {
    if (c == '\'') out_ += '\'';
    out_ += c;
  }
  out_ += '\'';
}

void YamlWriter::DoubleQuoted(std::string_view text) {
  out_ += '"';
  while (!text.empty()) {
    const std::string_view sequence = text.substr(0, Utf8SequenceLength(text));
    const std::uint32_t point = CodePoint(sequence);
    text.remove_prefix(sequence.size());
    if (point == '"' || point == '\\') {
      out_ += '\\';
      out_ += sequence;
    } else if (point == '\n') {
      out_ += "\\n";
    } else if (point == '\t') {
      out_ += "\\t";
    } else if (point < 0x20 || (point >= 0x7F && point < 0xA0)) {
      fmt::format_to(std::back_inserter(out_), "\\x{:02x}", point);
    } else if (point == 0x2028 || point == 0x2029 || point == 0xFEFF || point == 0xFFFE || point == 0xFFFF) {
      fmt::format_to(std::back_inserter(out_), "\\u{:04x}", point);
    } else {
      out_ += sequence;
    }
  }
  out_ += '"';
}

}  // namespace k8s::codec
