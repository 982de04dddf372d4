#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/field_cursor.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/memory_budget.h>
#include <k8s/codec/set_null.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/codec/value_convert.h>
#include <k8s/codec/value_memory.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/quoted.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {
namespace {

// The walk over the tables, inward, with the rules and the words of the one over JSON.
class Converter {
 public:
  Converter(const FromValueOptions& options, std::size_t bytes)
      : reject_unknown_(options.rejectUnknownFields), budget_(bytes) {}

  Result<void> Run(const Value& value, const Type& type, void* out) {
    if (type.kind == Kind::kStruct) root_ = type.structure;
    return Ended(Any(value, type, out));
  }

  Result<void> Run(const ValueObject& object, const Struct& structure, void* out) {
    root_ = &structure;
    return Ended(Members(object, structure, out));
  }

 private:
  Result<void> Ended(bool read) const {
    if (read) return {};
    const std::string path = path_.ToString();
    return Error(ErrorCode::kDecode, path.empty() ? message_ : path + ": " + message_);
  }
  bool Any(const Value& value, const Type& type, void* out);
  bool Leaf(const Value& value, Kind kind, void* out);
  bool Object(const Value& value, const Struct& structure, void* out);
  bool Members(const ValueObject& object, const Struct& structure, void* out);
  bool Member(const Field* field, const Value& value, const Struct& structure, void* out);
  bool TypeMeta(std::string_view key, const Value& value, const ApiKind& kind);
  bool ShapeUnion(const Value& value, const Struct& structure, void* out);
  bool List(const Value& value, const Type& type, void* out);
  bool Map(const Value& value, const Type& type, void* out);
  bool Element(const Value& value, const Type& type, void* out);

  bool Bool(const Value& value, bool& out);
  bool Int32(const Value& value, std::int32_t& out);
  bool Int64(const Value& value, std::int64_t& out);
  bool Double(const Value& value, double& out);
  bool Text(const Value& value, std::string_view& out);
  bool String(const Value& value, std::string& out);
  bool Base64(const Value& value, Bytes& out);
  bool QuantityText(const Value& value, Quantity& out);
  bool IntOrText(const Value& value, IntOrString& out);
  bool Raw(const Value& value, RawJson& out);
  template <class T>
  bool Parsed(const Value& value, T& out);
  template <class T>
  bool Accept(Result<T> parsed, T& out);

  bool Take(std::size_t bytes) { return budget_.Take(bytes) || Fail(MemoryBudget::kExceeded); }
  bool Fail(std::string message) {
    message_ = std::move(message);
    return false;
  }

  bool reject_unknown_;
  const Struct* root_ = nullptr;  // until its members are entered
  std::size_t depth_ = 0;
  MemoryBudget budget_;
  UnwindPath path_;
  std::string message_;
};

bool Converter::Any(const Value& value, const Type& type, void* out) {
  // Only a program nests deeper than what can be read.
  if (depth_ > JsonReader::kDepthLimit) return Fail("nested too deep");
  switch (type.kind) {
    case Kind::kStruct: return Object(value, *type.structure, out);
    case Kind::kOptional: return Take(type.element->size) && Any(value, *type.element, type.optional->emplace(out));
    case Kind::kList: return List(value, type, out);
    case Kind::kMap: return Map(value, type, out);
    default: return Leaf(value, type.kind, out);
  }
}

bool Converter::Leaf(const Value& value, Kind kind, void* out) {
  switch (kind) {
    case Kind::kBool: return Bool(value, *static_cast<bool*>(out));
    case Kind::kInt32: return Int32(value, *static_cast<std::int32_t*>(out));
    case Kind::kInt64: return Int64(value, *static_cast<std::int64_t*>(out));
    case Kind::kDouble: return Double(value, *static_cast<double*>(out));
    case Kind::kString: return String(value, *static_cast<std::string*>(out));
    case Kind::kBytes: return Base64(value, *static_cast<Bytes*>(out));
    case Kind::kTime: return Parsed(value, *static_cast<Time*>(out));
    case Kind::kMicroTime: return Parsed(value, *static_cast<MicroTime*>(out));
    case Kind::kDuration: return Parsed(value, *static_cast<Duration*>(out));
    case Kind::kQuantity: return QuantityText(value, *static_cast<Quantity*>(out));
    case Kind::kIntOrString: return IntOrText(value, *static_cast<IntOrString*>(out));
    case Kind::kRawJson: return Raw(value, *static_cast<RawJson*>(out));
    default: return Fail("a type that no value has");
  }
}

bool Converter::Object(const Value& value, const Struct& structure, void* out) {
  if (structure.shapeUnion) return ShapeUnion(value, structure, out);
  return value.IsObject() ? Members(*value.AsObject(), structure, out) : Fail("not an object");
}

bool Converter::Members(const ValueObject& object, const Struct& structure, void* out) {
  const bool isRoot = std::exchange(root_, nullptr) != nullptr;
  ++depth_;
  FieldCursor fields(structure.fields);
  for (const auto [key, member] : object) {
    const Field* field = fields.Find(key);
    const bool isTypeMeta = field == nullptr && structure.kind != nullptr && (key == "apiVersion" || key == "kind");
    const bool read = isTypeMeta ? !isRoot || TypeMeta(key, member, *structure.kind) : Member(field, member, structure, out);
    if (!read) {
      path_.Member(key);
      return false;
    }
  }
  --depth_;
  return true;
}

bool Converter::Member(const Field* field, const Value& value, const Struct& structure, void* out) {
  if (field == nullptr) return !reject_unknown_ || Fail(fmt::format("an unknown field: {} has no such field", structure.name));
  void* member = static_cast<char*>(out) + field->offset;
  if (!value.IsNull()) return Any(value, *field->type, member);
  SetNull(*field->type, member);
  return true;
}

// The `apiVersion` or `kind` of a whole object: one of another kind must not pass for this one.
bool Converter::TypeMeta(std::string_view key, const Value& value, const ApiKind& kind) {
  const std::string expected = key == "kind" ? std::string(kind.kind) : kind.ApiVersion();
  if (value.IsNull()) return true;
  std::string_view found;
  if (!Text(value, found)) return false;
  if (found == expected || found.empty()) return true;
  return Fail(fmt::format("another kind of object: {} where \"{}\" is expected", k8s::internal::Quoted(found), expected));
}

// The member that can hold what is there: its type tells by the shape of the value.
bool Converter::ShapeUnion(const Value& value, const Struct& structure, void* out) {
  ClearUnion(structure, out);
  for (const Field& field : structure.fields) {
    const Type& type = field.type->kind == Kind::kOptional ? *field.type->element : *field.type;
    const bool fits = (value.IsObject() && type.kind == Kind::kStruct) || (value.IsList() && type.kind == Kind::kList) ||
                      (value.Kind() == ValueKind::kBool && type.kind == Kind::kBool);
    if (fits) return Any(value, *field.type, static_cast<char*>(out) + field.offset);
  }
  return Fail("a value of a shape that the field does not take");
}

bool Converter::List(const Value& value, const Type& type, void* out) {
  type.list->clear(out);
  if (!value.IsList()) return Fail("not an array");
  ++depth_;
  const ValueList& list = *value.AsList();
  if (!Take(list.size() * type.element->size)) return false;
  type.list->reserve(out, list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!Element(list[i], *type.element, type.list->append(out))) {
      path_.Element(i);
      return false;
    }
  }
  --depth_;
  return true;
}

bool Converter::Map(const Value& value, const Type& type, void* out) {
  if (!value.IsObject()) return Fail("not an object");
  ++depth_;
  for (const auto [key, element] : *value.AsObject()) {
    if (!Take(type.element->size) || !Element(element, *type.element, type.map->insert(out, std::string(key)))) {
      path_.Member(key);
      return false;
    }
  }
  --depth_;
  return true;
}

// Null leaves the element of a list or a map as it is made, but for one that is any JSON.
bool Converter::Element(const Value& value, const Type& type, void* out) {
  return (value.IsNull() && type.kind != Kind::kRawJson) || Any(value, type, out);
}

bool Converter::Bool(const Value& value, bool& out) {
  if (!value.AsBool()) return Fail("not a boolean");
  out = *value.AsBool();
  return true;
}

bool Converter::Int64(const Value& value, std::int64_t& out) {
  if (!value.AsDouble()) return Fail("not a number");
  if (!value.AsInt()) return Fail("not an integer of 64 bits");
  out = *value.AsInt();
  return true;
}

bool Converter::Int32(const Value& value, std::int32_t& out) {
  std::int64_t wide = 0;
  if (!Int64(value, wide)) return false;
  if (wide < std::numeric_limits<std::int32_t>::min() || wide > std::numeric_limits<std::int32_t>::max()) {
    return Fail("a number out of the range of 32 bits");
  }
  out = static_cast<std::int32_t>(wide);
  return true;
}

bool Converter::Double(const Value& value, double& out) {
  if (!value.AsDouble()) return Fail("not a number");
  out = *value.AsDouble();
  return true;
}

bool Converter::Text(const Value& value, std::string_view& out) {
  if (!value.IsString()) return Fail("not a string");
  out = *value.AsString();
  return true;
}

bool Converter::String(const Value& value, std::string& out) {
  std::string_view text;
  if (!Text(value, text)) return false;
  out = text;
  return true;
}

bool Converter::IntOrText(const Value& value, IntOrString& out) {
  if (value.IsString()) {
    out = std::string(*value.AsString());
    return true;
  }
  std::int32_t number = 0;
  if (!Int32(value, number)) return false;
  out = number;
  return true;
}

// A quantity is a string, or, in objects that a person wrote, a bare number.
bool Converter::QuantityText(const Value& value, Quantity& out) {
  if (value.AsDouble()) {
    RawJson number;
    if (!Raw(value, number)) return false;
    out = Quantity(std::move(number).text());
    return true;
  }
  std::string_view text;
  if (!Text(value, text)) return false;
  out = Quantity(std::string(text));
  return true;
}

bool Converter::Base64(const Value& value, Bytes& out) {
  std::string_view text;
  if (!Text(value, text)) return false;
  return Accept(DecodeBase64(text).transform([](std::string&& bytes) { return Bytes(std::move(bytes)); }), out);
}

bool Converter::Raw(const Value& value, RawJson& out) {
  const Result<std::string> text = value.ToJson();
  if (!text) return Fail(text.error().Message());
  out = RawJson::Checked(*text);
  return true;
}

// A leaf whose text has a grammar of its own.
template <class T>
bool Converter::Parsed(const Value& value, T& out) {
  std::string_view text;
  return Text(value, text) && Accept(T::Parse(text), out);
}

template <class T>
bool Converter::Accept(Result<T> parsed, T& out) {
  if (!parsed) return Fail("a string that is no value of its type: " + parsed.error().Message());
  out = std::move(*parsed);
  return true;
}

}  // namespace

Result<void> ReadValue(const Value& value, const Type& type, void* out, const FromValueOptions& options) {
  return Converter(options, MemoryOf(value)).Run(value, type, out);
}

Result<void> ReadValue(const ValueObject& object, const Struct& structure, void* out, const FromValueOptions& options) {
  return Converter(options, MemoryOf(object)).Run(object, structure, out);
}

}  // namespace k8s::codec
