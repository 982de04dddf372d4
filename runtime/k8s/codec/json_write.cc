#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/json_reader.h>
#include <k8s/codec/json_sink.h>
#include <k8s/codec/path_tree.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/codec/utf8.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {
namespace {

const void* At(const void* base, std::size_t offset) { return static_cast<const char*>(base) + offset; }

// What holds for the place where the walk is.
struct Place {
  bool omitEmpties;          // apply, and no list item or map value entered yet
  const PathTree* included;  // paths of fields to write although empty that lead through here; may be null

  Place Below(std::string_view member) const { return {omitEmpties, Next(member)}; }
  Place BelowElement() const { return {false, Next("*")}; }

 private:
  const PathTree* Next(std::string_view part) const { return included == nullptr ? nullptr : included->Below(part); }
};

// The walk over the tables, outward.
class Encoder {
 public:
  explicit Encoder(std::string& out) : sink_(out), writer_(sink_) {}

  Result<void> Run(const Type& type, const void* value, Place place) {
    root_ = type.kind == Kind::kStruct ? type.structure->kind : nullptr;
    const bool written = Value(type, value, place);
    sink_.Flush();
    if (written) return {};
    const std::string path = path_.ToString();
    return Error(ErrorCode::kInvalidArgument, path.empty() ? message_ : path + ": " + message_);
  }

 private:
  using Writer = k8s_rapidjson::Writer<JsonSink>;

  bool Value(const Type& type, const void* value, Place place);
  bool Leaf(const Type& type, const void* value);
  bool Object(const Struct& structure, const void* value, Place place);
  bool ShapeUnion(const Struct& structure, const void* value, Place place);
  bool List(const Type& type, const void* list, Place place);
  bool Map(const Type& type, const void* map, Place place);

  bool Text(std::string_view text);
  bool Key(std::string_view name) { return writer_.Key(name.data(), static_cast<k8s_rapidjson::SizeType>(name.size())); }
  bool Raw(const RawJson& raw);
  bool Number(double value);
  bool Fail(const char* message) {
    message_ = message;
    return false;
  }

  JsonSink sink_;
  Writer writer_;
  const ApiKind* root_ = nullptr;  // until the outermost object is begun
  UnwindPath path_;
  std::string message_;
};

bool ShouldWrite(const Field& field, const void* member, Place below) {
  if (!IsEmpty(*field.type, member)) return true;
  if (below.included != nullptr && below.included->IsEnd()) return field.type->kind != Kind::kOptional;
  return field.emit == Emit::kAlways && !below.omitEmpties;
}

bool Encoder::Value(const Type& type, const void* value, Place place) {
  switch (type.kind) {
    case Kind::kStruct: return Object(*type.structure, value, place);
    case Kind::kOptional: {
      const void* held = type.optional->get(value);
      return held == nullptr ? writer_.Null() : Value(*type.element, held, place);
    }
    case Kind::kList: return List(type, value, place);
    case Kind::kMap: return Map(type, value, place);
    default: return Leaf(type, value);
  }
}

bool Encoder::Leaf(const Type& type, const void* value) {
  switch (type.kind) {
    case Kind::kBool: return writer_.Bool(*static_cast<const bool*>(value));
    case Kind::kInt32: return writer_.Int(*static_cast<const std::int32_t*>(value));
    case Kind::kInt64: return writer_.Int64(*static_cast<const std::int64_t*>(value));
    case Kind::kDouble: return Number(*static_cast<const double*>(value));
    case Kind::kString: return Text(*static_cast<const std::string*>(value));
    case Kind::kBytes: return Text(EncodeBase64(static_cast<const Bytes*>(value)->view()));
    case Kind::kTime: {
      const auto& time = *static_cast<const Time*>(value);
      return time.IsZero() ? writer_.Null() : Text(time.ToString());
    }
    case Kind::kMicroTime: {
      const auto& time = *static_cast<const MicroTime*>(value);
      return time.IsZero() ? writer_.Null() : Text(time.ToString());
    }
    case Kind::kDuration: return Text(static_cast<const Duration*>(value)->ToString());
    case Kind::kQuantity: {
      const std::string& text = static_cast<const Quantity*>(value)->text();
      return Text(text.empty() ? "0" : text);
    }
    case Kind::kIntOrString: {
      const auto& either = *static_cast<const IntOrString*>(value);
      return either.IsInt() ? writer_.Int(either.AsInt()) : Text(either.AsString());
    }
    case Kind::kRawJson: return Raw(*static_cast<const RawJson*>(value));
    default: return Fail("a type that no value has");
  }
}

bool Encoder::Object(const Struct& structure, const void* value, Place place) {
  if (structure.shapeUnion) return ShapeUnion(structure, value, place);
  writer_.StartObject();
  if (const ApiKind* kind = std::exchange(root_, nullptr)) {
    Key("apiVersion");
    Text(kind->ApiVersion());
    Key("kind");
    Text(kind->kind);
  }
  for (const Field& field : structure.fields) {
    const void* member = At(value, field.offset);
    const Place below = place.Below(field.name);
    if (!ShouldWrite(field, member, below)) continue;
    Key(field.name);
    if (!Value(*field.type, member, below)) {
      path_.Member(field.name);
      return false;
    }
  }
  return writer_.EndObject();
}

// The member that has something to say; of none, what Go writes: `false` where one is a boolean, else `null`.
bool Encoder::ShapeUnion(const Struct& structure, const void* value, Place place) {
  bool hasBool = false;
  for (const Field& field : structure.fields) {
    hasBool = hasBool || field.type->kind == Kind::kBool;
    const void* member = At(value, field.offset);
    if (!IsEmpty(*field.type, member)) return Value(*field.type, member, place);
  }
  return hasBool ? writer_.Bool(false) : writer_.Null();
}

bool Encoder::List(const Type& type, const void* list, Place place) {
  writer_.StartArray();
  const void* elements = type.list->data(list);
  const std::size_t size = type.list->size(list);
  for (std::size_t i = 0; i < size; ++i) {
    if (!Value(*type.element, At(elements, i * type.element->size), place.BelowElement())) {
      path_.Element(i);
      return false;
    }
  }
  return writer_.EndArray();
}

bool Encoder::Map(const Type& type, const void* map, Place place) {
  struct Walk {
    Encoder& encoder;
    const Type& element;
    Place place;
  } walk{*this, *type.element, place.BelowElement()};
  writer_.StartObject();
  const bool written = type.map->each(map, &walk, [](void* context, const std::string& key, const void* element) {
    auto& [encoder, elementType, below] = *static_cast<Walk*>(context);
    const bool isKey = IsUtf8(key) || encoder.Fail("a key that is not UTF-8");
    if (isKey && encoder.Key(key) && encoder.Value(elementType, element, below)) return true;
    encoder.path_.Member(key);
    return false;
  });
  return written && writer_.EndObject();
}

bool Encoder::Text(std::string_view text) {
  if (!IsUtf8(text)) return Fail("a string that is not UTF-8");
  return writer_.String(text.data(), static_cast<k8s_rapidjson::SizeType>(text.size()));
}

bool Encoder::Raw(const RawJson& raw) {
  if (raw.empty()) return writer_.Null();
  JsonReader reader(raw.text(), JsonReader::kDepthLimit);
  if (!reader.Skip() || !reader.ReadEnd()) return Fail("raw text that is not JSON");
  return writer_.RawValue(raw.text().data(), raw.text().size(), k8s_rapidjson::kObjectType);
}

bool Encoder::Number(double value) {
  return std::isfinite(value) ? writer_.Double(value) : Fail("a number that JSON does not have");
}

}  // namespace

Result<void> WriteJson(const Type& type, const void* value, std::string& out, const JsonWriteOptions& options) {
  const bool apply = options.empties == JsonEmpties::kOmitForApply;
  const PathTree included = apply ? PathTree(options.include) : PathTree();
  const std::size_t before = out.size();
  Result<void> written = Encoder(out).Run(type, value, {apply, apply ? &included : nullptr});
  if (!written) out.resize(before);
  return written;
}

}  // namespace k8s::codec
