#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <k8s/codec/json_scan.h>

namespace k8s::codec {

/// What the next JSON value is, by its first character.
enum class JsonShape : std::uint8_t { kNull, kBool, kNumber, kString, kObject, kArray, kNone };

/// A pull reader of JSON: the caller knows what it expects and asks for it, so nothing is dispatched twice, copied, or built
/// that nobody wants. The text is left alone, and may be read a piece at a time by several readers.
///
/// The grammar is RFC 8259, checked to the last byte, also in what is skipped. Strings must be UTF-8; a lone surrogate in an
/// escape becomes U+FFFD, as in Go.
///
/// Each Read and Enter returns whether it succeeded. After a failure all return false, and Message() and Offset() tell what was
/// wrong and where. The caller checks once, at the end of a loop.
///
/// ```
/// if (reader.EnterObject()) {
///   while (reader.NextMember(key)) { ... read exactly one value ... }
/// }
/// ```
///
/// What is done for every byte, key or value is inline here, for the text as servers write it: without white space and, mostly,
/// without escapes. Everything else is in the source file.
class JsonReader {
 public:
  /// The deepest nesting any reader accepts.
  static constexpr std::size_t kDepthLimit = kMaxJsonDepth;

  /// `maxDepth` is cut to kDepthLimit. The text must outlive the reader, and the keys and spans it hands out.
  JsonReader(std::string_view text, std::size_t maxDepth)
      : begin_(text.data()), cursor_(begin_), end_(begin_ + text.size()), max_depth_(std::min(maxDepth, kDepthLimit)) {}

  /// The shape of the next value; kNone when there is none.
  JsonShape Peek();
  /// Whether the next value is null: Peek() for those who only ask that.
  bool AtNull() { return ToToken() && *cursor_ == 'n'; }

  bool ReadNull();
  bool ReadBool(bool& value);
  /// A number without fraction and exponent, in the range of 64 bits.
  bool ReadInt64(std::int64_t& value);
  bool ReadDouble(double& value);
  bool ReadString(std::string& value);
  /// A string that is only looked at: valid until the next one is.
  bool ReadStringView(std::string_view& value);

  /// Any value: its bytes, checked, without the white space around it.
  bool ReadRaw(std::string_view& span);
  /// Any value, checked and forgotten.
  bool Skip() { return Take(ScanValue(cursor_, end_, max_depth_ - depth_)); }

  bool EnterObject() { return Enter('{', "not an object"); }
  /// The next key, valid until a string is read; false at the end of the object, which is then left, and on failure.
  bool NextMember(std::string_view& key);
  bool EnterArray() { return Enter('[', "not an array"); }
  /// Whether another element follows; false at the end of the array, which is then left, and on failure.
  bool NextElement() { return Next(']', kNoCommaInArray); }

  /// Checks that nothing but white space is left.
  bool ReadEnd();

  bool Failed() const { return message_ != nullptr; }
  /// What was wrong: a phrase; null as long as nothing is.
  const char* Message() const { return message_; }
  /// Where the reader is, or where it failed, in bytes.
  std::size_t Offset() const { return static_cast<std::size_t>(cursor_ - begin_); }

  /// How many bytes of the text are left; none after a failure.
  std::size_t Remaining() const { return static_cast<std::size_t>(end_ - cursor_); }
  /// How many objects and arrays are entered and not left.
  std::size_t Depth() const { return depth_; }

  /// Fails with a message of the caller's, which must be a literal. Returns false.
  bool Fail(const char* message);

 private:
  bool ToToken();
  bool Take(Scanned scanned);
  bool Enter(char opening, const char* otherwise);
  bool Next(char closing, const char* noComma);
  bool ReadUnusualString(std::string_view& value);

  const char* begin_;
  const char* cursor_;
  const char* end_;  // after a failure, the cursor: whoever goes on finds nothing
  const char* message_ = nullptr;
  bool first_ = false;  // no element of the innermost container was read yet
  std::size_t depth_ = 0;
  std::size_t max_depth_;
  std::string scratch_;  // unescaped strings that are only looked at
};

// Steps over white space; false at the end of the text.
inline bool JsonReader::ToToken() {
  if (cursor_ != end_ && *cursor_ > ' ') return true;
  cursor_ = SkipSpace(cursor_, end_);
  return cursor_ != end_;
}

inline bool JsonReader::Take(Scanned scanned) {
  cursor_ = scanned.end;
  return scanned.problem == nullptr || Fail(scanned.problem);
}

inline bool JsonReader::Enter(char opening, const char* otherwise) {
  if (!ToToken() || *cursor_ != opening) return Fail(otherwise);
  if (depth_ == max_depth_) return Fail(kTooDeep);
  ++cursor_;
  ++depth_;
  first_ = true;
  return true;
}

// Steps to the next element of the innermost container; leaves the container at its end.
inline bool JsonReader::Next(char closing, const char* noComma) {
  if (!ToToken()) return Fail(kEndsTooEarly);
  if (*cursor_ == closing) {
    ++cursor_;
    --depth_;
    first_ = false;
    return false;
  }
  if (!first_) {
    if (*cursor_ != ',') return Fail(noComma);
    ++cursor_;
    if (!ToToken()) return Fail(kEndsTooEarly);
  }
  first_ = false;
  return true;
}

inline bool JsonReader::NextMember(std::string_view& key) {
  if (!Next('}', kNoCommaInObject)) return false;
  if (*cursor_ != '"') return Fail(kKeyIsNoString);
  if (!ReadStringView(key)) return false;
  if (!ToToken() || *cursor_ != ':') return Fail(kNoColon);
  ++cursor_;
  return true;
}

inline bool JsonReader::ReadStringView(std::string_view& value) {
  if (!ToToken() || *cursor_ != '"') return Fail("not a string");
  const char* start = cursor_ + 1;
  const char* stop = FindStringSpecial(start, end_);
  if (stop == end_ || *stop != '"') return ReadUnusualString(value);
  value = std::string_view(start, static_cast<std::size_t>(stop - start));
  cursor_ = stop + 1;
  return true;
}

inline bool JsonReader::ReadString(std::string& value) {
  std::string_view text;
  if (!ReadStringView(text)) return false;
  if (text.size() <= value.capacity()) {
    value.assign(text);
  } else {
    value = std::string(text);  // assign() would take twice the room it had before
  }
  return true;
}

}  // namespace k8s::codec
