#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

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
class JsonReader {
 public:
  /// The deepest nesting any reader accepts.
  static constexpr std::size_t kDepthLimit = 1024;

  /// `maxDepth` is cut to kDepthLimit. The text must outlive the reader, and the keys and spans it hands out.
  JsonReader(std::string_view text, std::size_t maxDepth);

  /// The shape of the next value; kNone when there is none.
  JsonShape Peek();

  bool ReadNull();
  bool ReadBool(bool& value);
  /// A number without fraction and exponent, in the range of 64 bits.
  bool ReadInt64(std::int64_t& value);
  bool ReadDouble(double& value);
  bool ReadString(std::string& value);
  /// A string that is only looked at: valid until the next read.
  bool ReadStringView(std::string_view& value);

  /// Any value: its bytes, checked, without the white space around it.
  bool ReadRaw(std::string_view& span);
  /// Any value, checked and forgotten.
  bool Skip();

  bool EnterObject();
  /// The next key, valid until the next read; false at the end of the object, which is then left, and on failure.
  bool NextMember(std::string_view& key);
  bool EnterArray();
  /// Whether another element follows; false at the end of the array, which is then left, and on failure.
  bool NextElement();

  /// Checks that nothing but white space is left.
  bool ReadEnd();

  bool Failed() const { return message_ != nullptr; }
  /// What was wrong: a phrase; null as long as nothing is.
  const char* Message() const { return message_; }
  /// Where the reader is, or where it failed, in bytes.
  std::size_t Offset() const { return static_cast<std::size_t>(cursor_ - begin_); }

  /// How many bytes of the text are left.
  std::size_t Remaining() const { return static_cast<std::size_t>(end_ - cursor_); }
  /// How many objects and arrays are entered and not left.
  std::size_t Depth() const { return depth_; }

  /// Fails with a message of the caller's, which must be a literal. Returns false.
  bool Fail(const char* message);

 private:
  bool SkipSpace();
  bool Literal(std::string_view word);
  bool Enter(bool object, char bracket);
  bool Next(char closing);
  bool ScanNumber(bool& integer);
  bool ScanString(std::string_view& plain, bool& escaped);
  bool UnescapeInto(std::string& out);
  bool ReadEscape(std::string& out);
  bool ReadHex4(std::uint32_t& value);
  bool SkipScalar(JsonShape shape);

  const char* begin_;
  const char* cursor_;
  const char* end_;
  const char* message_ = nullptr;
  bool first_ = false;  // no element of the innermost container was read yet
  std::size_t depth_ = 0;
  std::size_t max_depth_;
  std::bitset<kDepthLimit> objects_;  // which of the open containers are objects
  std::string scratch_;               // unescaped strings that are only looked at
};

}  // namespace k8s::codec
