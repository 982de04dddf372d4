#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/result.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/json.h>
#include <k8s/codec/path_tree.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/meta/base64.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {

inline const void* At(const void* base, std::size_t offset) { return static_cast<const char*>(base) + offset; }

/// What holds for the place where the walk is.
struct Place {
  bool apply;                // server-side apply: empty fields claim nothing
  bool inItem;               // within a list item or a map value, where the server demands what is required
  const PathTree* included;  // paths of fields to write although empty that lead through here; may be null
  const Merge* merge;        // of the list whose item, or of the field whose value this is, in an apply; may be null

  bool OmitsEmpties() const { return apply && !inItem; }
  Place Below(const Field& field) const { return {apply, inItem, Next(field.name), apply ? field.merge : nullptr}; }
  Place BelowElement() const { return {apply, true, Next("*"), merge}; }

  // What counts as the value of a key by which the items of this list are told apart, where an item leaves it out.
  std::string_view KeyDefault(std::string_view key) const {
    if (merge == nullptr || merge->list != MergeKind::kMap) return {};
    for (std::size_t i = 0; i < merge->keyDefaults.size(); ++i) {
      if (merge->keys[i] == key) return merge->keyDefaults[i];
    }
    return {};
  }

 private:
  const PathTree* Next(std::string_view part) const { return included == nullptr ? nullptr : included->Below(part); }
};

/// The walk over the tables, outward: what is written of a typed value, whether as text or as a Value. `Writer` has the calls
/// of JsonWriter, and besides
///
///     bool AddRaw(const RawJson& raw);  // false if it is not JSON
///     std::size_t Size();               // of what was written
///     void Reserve(std::size_t size);
template <class Writer>
class Encoder {
 public:
  explicit Encoder(Writer& writer) : writer_(writer) {}

  Result<void> Run(const Type& type, const void* value, Place place) {
    root_ = type.kind == Kind::kStruct ? type.structure->kind : nullptr;
    if (Value(type, value, place)) return {};
    const std::string path = path_.ToString();
    return Error(ErrorCode::kInvalidArgument, path.empty() ? message_ : path + ": " + message_);
  }

 private:
  bool Value(const Type& type, const void* value, Place place);
  bool Leaf(const Type& type, const void* value);
  bool Object(const Struct& structure, const void* value, Place place);
  bool ShapeUnion(const Struct& structure, const void* value, Place place);
  bool List(const Type& type, const void* list, Place place);
  bool Map(const Type& type, const void* map, Place place);

  bool Text(std::string_view text) { return writer_.String(text) || Fail("a string that is not UTF-8"); }
  bool Number(double value);
  bool Raw(const RawJson& raw);
  bool Null();
  bool Fail(const char* message) {
    message_ = message;
    return false;
  }
  void MakeRoom(std::size_t begin, std::size_t done, std::size_t all);

  Writer& writer_;
  const ApiKind* root_ = nullptr;  // until the outermost object is begun
  UnwindPath path_;
  std::string message_;
};

inline bool ShouldWrite(const Field& field, const void* member, Place below) {
  if (!IsEmpty(*field.type, member)) return true;
  if (below.included != nullptr && below.included->IsEnd()) return field.type->kind != Kind::kOptional;
  return field.emit == Emit::kAlways && !below.OmitsEmpties();
}

template <class Writer>
bool Encoder<Writer>::Value(const Type& type, const void* value, Place place) {
  switch (type.kind) {
    case Kind::kStruct: return Object(*type.structure, value, place);
    case Kind::kOptional: {
      const void* held = type.optional->get(value);
      return held == nullptr ? Null() : Value(*type.element, held, place);
    }
    case Kind::kList: return List(type, value, place);
    case Kind::kMap: return Map(type, value, place);
    default: return Leaf(type, value);
  }
}

template <class Writer>
bool Encoder<Writer>::Leaf(const Type& type, const void* value) {
  switch (type.kind) {
    case Kind::kBool: writer_.Bool(*static_cast<const bool*>(value)); return true;
    case Kind::kInt32: writer_.Int(*static_cast<const std::int32_t*>(value)); return true;
    case Kind::kInt64: writer_.Int(*static_cast<const std::int64_t*>(value)); return true;
    case Kind::kDouble: return Number(*static_cast<const double*>(value));
    case Kind::kString: return Text(*static_cast<const std::string*>(value));
    case Kind::kBytes: return Text(EncodeBase64(static_cast<const Bytes*>(value)->view()));
    case Kind::kTime: {
      const auto& time = *static_cast<const Time*>(value);
      return time.IsZero() ? Null() : Text(time.ToString());
    }
    case Kind::kMicroTime: {
      const auto& time = *static_cast<const MicroTime*>(value);
      return time.IsZero() ? Null() : Text(time.ToString());
    }
    case Kind::kDuration: return Text(static_cast<const Duration*>(value)->ToString());
    case Kind::kQuantity: {
      const std::string& text = static_cast<const Quantity*>(value)->text();
      return Text(text.empty() ? "0" : text);
    }
    case Kind::kIntOrString: {
      const auto& either = *static_cast<const IntOrString*>(value);
      if (!either.IsInt()) return Text(either.AsString());
      writer_.Int(either.AsInt());
      return true;
    }
    case Kind::kRawJson: return Raw(*static_cast<const RawJson*>(value));
    default: return Fail("a type that no value has");
  }
}

template <class Writer>
bool Encoder<Writer>::Object(const Struct& structure, const void* value, Place place) {
  if (structure.shapeUnion) return ShapeUnion(structure, value, place);
  writer_.BeginObject();
  if (const ApiKind* kind = std::exchange(root_, nullptr)) {
    writer_.Key("apiVersion");
    writer_.String(kind->ApiVersion());
    writer_.Key("kind");
    writer_.String(kind->kind);
  }
  for (const Field& field : structure.fields) {
    const void* member = At(value, field.offset);
    const Place below = place.Below(field);
    if (!ShouldWrite(field, member, below)) {
      if (const std::string_view standard = place.KeyDefault(field.name); !standard.empty()) {
        writer_.Key(field.name);
        writer_.String(standard);
      }
      continue;
    }
    writer_.Key(field.name);
    if (!Value(*field.type, member, below)) {
      path_.Member(field.name);
      return false;
    }
  }
  writer_.EndObject();
  return true;
}

// The member that has something to say; of none, what Go writes: `false` where one is a boolean, else `null`.
template <class Writer>
bool Encoder<Writer>::ShapeUnion(const Struct& structure, const void* value, Place place) {
  bool hasBool = false;
  for (const Field& field : structure.fields) {
    hasBool = hasBool || field.type->kind == Kind::kBool;
    const void* member = At(value, field.offset);
    if (!IsEmpty(*field.type, member)) return Value(*field.type, member, place);
  }
  if (!hasBool) return Null();
  writer_.Bool(false);
  return true;
}

template <class Writer>
bool Encoder<Writer>::List(const Type& type, const void* list, Place place) {
  writer_.BeginArray();
  const void* elements = type.list->data(list);
  const std::size_t size = type.list->size(list);
  const std::size_t begin = writer_.Size();
  for (std::size_t i = 0; i < size; ++i) {
    if (!Value(*type.element, At(elements, i * type.element->size), place.BelowElement())) {
      path_.Element(i);
      return false;
    }
    MakeRoom(begin, i + 1, size);
  }
  writer_.EndArray();
  return true;
}

// Of a long list the first elements tell how much room the others take: growing step by step costs more than writing them.
template <class Writer>
void Encoder<Writer>::MakeRoom(std::size_t begin, std::size_t done, std::size_t all) {
  constexpr std::size_t kSample = 32;
  if (done != kSample || all < 2 * kSample) return;
  const std::size_t sample = writer_.Size() - begin;
  writer_.Reserve(begin + sample * (all / kSample + 1) * 17 / 16);
}

template <class Writer>
bool Encoder<Writer>::Map(const Type& type, const void* map, Place place) {
  struct Walk {
    Encoder& encoder;
    const Type& element;
    Place place;
  } walk{*this, *type.element, place.BelowElement()};
  writer_.BeginObject();
  const bool written = type.map->each(map, &walk, [](void* context, const std::string& key, const void* element) {
    auto& [encoder, elementType, below] = *static_cast<Walk*>(context);
    const bool isKey = encoder.writer_.Key(key) || encoder.Fail("a key that is not UTF-8");
    if (isKey && encoder.Value(elementType, element, below)) return true;
    encoder.path_.Member(key);
    return false;
  });
  writer_.EndObject();
  return written;
}

template <class Writer>
bool Encoder<Writer>::Number(double value) {
  if (!std::isfinite(value)) return Fail("a number that JSON does not have");
  writer_.Double(value);
  return true;
}

template <class Writer>
bool Encoder<Writer>::Raw(const RawJson& raw) {
  if (raw.empty()) return Null();
  return writer_.AddRaw(raw) || Fail("raw text that is not JSON");
}

template <class Writer>
bool Encoder<Writer>::Null() {
  writer_.Null();
  return true;
}

/// Writes a value of `type` to a writer.
template <class Writer>
Result<void> Encode(const Type& type, const void* value, const JsonWriteOptions& options, Writer& writer) {
  const bool apply = options.empties == JsonEmpties::kOmitForApply;
  const PathTree included = apply ? PathTree(options.include) : PathTree();
  return Encoder<Writer>(writer).Run(type, value, {apply, false, apply ? &included : nullptr, nullptr});
}

}  // namespace k8s::codec
