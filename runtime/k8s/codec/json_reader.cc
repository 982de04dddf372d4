#include <charconv>
#include <optional>
#include <system_error>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/parse_double.h>
#include <k8s/codec/utf8.h>

namespace k8s::codec {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

bool IsHighSurrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool IsLowSurrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// The inside of a string that was checked, without its escapes.
class Unescape {
 public:
  explicit Unescape(std::string_view text) : rest_(text) {}

  void AppendTo(std::string& out) {
    while (!rest_.empty()) {
      out += Take(std::min(rest_.find('\\'), rest_.size()));
      if (!rest_.empty()) AppendEscape(out);
    }
  }

 private:
  std::string_view Take(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  void AppendEscape(std::string& out) {
    switch (const char letter = Take(2)[1]) {
      case 'b': out.push_back('\b'); return;
      case 'f': out.push_back('\f'); return;
      case 'n': out.push_back('\n'); return;
      case 'r': out.push_back('\r'); return;
      case 't': out.push_back('\t'); return;
      case 'u': AppendUtf8(CodePoint(), out); return;
      default: out.push_back(letter); return;
    }
  }

  // Of one or two \u escapes, the first of which is read up to its digits.
  std::uint32_t CodePoint() {
    const std::uint32_t unit = Hex4();
    if (IsHighSurrogate(unit) && rest_.starts_with("\\u")) {
      const std::string_view second = rest_;
      Take(2);
      const std::uint32_t low = Hex4();
      if (IsLowSurrogate(low)) return 0x10000 + ((unit - 0xD800) << 10U) + (low - 0xDC00);
      rest_ = second;  // not its pair: an escape of its own
    }
    return IsHighSurrogate(unit) || IsLowSurrogate(unit) ? kReplacement : unit;
  }

  std::uint32_t Hex4() {
    std::uint32_t value = 0;
    const std::string_view digits = Take(4);
    std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    return value;
  }

  std::string_view rest_;
};

}  // namespace

bool JsonReader::Fail(const char* message) {
  if (message_ == nullptr) message_ = message;
  end_ = cursor_;
  return false;
}

JsonShape JsonReader::Peek() {
  if (!ToToken()) return JsonShape::kNone;
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

bool JsonReader::ReadNull() {
  if (!AtNull()) return Fail("not null");
  return Take(ScanLiteral(cursor_, end_));
}

bool JsonReader::ReadBool(bool& value) {
  if (!ToToken() || (*cursor_ != 't' && *cursor_ != 'f')) return Fail("not a boolean");
  value = *cursor_ == 't';
  return Take(ScanLiteral(cursor_, end_));
}

bool JsonReader::ReadInt64(std::int64_t& value) {
  if (Peek() != JsonShape::kNumber) return Fail("not a number");
  const char* start = cursor_;
  bool integer = false;
  if (!Take(ScanNumber(cursor_, end_, integer))) return false;
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
  if (!Take(ScanNumber(cursor_, end_, integer))) return false;
  const std::optional<double> number = ParseDouble(std::string_view(start, static_cast<std::size_t>(cursor_ - start)));
  if (!number) {
    cursor_ = start;
    return Fail("a number out of the range of a double");
  }
  value = *number;
  return true;
}

// A string with escapes, with letters beyond ASCII, or with a mistake.
bool JsonReader::ReadUnusualString(std::string_view& value) {
  const char* start = cursor_ + 1;
  if (!Take(ScanString(start, end_))) return false;
  value = std::string_view(start, static_cast<std::size_t>(cursor_ - 1 - start));
  if (value.find('\\') == std::string_view::npos) return true;
  scratch_.clear();
  Unescape(value).AppendTo(scratch_);
  value = scratch_;
  return true;
}

bool JsonReader::ReadRaw(std::string_view& span) {
  ToToken();
  const char* start = cursor_;
  if (!Skip()) return false;
  span = std::string_view(start, static_cast<std::size_t>(cursor_ - start));
  return true;
}

bool JsonReader::ReadEnd() {
  if (Failed()) return false;
  return !ToToken() || Fail("something behind the end of the value");
}

}  // namespace k8s::codec
