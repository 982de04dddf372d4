#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include <k8s/codec/json_reader.h>
#include <k8s/codec/json_writer.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/codec/value.h>
#include <k8s/codec/value_builder.h>
#include <k8s/codec/value_json.h>

namespace k8s {
namespace {

using codec::JsonReader;
using codec::JsonShape;

// Builds what the reader finds. Its depth is bounded by that of the reader.
class ValueReader {
 public:
  ValueReader(std::string_view text, std::size_t maxDepth) : reader_(text, maxDepth) {}

  Result<Value> Run() {
    if (Any() && reader_.ReadEnd()) return builder_.Take();
    std::string message = path_.ToString();
    message += fmt::format("{}{} at byte {}", message.empty() ? "" : ": ", reader_.Message(), reader_.Offset());
    return Error(ErrorCode::kDecode, std::move(message));
  }

 private:
  bool Any() {
    switch (reader_.Peek()) {
      case JsonShape::kNull: builder_.Null(); return reader_.ReadNull();
      case JsonShape::kBool: return Bool();
      case JsonShape::kNumber: return Number();
      case JsonShape::kString: return String();
      case JsonShape::kObject: return Object();
      case JsonShape::kArray: return List();
      case JsonShape::kNone: break;
    }
    return reader_.Skip();  // which says what is wrong
  }

  bool Bool() {
    bool value = false;
    if (!reader_.ReadBool(value)) return false;
    builder_.Bool(value);
    return true;
  }

  bool String() {
    std::string_view text;
    if (!reader_.ReadStringView(text)) return false;
    builder_.Add(text);
    return true;
  }

  bool Number() {
    std::string_view text;
    if (!reader_.ReadRaw(text)) return false;
    const char* const end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto [stopped, error] = std::from_chars(text.data(), end, integer); stopped == end && error == std::errc()) {
      builder_.Int(integer);
      return true;
    }
    double number = 0;
    if (std::from_chars(text.data(), end, number).ec != std::errc())
      return reader_.Fail("a number out of the range of a double");
    builder_.Double(number);
    return true;
  }

  bool Object() {
    if (!reader_.EnterObject()) return false;
    builder_.BeginObject();
    const bool read = Members();
    read ? builder_.EndObject() : builder_.Abandon();
    return read;
  }

  bool Members() {
    std::string_view key;
    while (reader_.NextMember(key)) {
      builder_.AddKey(key);
      if (!Any()) {
        path_.Member(builder_.LastKey());
        return false;
      }
    }
    return !reader_.Failed();
  }

  bool List() {
    if (!reader_.EnterArray()) return false;
    builder_.BeginArray();
    const bool read = Elements();
    read ? builder_.EndArray() : builder_.Abandon();
    return read;
  }

  bool Elements() {
    for (std::size_t index = 0; reader_.NextElement(); ++index) {
      if (!Any()) {
        path_.Element(index);
        return false;
      }
    }
    return !reader_.Failed();
  }

  JsonReader reader_;
  codec::ValueBuilder builder_;
  codec::UnwindPath path_;
};

class ValueWriter {
 public:
  explicit ValueWriter(std::string& out) : writer_(out) {}

  Result<void> Run(const Value& value) { return Ended(Any(value, 0)); }
  Result<void> Run(const ValueObject& object) { return Ended(Object(object, 1)); }

 private:
  Result<void> Ended(bool written) const {
    if (written) return {};
    const std::string path = path_.ToString();
    return Error(ErrorCode::kInvalidArgument, path.empty() ? message_ : path + ": " + message_);
  }

  bool Any(const Value& value, std::size_t depth) {
    switch (value.Kind()) {
      case ValueKind::kNull: writer_.Null(); return true;
      case ValueKind::kBool: writer_.Bool(*value.AsBool()); return true;
      case ValueKind::kInt: writer_.Int(*value.AsInt()); return true;
      case ValueKind::kDouble: return Number(*value.AsDouble());
      case ValueKind::kString: return writer_.String(*value.AsString()) || Fail("a string that is not UTF-8");
      case ValueKind::kList: return List(*value.AsList(), depth + 1);
      case ValueKind::kObject: return Object(*value.AsObject(), depth + 1);
    }
    return false;
  }

  bool Number(double value) {
    if (!std::isfinite(value)) return Fail("a number that JSON does not have");
    writer_.Double(value);
    return true;
  }

  bool List(const ValueList& list, std::size_t depth) {
    if (depth > JsonReader::kDepthLimit) return Fail("nested too deep");
    writer_.BeginArray();
    for (const Value& element : list) {
      if (Any(element, depth)) continue;
      path_.Element(static_cast<std::size_t>(&element - list.begin()));
      return false;
    }
    writer_.EndArray();
    return true;
  }

  bool Object(const ValueObject& object, std::size_t depth) {
    if (depth > JsonReader::kDepthLimit) return Fail("nested too deep");
    writer_.BeginObject();
    for (const auto [key, value] : object) {
      const bool isKey = writer_.Key(key) || Fail("a key that is not UTF-8");
      if (isKey && Any(value, depth)) continue;
      path_.Member(key);
      return false;
    }
    writer_.EndObject();
    return true;
  }

  bool Fail(const char* message) {
    message_ = message;
    return false;
  }

  codec::JsonWriter writer_;
  codec::UnwindPath path_;
  std::string message_;
};

}  // namespace

Result<Value> Value::FromJson(std::string_view text, const ValueReadOptions& options) {
  // A value counts the bytes of a string, and of the keys of an object, in 32 bits.
  const std::size_t maxBytes = std::min<std::size_t>(options.maxBytes, std::numeric_limits<std::uint32_t>::max());
  if (text.size() > maxBytes) {
    return Error(ErrorCode::kDecode, fmt::format("{} bytes of JSON, more than the limit of {}", text.size(), maxBytes));
  }
  return ValueReader(text, options.maxDepth).Run();
}

Result<std::string> Value::ToJson() const {
  std::string json;
  if (Result<void> written = ValueWriter(json).Run(*this); !written) return written.error();
  return json;
}

Result<std::string> ValueObject::ToJson() const {
  std::string json;
  if (Result<void> written = codec::AppendJson(*this, json); !written) return written.error();
  return json;
}

Result<void> codec::AppendJson(const ValueObject& object, std::string& out) { return ValueWriter(out).Run(object); }

}  // namespace k8s
