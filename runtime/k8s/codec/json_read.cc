#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/json.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {
namespace {

// Finds the field of a key. Servers write members in the order of the table, so the search begins behind the last one found.
class FieldCursor {
 public:
  explicit FieldCursor(std::span<const Field> fields) : fields_(fields) {}

  const Field* Find(std::string_view key) {
    for (std::size_t i = next_; i < fields_.size(); ++i) {
      if (fields_[i].name == key) return Found(i);
    }
    for (std::size_t i = 0; i < next_; ++i) {
      if (fields_[i].name == key) return Found(i);
    }
    return nullptr;
  }

 private:
  const Field* Found(std::size_t index) {
    next_ = index + 1;
    return &fields_[index];
  }

  std::span<const Field> fields_;
  std::size_t next_ = 0;
};

// The walk over the tables. Its depth is bounded by that of the reader: every step inward enters an object or an array.
class Decoder {
 public:
  Decoder(std::string_view text, const JsonReadOptions& options)
      : reader_(text, options.maxDepth), reject_unknown_(options.rejectUnknownFields) {}

  Result<void> Run(const Type& type, void* out) {
    if (type.kind == Kind::kStruct) root_ = type.structure;
    if (Value(type, out) && reader_.ReadEnd()) return {};
    return Failure();
  }

 private:
  bool Value(const Type& type, void* out);
  bool Leaf(const Type& type, void* out);
  bool Object(const Struct& structure, void* out);
  bool Member(const Struct& structure, const Field* field, std::string_view key, void* out);
  bool TypeMeta(const Struct& structure, std::string_view key);
  bool ShapeUnion(const Struct& structure, void* out);
  bool List(const Type& type, void* out);
  void MakeRoom(const Type& type, void* list, std::size_t begin, std::size_t done);
  bool Map(const Type& type, void* out);

  bool Int32(std::int32_t& out);
  bool QuantityText(Quantity& out);
  bool IntOrText(IntOrString& out);
  bool Base64(Bytes& out);
  template <class T>
  bool Parsed(T& out);
  template <class T>
  bool Accept(Result<T> parsed, T& out);

  Error Failure() const;

  JsonReader reader_;
  bool reject_unknown_;
  const Struct* root_ = nullptr;  // until its members are entered
  UnwindPath path_;
  std::string detail_;  // more of what was wrong than a literal can tell
};

// The key under which a map holds an element; for error messages only.
std::string KeyOf(const Type& type, const void* map, const void* element) {
  struct Search {
    const void* element;
    std::string key;
  } search{element, {}};
  type.map->each(map, &search, [](void* context, const std::string& key, const void* candidate) {
    auto& wanted = *static_cast<Search*>(context);
    if (candidate == wanted.element) wanted.key = key;
    return candidate != wanted.element;
  });
  return search.key;
}

void Clear(const Type& type, void* out) {
  if (type.kind == Kind::kOptional) type.optional->reset(out);
  if (type.kind == Kind::kList) type.list->clear(out);
  if (type.kind == Kind::kMap) type.map->clear(out);
}

bool Decoder::Value(const Type& type, void* out) {
  switch (type.kind) {
    case Kind::kStruct: return Object(*type.structure, out);
    case Kind::kOptional: return Value(*type.element, type.optional->emplace(out));
    case Kind::kList: return List(type, out);
    case Kind::kMap: return Map(type, out);
    default: return Leaf(type, out);
  }
}

bool Decoder::Leaf(const Type& type, void* out) {
  switch (type.kind) {
    case Kind::kBool: return reader_.ReadBool(*static_cast<bool*>(out));
    case Kind::kInt32: return Int32(*static_cast<std::int32_t*>(out));
    case Kind::kInt64: return reader_.ReadInt64(*static_cast<std::int64_t*>(out));
    case Kind::kDouble: return reader_.ReadDouble(*static_cast<double*>(out));
    case Kind::kString: return reader_.ReadString(*static_cast<std::string*>(out));
    case Kind::kBytes: return Base64(*static_cast<Bytes*>(out));
    case Kind::kTime: return Parsed(*static_cast<Time*>(out));
    case Kind::kMicroTime: return Parsed(*static_cast<MicroTime*>(out));
    case Kind::kDuration: return Parsed(*static_cast<Duration*>(out));
    case Kind::kQuantity: return QuantityText(*static_cast<Quantity*>(out));
    case Kind::kIntOrString: return IntOrText(*static_cast<IntOrString*>(out));
    case Kind::kRawJson: {
      std::string_view span;
      if (!reader_.ReadRaw(span)) return false;
      *static_cast<RawJson*>(out) = RawJson::Checked(span);
      return true;
    }
    default: return reader_.Fail("a type that no value has");
  }
}

bool Decoder::Object(const Struct& structure, void* out) {
  if (structure.shapeUnion) return ShapeUnion(structure, out);
  if (!reader_.EnterObject()) return false;
  const bool isRoot = std::exchange(root_, nullptr) != nullptr;
  FieldCursor fields(structure.fields);
  std::string_view key;
  while (reader_.NextMember(key)) {
    const Field* field = fields.Find(key);
    const bool read = field == nullptr && structure.kind != nullptr && (key == "apiVersion" || key == "kind")
                          ? (isRoot ? TypeMeta(structure, key) : reader_.Skip())
                          : Member(structure, field, key, out);
    if (!read) return false;
  }
  return !reader_.Failed();
}

bool Decoder::Member(const Struct& structure, const Field* field, std::string_view key, void* out) {
  if (field == nullptr) {
    // A key may be a view into the reader's scratch: it is not valid any more once the value was looked at.
    if (reject_unknown_) {
      path_.Member(key);
      detail_ = fmt::format("{} has no such field", structure.name);
      return reader_.Fail("an unknown field");
    }
    return reader_.Skip();
  }
  void* member = static_cast<char*>(out) + field->offset;
  if (reader_.Peek() == JsonShape::kNull) {
    Clear(*field->type, member);
    return reader_.ReadNull();
  }
  if (Value(*field->type, member)) return true;
  path_.Member(field->name);
  return false;
}

// The `apiVersion` or `kind` of a whole object: text for another kind must not pass for this one.
bool Decoder::TypeMeta(const Struct& structure, std::string_view key) {
  const bool isKind = key == "kind";
  const std::string expected = isKind ? std::string(structure.kind->kind) : structure.kind->ApiVersion();
  std::string_view found;
  if (reader_.Peek() == JsonShape::kNull) return reader_.ReadNull();
  const bool read = reader_.ReadStringView(found);
  if (read && (found == expected || found.empty())) return true;
  path_.Member(isKind ? "kind" : "apiVersion");
  if (read) detail_ = fmt::format("\"{}\" where \"{}\" is expected", found, expected);
  return reader_.Fail("another kind of object");
}

// The member that can hold what comes: its type tells by the shape of the value.
bool Decoder::ShapeUnion(const Struct& structure, void* out) {
  const JsonShape shape = reader_.Peek();
  for (const Field& field : structure.fields) {
    const Type& type = field.type->kind == Kind::kOptional ? *field.type->element : *field.type;
    const bool fits = (shape == JsonShape::kObject && type.kind == Kind::kStruct) ||
                      (shape == JsonShape::kArray && type.kind == Kind::kList) ||
                      (shape == JsonShape::kBool && type.kind == Kind::kBool);
    if (fits) return Value(*field.type, static_cast<char*>(out) + field.offset);
  }
  return reader_.Fail("a value of a shape that the field does not take");
}

bool Decoder::List(const Type& type, void* out) {
  type.list->clear(out);
  if (!reader_.EnterArray()) return false;
  const std::size_t begin = reader_.Offset();
  std::size_t index = 0;
  for (; reader_.NextElement(); ++index) {
    MakeRoom(type, out, begin, index);
    void* element = type.list->append(out);
    const bool isNull = type.element->kind != Kind::kRawJson && reader_.Peek() == JsonShape::kNull;
    if (!(isNull ? reader_.ReadNull() : Value(*type.element, element))) {
      path_.Element(index);
      return false;
    }
  }
  type.list->shrink(out);
  return !reader_.Failed();
}

// The items of a list take up the rest of its text: the first ones tell how many there will be, and none needs to move. Room is
// taken for no more of them than the text could hold if each were as long as it is large, lest a text that begins with tiny
// items makes us ask for more memory than there is.
void Decoder::MakeRoom(const Type& type, void* list, std::size_t begin, std::size_t done) {
  constexpr std::size_t kSample = 32;
  constexpr std::size_t kDepthOfItems = 2;
  if (done != kSample || reader_.Depth() != kDepthOfItems) return;
  const std::size_t bytesOfOne = (reader_.Offset() - begin) / kSample + 1;
  const std::size_t expected = reader_.Remaining() / bytesOfOne * 17 / 16;
  const std::size_t affordable = reader_.Remaining() / type.element->size;
  type.list->reserve(list, kSample + std::min(expected, affordable));
}

bool Decoder::Map(const Type& type, void* out) {
  type.map->clear(out);
  if (!reader_.EnterObject()) return false;
  std::string_view key;
  while (reader_.NextMember(key)) {
    void* element = type.map->insert(out, std::string(key));
    const bool isNull = type.element->kind != Kind::kRawJson && reader_.Peek() == JsonShape::kNull;
    if (!(isNull ? reader_.ReadNull() : Value(*type.element, element))) {
      path_.Member(KeyOf(type, out, element));
      return false;
    }
  }
  return !reader_.Failed();
}

bool Decoder::Int32(std::int32_t& out) {
  std::int64_t wide = 0;
  if (!reader_.ReadInt64(wide)) return false;
  if (wide < std::numeric_limits<std::int32_t>::min() || wide > std::numeric_limits<std::int32_t>::max()) {
    return reader_.Fail("a number out of the range of 32 bits");
  }
  out = static_cast<std::int32_t>(wide);
  return true;
}

bool Decoder::IntOrText(IntOrString& out) {
  if (reader_.Peek() == JsonShape::kString) {
    std::string text;
    if (!reader_.ReadString(text)) return false;
    out = std::move(text);
    return true;
  }
  std::int32_t number = 0;
  if (!Int32(number)) return false;
  out = number;
  return true;
}

// A quantity is a string, or, in objects that a person wrote, a bare number. Its text is kept as it is.
bool Decoder::QuantityText(Quantity& out) {
  std::string_view text;
  const bool isNumber = reader_.Peek() == JsonShape::kNumber;
  if (!(isNumber ? reader_.ReadRaw(text) : reader_.ReadStringView(text))) return false;
  out = Quantity(std::string(text));
  return true;
}

bool Decoder::Base64(Bytes& out) {
  std::string_view text;
  if (!reader_.ReadStringView(text)) return false;
  return Accept(DecodeBase64(text).transform([](std::string&& bytes) { return Bytes(std::move(bytes)); }), out);
}

// A leaf whose text has a grammar of its own.
template <class T>
bool Decoder::Parsed(T& out) {
  std::string_view text;
  return reader_.ReadStringView(text) && Accept(T::Parse(text), out);
}

template <class T>
bool Decoder::Accept(Result<T> parsed, T& out) {
  if (!parsed) {
    detail_ = parsed.error().Message();
    return reader_.Fail("a string that is no value of its type");
  }
  out = std::move(*parsed);
  return true;
}

Error Decoder::Failure() const {
  std::string message = path_.ToString();
  message += fmt::format("{}{} at byte {}", message.empty() ? "" : ": ", reader_.Message(), reader_.Offset());
  if (!detail_.empty()) message += fmt::format(": {}", detail_);
  return Error(ErrorCode::kDecode, std::move(message));
}

}  // namespace

Result<void> ReadJson(std::string_view text, const Type& type, void* out, const JsonReadOptions& options) {
  if (text.size() > options.maxBytes) {
    return Error(ErrorCode::kDecode, fmt::format("{} bytes of JSON, more than the limit of {}", text.size(), options.maxBytes));
  }
  return Decoder(text, options).Run(type, out);
}

}  // namespace k8s::codec
