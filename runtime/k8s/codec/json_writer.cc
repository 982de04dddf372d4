#include <charconv>
#include <cstddef>

#include <k8s/codec/json_scan.h>
#include <k8s/codec/json_writer.h>
#include <k8s/codec/utf8.h>

namespace k8s::codec {

bool JsonWriter::Key(std::string_view name) {
  Separate();
  const bool written = Quoted(name);
  out_.push_back(':');
  first_ = true;
  return written;
}

bool JsonWriter::String(std::string_view text) {
  Separate();
  return Quoted(text);
}

void JsonWriter::Int(std::int64_t value) {
  char digits[24];
  const char* end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  Plain(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

void JsonWriter::Double(double value) {
  char digits[32];
  const char* end = std::to_chars(digits, digits + sizeof(digits), value).ptr;
  Plain(std::string_view(digits, static_cast<std::size_t>(end - digits)));
}

// Goes from one byte that needs a look to the next, and takes what lies between as it is.
bool JsonWriter::Quoted(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* plain = text.data();
  const char* cursor = plain;
  out_.push_back('"');
  while ((cursor = FindStringSpecial(cursor, end)) != end) {
    if (static_cast<unsigned char>(*cursor) >= 0x80) {
      const std::size_t length = Utf8SequenceLength(std::string_view(cursor, static_cast<std::size_t>(end - cursor)));
      if (length == 0) return false;
      cursor += length;
      continue;
    }
    out_.append(plain, cursor);
    Escape(*cursor);
    plain = ++cursor;
  }
  out_.append(plain, end);
  out_.push_back('"');
  return true;
}

void JsonWriter::Escape(char c) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  switch (c) {
    case '"': out_.append("\\\""); return;
    case '\\': out_.append("\\\\"); return;
    case '\n': out_.append("\\n"); return;
    case '\r': out_.append("\\r"); return;
    case '\t': out_.append("\\t"); return;
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  out_.append("\\u00");
  out_.push_back(kHexDigits[byte >> 4U]);
  out_.push_back(kHexDigits[byte & 0xFU]);
}

}  // namespace k8s::codec
