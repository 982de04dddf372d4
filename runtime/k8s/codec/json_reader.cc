#include <algorithm>
#include <charconv>
#include <system_error>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/json_scan.h>
#include <k8s/codec/utf8.h>

namespace k8s::codec {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHighSurrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace

JsonReader::JsonReader(std::string_view text, std::size_t maxDepth)
    : begin_(text.data()), cursor_(begin_), end_(begin_ + text.size()), max_depth_(std::min(maxDepth, kDepthLimit)) {}

bool JsonReader::Fail(const char* message) {
  if (message_ == nullptr) message_ = message;
  return false;
}

// False at the end of the text.
bool JsonReader::SkipSpace() {
  while (cursor_ != end_ && (*cursor_ == ' ' || *cursor_ == '\n' || *cursor_ == '\r' || *cursor_ == '\t')) ++cursor_;
  return cursor_ != end_;
}

JsonShape JsonReader::Peek() {
  if (Failed() || !SkipSpace()) return JsonShape::kNone;
  switch (*cursor_) {
    case 'n': return JsonShape::kNull;
    case 't':
    case 'f': return JsonShape::kBool;
    case '"': return JsonShape::kString;
    case '{': return JsonShape::kObject;
    case '[': return JsonShape::kArray;
    default: return *cursor_ == '-' || IsDigit(*cursor_) ? JsonShape::kNumber : JsonShape::kNone;
  }
}

bool JsonReader::Literal(std::string_view word) {
  if (static_cast<std::size_t>(end_ - cursor_) < word.size() || std::string_view(cursor_, word.size()) != word) {
    return Fail("not a JSON value");
  }
  cursor_ += word.size();
  return true;
}

bool JsonReader::ReadNull() {
  if (Peek() != JsonShape::kNull) return Fail("not null");
  return Literal("null");
}

bool JsonReader::ReadBool(bool& value) {
  if (Peek() != JsonShape::kBool) return Fail("not a boolean");
  value = *cursor_ == 't';
  return Literal(value ? "true" : "false");
}

// Leaves the cursor behind the number; tells whether it has neither fraction nor exponent.
bool JsonReader::ScanNumber(bool& integer) {
  const auto digits = [&] {
    const char* start = cursor_;
    while (cursor_ != end_ && IsDigit(*cursor_)) ++cursor_;
    return cursor_ != start;
  };
  integer = true;
  if (cursor_ != end_ && *cursor_ == '-') ++cursor_;
  if (cursor_ != end_ && *cursor_ == '0') {
    ++cursor_;
  } else if (!digits()) {
    return Fail("not a JSON value");
  }
  if (cursor_ != end_ && *cursor_ == '.') {
    integer = false;
    ++cursor_;
    if (!digits()) return Fail("a number needs digits after its point");
  }
  if (cursor_ != end_ && (*cursor_ == 'e' || *cursor_ == 'E')) {
    integer = false;
    ++cursor_;
    if (cursor_ != end_ && (*cursor_ == '+' || *cursor_ == '-')) ++cursor_;
    if (!digits()) return Fail("a number needs digits in its exponent");
  }
  return true;
}

bool JsonReader::ReadInt64(std::int64_t& value) {
  if (Peek() != JsonShape::kNumber) return Fail("not a number");
  const char* start = cursor_;
  bool integer = false;
  if (!ScanNumber(integer)) return false;
  if (!integer || std::from_chars(start, cursor_, value).ec != std::errc()) {
    cursor_ = start;
    return Fail(integer ? "a number out of the range of 64 bits" : "not an integer");
  }
  return true;
}

bool JsonReader::ReadDouble(double& value) {
  if (Peek() != JsonShape::kNumber) return Fail("not a number");
  const char* start = cursor_;
  bool integer = false;
  if (!ScanNumber(integer)) return false;
  if (std::from_chars(start, cursor_, value).ec != std::errc()) {
    cursor_ = start;
    return Fail("a number out of the range of a double");
  }
  return true;
}

// Reads a string as far as it can be taken from the text as it is: to its closing quote, or to the first escape.
bool JsonReader::ScanString(std::string_view& plain, bool& escaped) {
  const char* start = ++cursor_;
  while (true) {
    cursor_ = FindStringSpecial(cursor_, end_);
    if (cursor_ == end_) return Fail("a string without its closing quote");
    const auto c = static_cast<unsigned char>(*cursor_);
    if (c == '"' || c == '\\') {
      plain = std::string_view(start, static_cast<std::size_t>(cursor_ - start));
      escaped = c == '\\';
      if (!escaped) ++cursor_;
      return true;
    }
    if (c < 0x20) return Fail("a control character in a string");
    const std::size_t length = Utf8SequenceLength(std::string_view(cursor_, static_cast<std::size_t>(end_ - cursor_)));
    if (length == 0) return Fail("a string that is not UTF-8");
    cursor_ += length;
  }
}

// The rest of a string from its first escape on.
bool JsonReader::UnescapeInto(std::string& out) {
  bool escaped = true;
  while (escaped) {
    if (!ReadEscape(out)) return false;
    --cursor_;  // ScanString steps over an opening quote
    std::string_view plain;
    if (!ScanString(plain, escaped)) return false;
    out.append(plain);
  }
  return true;
}

bool JsonReader::ReadEscape(std::string& out) {
  ++cursor_;  // the backslash
  if (cursor_ == end_) return Fail("a string without its closing quote");
  switch (*cursor_++) {
    case '"': out.push_back('"'); return true;
    case '\\': out.push_back('\\'); return true;
    case '/': out.push_back('/'); return true;
    case 'b': out.push_back('\b'); return true;
    case 'f': out.push_back('\f'); return true;
    case 'n': out.push_back('\n'); return true;
    case 'r': out.push_back('\r'); return true;
    case 't': out.push_back('\t'); return true;
    case 'u': break;
    default: --cursor_; return Fail("an unknown escape in a string");
  }
  std::uint32_t unit = 0;
  if (!ReadHex4(unit)) return false;
  if (IsHighSurrogate(unit) && end_ - cursor_ >= 2 && cursor_[0] == '\\' && cursor_[1] == 'u') {
    const char* second = cursor_;
    std::uint32_t low = 0;
    cursor_ += 2;
    if (!ReadHex4(low)) return false;
    if (IsLowSurrogate(low)) {
      unit = 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
    } else {
      cursor_ = second;  // not its pair: an escape of its own
    }
  }
  AppendUtf8(IsHighSurrogate(unit) || IsLowSurrogate(unit) ? kReplacement : unit, out);
  return true;
}

bool JsonReader::ReadHex4(std::uint32_t& value) {
  if (end_ - cursor_ < 4) return Fail("a \\u escape needs four hexadecimal digits");
  const auto [stopped, error] = std::from_chars(cursor_, cursor_ + 4, value, 16);
  if (error != std::errc() || stopped != cursor_ + 4) return Fail("a \\u escape needs four hexadecimal digits");
  cursor_ = stopped;
  return true;
}

bool JsonReader::ReadString(std::string& value) {
  if (Peek() != JsonShape::kString) return Fail("not a string");
  std::string_view plain;
  bool escaped = false;
  if (!ScanString(plain, escaped)) return false;
  value.assign(plain);
  return !escaped || UnescapeInto(value);
}

bool JsonReader::ReadStringView(std::string_view& value) {
  if (Peek() != JsonShape::kString) return Fail("not a string");
  bool escaped = false;
  if (!ScanString(value, escaped)) return false;
  if (!escaped) return true;
  scratch_.assign(value);
  if (!UnescapeInto(scratch_)) return false;
  value = scratch_;
  return true;
}

bool JsonReader::Enter(bool object, char bracket) {
  if (Failed()) return false;
  if (!SkipSpace() || *cursor_ != bracket) return Fail(object ? "not an object" : "not an array");
  if (depth_ == max_depth_) return Fail("nested too deep");
  ++cursor_;
  objects_[depth_++] = object;
  first_ = true;
  return true;
}

bool JsonReader::EnterObject() { return Enter(true, '{'); }
bool JsonReader::EnterArray() { return Enter(false, '['); }

// Steps to the next element of the innermost container; leaves the container at its end.
bool JsonReader::Next(char closing) {
  if (Failed()) return false;
  if (!SkipSpace()) return Fail("ends too early");
  if (*cursor_ == closing) {
    ++cursor_;
    --depth_;
    first_ = false;
    return false;
  }
  if (!first_) {
    if (*cursor_ != ',') return Fail(closing == '}' ? "no comma or } where one must be" : "no comma or ] where one must be");
    ++cursor_;
    if (!SkipSpace()) return Fail("ends too early");
  }
  first_ = false;
  return true;
}

bool JsonReader::NextMember(std::string_view& key) {
  if (!Next('}')) return false;
  if (*cursor_ != '"') return Fail("a key must be a string");
  if (!ReadStringView(key)) return false;
  if (!SkipSpace() || *cursor_ != ':') return Fail("no colon behind a key");
  ++cursor_;
  return true;
}

bool JsonReader::NextElement() { return Next(']'); }

bool JsonReader::SkipScalar(JsonShape shape) {
  bool ignored = false;
  switch (shape) {
    case JsonShape::kNull: return Literal("null");
    case JsonShape::kBool: return Literal(*cursor_ == 't' ? "true" : "false");
    case JsonShape::kNumber: return ScanNumber(ignored);
    case JsonShape::kString: {
      std::string_view unused;
      bool escaped = false;
      if (!ScanString(unused, escaped)) return false;
      scratch_.clear();
      return !escaped || UnescapeInto(scratch_);
    }
    default: return Fail(cursor_ == end_ ? "ends too early" : "not a JSON value");
  }
}

// Without recursion: what is skipped may nest as deep as the limit allows, whoever sent it.
bool JsonReader::Skip() {
  const std::size_t outside = depth_;
  do {
    const JsonShape shape = Peek();
    if (shape == JsonShape::kObject) {
      if (!EnterObject()) return false;
    } else if (shape == JsonShape::kArray) {
      if (!EnterArray()) return false;
    } else if (!SkipScalar(shape)) {
      return false;
    }
    std::string_view key;
    while (depth_ > outside && !(objects_[depth_ - 1] ? NextMember(key) : NextElement())) {
      if (Failed()) return false;
    }
  } while (depth_ > outside);
  return true;
}

bool JsonReader::ReadRaw(std::string_view& span) {
  Peek();  // white space before it
  const char* start = cursor_;
  if (!Skip()) return false;
  span = std::string_view(start, static_cast<std::size_t>(cursor_ - start));
  return true;
}

bool JsonReader::ReadEnd() {
  if (Failed()) return false;
  return !SkipSpace() || Fail("something behind the end of the value");
}

}  // namespace k8s::codec
