#include <algorithm>
#include <bitset>
#include <string_view>

#include <k8s/base/ascii.h>
#include <k8s/codec/json_scan.h>
#include <k8s/codec/utf8.h>

namespace k8s::codec {
namespace {

// Steps over an escape, from its backslash on.
Scanned ScanEscape(const char* cursor, const char* end) {
  if (end - cursor < 2) return {end, kNoClosingQuote};
  switch (cursor[1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't': return {cursor + 2};
    case 'u': break;
    default: return {cursor + 1, kUnknownEscape};
  }
  constexpr std::ptrdiff_t kLength = 6;
  if (end - cursor < kLength || !std::all_of(cursor + 2, cursor + kLength, k8s::internal::IsHexDigit))
    return {cursor + 2, kBadUnicodeEscape};
  return {cursor + kLength};
}

const char* SkipDigits(const char* cursor, const char* end) {
  while (cursor != end && IsDigit(*cursor)) ++cursor;
  return cursor;
}

// A walk over one value. Its members are locals of ScanValue once all is inlined, which is what makes it fast.
class ValueScan {
 public:
  ValueScan(const char* cursor, const char* end, std::size_t maxDepth) : cursor_(cursor), end_(end), max_depth_(maxDepth) {}

  Scanned Run() {
    Step step = Step::kValueBegins;
    while (step == Step::kValueBegins) {
      step = Value();
      if (step == Step::kValueEnded) step = GoOn();
    }
    return {cursor_, problem_};
  }

 private:
  enum class Step { kValueBegins, kValueEnded, kFailed };

  // A scalar or an empty container to its end, another container to its first value.
  Step Value() {
    cursor_ = SkipSpace(cursor_, end_);
    if (cursor_ == end_) return Fail(kEndsTooEarly);
    bool ignored = false;
    switch (*cursor_) {
      case '"': return End(ScanString(cursor_ + 1, end_));
      case '{': return Enter('}');
      case '[': return Enter(']');
      case 'n':
      case 't':
      case 'f': return End(ScanLiteral(cursor_, end_));
      default: return End(ScanNumber(cursor_, end_, ignored));
    }
  }

  Step Enter(char closing) {
    if (depth_ == max_depth_) return Fail(kTooDeep);
    cursor_ = SkipSpace(cursor_ + 1, end_);
    if (cursor_ != end_ && *cursor_ == closing) return End({cursor_ + 1});
    outer_[depth_++] = in_object_;
    in_object_ = closing == '}';
    return in_object_ ? Key() : Step::kValueBegins;
  }

  // From the end of a value to the beginning of the next one, or to the end of all.
  Step GoOn() {
    while (depth_ > 0) {
      cursor_ = SkipSpace(cursor_, end_);
      if (cursor_ == end_) return Fail(kEndsTooEarly);
      if (*cursor_ == ',') {
        cursor_ = SkipSpace(cursor_ + 1, end_);
        return in_object_ ? Key() : Step::kValueBegins;
      }
      if (*cursor_ != (in_object_ ? '}' : ']')) return Fail(in_object_ ? kNoCommaInObject : kNoCommaInArray);
      ++cursor_;
      in_object_ = outer_[--depth_];
    }
    return Step::kValueEnded;
  }

  Step Key() {
    if (cursor_ == end_) return Fail(kEndsTooEarly);
    if (*cursor_ != '"') return Fail(kKeyIsNoString);
    if (const Step key = End(ScanString(cursor_ + 1, end_)); key == Step::kFailed) return key;
    cursor_ = SkipSpace(cursor_, end_);
    if (cursor_ == end_ || *cursor_ != ':') return Fail(kNoColon);
    ++cursor_;
    return Step::kValueBegins;
  }

  Step End(Scanned scanned) {
    cursor_ = scanned.end;
    return scanned.problem == nullptr ? Step::kValueEnded : Fail(scanned.problem);
  }

  Step Fail(const char* problem) {
    problem_ = problem;
    return Step::kFailed;
  }

  const char* cursor_;
  const char* end_;
  const char* problem_ = nullptr;
  std::size_t depth_ = 0;
  std::size_t max_depth_;
  bool in_object_ = false;
  std::bitset<kMaxJsonDepth> outer_;  // of each container that is open: whether the one around it is an object
};

}  // namespace

Scanned ScanString(const char* cursor, const char* end) {
  while (true) {
    cursor = FindStringSpecial(cursor, end);
    if (cursor == end) return {cursor, kNoClosingQuote};
    const auto c = static_cast<unsigned char>(*cursor);
    if (c == '"') return {cursor + 1};
    if (c == '\\') {
      const Scanned escape = ScanEscape(cursor, end);
      if (escape.problem != nullptr) return escape;
      cursor = escape.end;
    } else if (c < 0x20) {
      return {cursor, kControlCharacter};
    } else {
      const std::size_t length = Utf8SequenceLength(std::string_view(cursor, static_cast<std::size_t>(end - cursor)));
      if (length == 0) return {cursor, kNotUtf8};
      cursor += length;
    }
  }
}

Scanned ScanNumber(const char* cursor, const char* end, bool& integer) {
  integer = true;
  if (cursor != end && *cursor == '-') ++cursor;
  if (cursor == end || !IsDigit(*cursor)) return {cursor, kNotAValue};
  cursor = *cursor == '0' ? cursor + 1 : SkipDigits(cursor, end);
  if (cursor != end && *cursor == '.') {
    integer = false;
    const char* digits = ++cursor;
    cursor = SkipDigits(cursor, end);
    if (cursor == digits) return {cursor, "a number needs digits after its point"};
  }
  if (cursor != end && (*cursor == 'e' || *cursor == 'E')) {
    integer = false;
    ++cursor;
    if (cursor != end && (*cursor == '+' || *cursor == '-')) ++cursor;
    const char* digits = cursor;
    cursor = SkipDigits(cursor, end);
    if (cursor == digits) return {cursor, "a number needs digits in its exponent"};
  }
  return {cursor};
}

Scanned ScanLiteral(const char* cursor, const char* end) {
  const std::string_view word = *cursor == 'n' ? "null" : *cursor == 't' ? "true" : "false";
  if (!std::string_view(cursor, static_cast<std::size_t>(end - cursor)).starts_with(word)) return {cursor, kNotAValue};
  return {cursor + word.size()};
}

Scanned ScanValue(const char* cursor, const char* end, std::size_t maxDepth) {
  return ValueScan(cursor, end, std::min(maxDepth, kMaxJsonDepth)).Run();
}

}  // namespace k8s::codec
