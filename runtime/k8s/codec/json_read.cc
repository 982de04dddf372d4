#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/field_cursor.h>
#include <k8s/codec/filter_of.h>
#include <k8s/codec/json.h>
#include <k8s/codec/json_place.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/list_lengths.h>
#include <k8s/codec/memory_budget.h>
#include <k8s/codec/set_null.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/quoted.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {
namespace {

// The walk over the tables. Its depth is bounded by that of the reader: every step inward enters an object or an array.
class Decoder {
 public:
  Decoder(std::string_view text, const JsonReadOptions& options, const DescribeOffset& describe, MemoryBudget& budget)
      : reader_(text, options.maxDepth), reject_unknown_(options.rejectUnknownFields), describe_(describe), budget_(budget) {}

  Result<void> Run(const Type& type, void* out, const FieldChoices* choices) {
    if (type.kind == Kind::kStruct) root_ = type.structure;
    if (Value(type, out, choices) && reader_.ReadEnd()) return {};
    return Failure();
  }

 private:
  // `choices`: of the structs in the value; null where all of it is built.
  bool Value(const Type& type, void* out, const FieldChoices* choices);
  bool Leaf(const Type& type, void* out);
  bool Object(const Struct& structure, void* out, const FieldChoices* choices);
  bool Member(const Struct& structure, const Field& field, void* out, const FieldChoices* choices);
  bool Kept(const Field& field, void* out, const FieldChoices* choices);
  bool NoMember(const Struct& structure, bool isRoot, std::string_view key);
  bool TypeMeta(const Struct& structure, std::string_view key);
  bool ShapeUnion(const Struct& structure, void* out);
  bool List(const Type& type, void* out, const FieldChoices* choices);
  bool ListOfField(const Field& field, void* out, const FieldChoices* choices);
  void MakeRoom(const Type& type, void* list, std::size_t begin, std::size_t done);
  bool Map(const Type& type, void* out, const FieldChoices* choices);
  bool Element(const Type& type, void* out, const FieldChoices* choices);

  bool Take(const Type& type) { return budget_.Take(type.size) || reader_.Fail(MemoryBudget::kExceeded); }

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
  const DescribeOffset& describe_;
  const Struct* root_ = nullptr;  // until its members are entered
  ListLengths lengths_;
  MemoryBudget& budget_;
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

bool Decoder::Value(const Type& type, void* out, const FieldChoices* choices) {
  switch (type.kind) {
    case Kind::kStruct: return Object(*type.structure, out, choices);
    case Kind::kOptional: return Take(*type.element) && Value(*type.element, type.optional->emplace(out), choices);
    case Kind::kList: return List(type, out, choices);
    case Kind::kMap: return Map(type, out, choices);
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

bool Decoder::Object(const Struct& structure, void* out, const FieldChoices* choices) {
  if (structure.shapeUnion) return ShapeUnion(structure, out);
  if (!reader_.EnterObject()) return false;
  const bool isRoot = std::exchange(root_, nullptr) != nullptr;
  FieldCursor fields(structure.fields);
  std::string_view key;
  while (reader_.NextMember(key)) {
    const Field* field = fields.Find(key);
    if (field == nullptr ? !NoMember(structure, isRoot, key) : !Member(structure, *field, out, choices)) return false;
  }
  return !reader_.Failed();
}

bool Decoder::Member(const Struct& structure, const Field& field, void* out, const FieldChoices* choices) {
  bool read = false;
  if (choices == nullptr) {
    read = Kept(field, out, nullptr);
  } else {
    const auto index = static_cast<std::size_t>(&field - structure.fields.data());
    read = choices->Keeps(index) ? Kept(field, out, choices->Below(index)) : reader_.Skip();
  }
  if (!read) path_.Member(field.name);
  return read;
}

bool Decoder::Kept(const Field& field, void* out, const FieldChoices* choices) {
  const Type& type = *field.type;
  void* member = static_cast<char*>(out) + field.offset;
  if (reader_.AtNull()) {
    SetNull(type, member);
    return reader_.ReadNull();
  }
  return type.kind == Kind::kList ? ListOfField(field, member, choices) : Value(type, member, choices);
}

// A key that is in no table.
bool Decoder::NoMember(const Struct& structure, bool isRoot, std::string_view key) {
  const bool isTypeMeta = structure.kind != nullptr && (key == "apiVersion" || key == "kind");
  if (isTypeMeta && isRoot) return TypeMeta(structure, key);
  if ((isTypeMeta || !reject_unknown_) && reader_.Skip()) return true;
  path_.Member(key);
  if (reader_.Failed()) return false;
  detail_ = fmt::format("{} has no such field", structure.name);
  return reader_.Fail("an unknown field");
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
  if (read) detail_ = fmt::format("{} where \"{}\" is expected", k8s::internal::Quoted(found), expected);
  return reader_.Fail("another kind of object");
}

// The member that can hold what comes: its type tells by the shape of the value.
bool Decoder::ShapeUnion(const Struct& structure, void* out) {
  ClearUnion(structure, out);
  const JsonShape shape = reader_.Peek();
  for (const Field& field : structure.fields) {
    const Type& type = field.type->kind == Kind::kOptional ? *field.type->element : *field.type;
    const bool fits = (shape == JsonShape::kObject && type.kind == Kind::kStruct) ||
                      (shape == JsonShape::kArray && type.kind == Kind::kList) ||
                      (shape == JsonShape::kBool && type.kind == Kind::kBool);
    if (fits) return Value(*field.type, static_cast<char*>(out) + field.offset, nullptr);
  }
  return reader_.Fail("a value of a shape that the field does not take");
}

bool Decoder::List(const Type& type, void* out, const FieldChoices* choices) {
  type.list->clear(out);
  if (!reader_.EnterArray()) return false;
  const std::size_t begin = reader_.Offset();
  std::size_t index = 0;
  for (; reader_.NextElement(); ++index) {
    MakeRoom(type, out, begin, index);
    if (!Take(*type.element) || !Element(*type.element, type.list->append(out), choices)) {
      path_.Element(index);
      return false;
    }
  }
  type.list->shrink(out);
  return !reader_.Failed();
}

bool Decoder::ListOfField(const Field& field, void* out, const FieldChoices* choices) {
  const ListOps& list = *field.type->list;
  if (const std::size_t expected = lengths_.Last(field); expected != 0) list.reserve(out, expected);
  const bool read = List(*field.type, out, choices);
  lengths_.Note(field, list.size(out));
  return read;
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

bool Decoder::Map(const Type& type, void* out, const FieldChoices* choices) {
  if (!reader_.EnterObject()) return false;
  std::string_view key;
  while (reader_.NextMember(key)) {
    void* element = type.map->insert(out, std::string(key));
    if (!Take(*type.element) || !Element(*type.element, element, choices)) {
      path_.Member(KeyOf(type, out, element));
      return false;
    }
  }
  return !reader_.Failed();
}

// An element of a list or a map, which has its defaults: what `null` leaves it with, unless that is a value.
bool Decoder::Element(const Type& type, void* out, const FieldChoices* choices) {
  const bool isAbsent = type.kind != Kind::kRawJson && reader_.AtNull();
  return isAbsent ? reader_.ReadNull() : Value(type, out, choices);
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
  out = Quantity(text);
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
  message += fmt::format("{}{} at {}", message.empty() ? "" : ": ", reader_.Message(), describe_(reader_.Offset()));
  if (!detail_.empty()) message += fmt::format(": {}", detail_);
  return Error(ErrorCode::kDecode, std::move(message));
}

}  // namespace

Result<void> ReadJson(std::string_view text, const Type& type, void* out, const JsonReadOptions& options,
                      const DescribeOffset& describe, MemoryBudget& budget) {
  if (text.size() > options.maxBytes) {
    return Error(ErrorCode::kDecode, fmt::format("{} bytes of JSON, more than the limit of {}", text.size(), options.maxBytes));
  }
  const Result<FieldFilter> filter =
      FilterOf(type, options.filter, {.dropManagedFields = options.dropManagedFields, .keep = options.keep});
  if (!filter) return filter.error();
  return Decoder(text, options, describe, budget).Run(type, out, filter->Root());
}

Result<void> ReadJson(std::string_view text, const Type& type, void* out, const JsonReadOptions& options) {
  MemoryBudget budget(text.size());
  return ReadJson(
      text, type, out, options, [](std::size_t offset) { return fmt::format("byte {}", offset); }, budget);
}

}  // namespace k8s::codec
