#include <bit>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <k8s/codec/envelope_format.h>
#include <k8s/codec/equal.h>
#include <k8s/codec/message_layout.h>
#include <k8s/codec/packed.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/reverse_buffer.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/codec/wire.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {
namespace {

const void* At(const void* base, std::size_t offset) { return static_cast<const char*>(base) + offset; }

constexpr std::uint64_t Extended(std::int64_t number) { return static_cast<std::uint64_t>(number); }

constexpr std::uint32_t NumberTag(std::uint32_t number) { return wire::MakeTag(number, wire::Delimiting::kVarint); }
constexpr std::uint32_t TextTag(std::uint32_t number) { return wire::MakeTag(number, wire::Delimiting::kLength); }

// The walk over the layouts, from the last field to the first: see ReverseBuffer.
class Encoder {
 public:
  explicit Encoder(Numbering numbering) : numbering_(numbering) {}

  bool Message(const MessageLayout& layout, const void* value);
  void BeginEnvelope();
  void EndEnvelope(const ApiKind& kind);

  void AppendTo(std::string& out) const { buffer_.AppendTo(out); }
  Error Failure() const;

 private:
  bool Member(const Slot& slot, const void* member);
  bool UnlessZero(const Slot& slot, const void* member);
  bool Items(const Slot& slot, const void* list);
  bool Entries(const Slot& slot, const void* map);
  bool Value(std::uint32_t tag, const Slot& slot, const void* value);
  void LeafMessage(Kind kind, const void* value);
  bool CheckUnnumbered(const MessageLayout& layout, const void* value);

  // Puts length and tag in front of what was written since there were `before` bytes.
  void Enclose(std::uint32_t tag, std::size_t before) { buffer_.Number(tag, buffer_.Size() - before); }

  struct Entry {
    const std::string* key;
    const void* element;
  };

  const Numbering numbering_;
  ReverseBuffer buffer_;
  std::vector<Entry> entries_;  // of the maps that are being written, the innermost last
  UnwindPath path_;
  const char* message_ = "";
};

bool Encoder::Message(const MessageLayout& layout, const void* value) {
  if (!layout.unnumbered.empty() && !CheckUnnumbered(layout, value)) return false;
  for (auto slot = layout.slots.rbegin(); slot != layout.slots.rend(); ++slot) {
    if (Member(*slot, At(value, slot->offset))) continue;
    if (slot->field != Slot::kNoField) path_.Member(layout.structure->fields[slot->field].name);
    return false;
  }
  return true;
}

bool Encoder::CheckUnnumbered(const MessageLayout& layout, const void* value) {
  if (!layout.supported) {
    message_ = "a type that has no protobuf form";
    return false;
  }
  for (const Field* field : layout.unnumbered) {
    if (IsEmpty(*field->type, At(value, field->offset))) continue;
    path_.Member(field->name);
    message_ = "a field that has no protobuf form";
    return false;
  }
  return true;
}

bool Encoder::Member(const Slot& slot, const void* member) {
  switch (slot.occurs) {
    case Occurs::kPerItem: return Items(slot, member);
    case Occurs::kPerEntry: return Entries(slot, member);
    case Occurs::kIfHeld: {
      const void* held = slot.type->optional->get(member);
      return held == nullptr || Value(slot.tag, slot, held);
    }
    case Occurs::kOnce: return slot.evenZero ? Value(slot.tag, slot, member) : UnlessZero(slot, member);
  }
  return false;
}

bool Encoder::UnlessZero(const Slot& slot, const void* member) {
  if (slot.value != Kind::kStruct) return IsEmpty(*slot.type, member) || Value(slot.tag, slot, member);
  const std::size_t before = buffer_.Size();
  if (!Message(*slot.message, member)) return false;
  if (buffer_.Size() != before) Enclose(slot.tag, before);
  return true;
}

bool Encoder::Items(const Slot& slot, const void* list) {
  const void* items = slot.type->list->data(list);
  const std::size_t size = slot.type->element->size;
  for (std::size_t i = slot.type->list->size(list); i-- > 0;) {
    if (Value(slot.tag, slot, At(items, i * size))) continue;
    path_.Element(i);
    return false;
  }
  return true;
}

bool Encoder::Entries(const Slot& slot, const void* map) {
  const std::size_t first = entries_.size();
  slot.type->map->each(map, &entries_, [](void* context, const std::string& key, const void* element) {
    static_cast<std::vector<Entry>*>(context)->push_back({&key, element});
    return true;
  });
  while (entries_.size() > first) {
    const auto [key, element] = entries_.back();
    entries_.pop_back();
    const std::size_t before = buffer_.Size();
    if (!Value(ValueTag(slot.value), slot, element)) {
      path_.Member(*key);
      return false;
    }
    buffer_.Text(kKeyTag, *key);
    Enclose(slot.tag, before);
  }
  return true;
}

bool Encoder::Value(std::uint32_t tag, const Slot& slot, const void* value) {
  switch (slot.value) {
    case Kind::kBool: buffer_.Number(tag, *static_cast<const bool*>(value) ? 1 : 0); return true;
    case Kind::kInt32: buffer_.Number(tag, Extended(*static_cast<const std::int32_t*>(value))); return true;
    case Kind::kInt64: buffer_.Number(tag, Extended(*static_cast<const std::int64_t*>(value))); return true;
    case Kind::kString: buffer_.Text(tag, *static_cast<const std::string*>(value)); return true;
    case Kind::kBytes: buffer_.Text(tag, static_cast<const Bytes*>(value)->view()); return true;
    case Kind::kDouble:
      buffer_.Eight(std::bit_cast<std::uint64_t>(*static_cast<const double*>(value)));
      buffer_.Varint(tag);
      return true;
    default: break;
  }
  const std::size_t before = buffer_.Size();
  if (slot.value != Kind::kStruct) {
    LeafMessage(slot.value, value);
  } else if (!Message(*slot.message, value)) {
    return false;
  }
  Enclose(tag, before);
  return true;
}

// The content of a leaf that is a message of its own, the last field first.
void Encoder::LeafMessage(Kind kind, const void* value) {
  switch (kind) {
    case Kind::kTime: {
      const auto& time = *static_cast<const Time*>(value);
      if (time.IsZero()) return;
      buffer_.Number(NumberTag(2), 0);
      buffer_.Number(NumberTag(1), Extended(time.UnixSeconds()));
      return;
    }
    case Kind::kMicroTime: {
      const auto& time = *static_cast<const MicroTime*>(value);
      if (time.IsZero()) return;
      const std::chrono::microseconds moment(time.UnixMicros());
      const auto seconds = std::chrono::floor<std::chrono::seconds>(moment);
      buffer_.Number(NumberTag(2), Extended(std::chrono::nanoseconds(moment - seconds).count()));
      buffer_.Number(NumberTag(1), Extended(seconds.count()));
      return;
    }
    case Kind::kDuration:
      buffer_.Number(NumberTag(1), Extended(static_cast<const Duration*>(value)->ToChrono().count()));
      return;
    case Kind::kQuantity: {
      const std::string& text = static_cast<const Quantity*>(value)->text();
      buffer_.Text(TextTag(1), text.empty() && numbering_ == Numbering::kApi ? "0" : std::string_view(text));
      return;
    }
    case Kind::kIntOrString: {
      const auto& either = *static_cast<const IntOrString*>(value);
      buffer_.Text(TextTag(3), either.AsString());
      buffer_.Number(NumberTag(2), Extended(either.IsInt() ? either.AsInt() : 0));
      buffer_.Number(NumberTag(1), either.IsInt() ? 0 : 1);
      return;
    }
    case Kind::kRawJson: {
      const std::string& text = static_cast<const RawJson*>(value)->text();
      if (!text.empty()) buffer_.Text(TextTag(1), text);
      return;
    }
    default: return;
  }
}

void Encoder::BeginEnvelope() {
  buffer_.Text(envelope::kContentType, "");
  buffer_.Text(envelope::kContentEncoding, "");
}

void Encoder::EndEnvelope(const ApiKind& kind) {
  constexpr std::size_t kBehindObject = 4;  // what BeginEnvelope() wrote
  Enclose(envelope::kRaw, kBehindObject);
  const std::size_t before = buffer_.Size();
  buffer_.Text(envelope::kKind, kind.kind);
  buffer_.Text(envelope::kApiVersion, kind.ApiVersion());
  Enclose(envelope::kTypeMeta, before);
  buffer_.Bytes(envelope::kMagic);
}

Error Encoder::Failure() const {
  const std::string path = path_.ToString();
  return Error(ErrorCode::kUnsupported, path.empty() ? message_ : path + ": " + message_);
}

}  // namespace

Result<void> WriteProtobuf(const Type& type, const void* value, std::string& out) {
  const ApiKind* kind = type.kind == Kind::kStruct ? type.structure->kind : nullptr;
  Encoder encoder(Numbering::kApi);
  if (kind != nullptr) encoder.BeginEnvelope();
  if (!encoder.Message(LayoutOf(type, Numbering::kApi), value)) return encoder.Failure();
  if (kind != nullptr) encoder.EndEnvelope(*kind);
  encoder.AppendTo(out);
  return {};
}

void WritePacked(const Type& type, const void* value, std::string& out) {
  Encoder encoder(Numbering::kLocal);
  encoder.Message(LayoutOf(type, Numbering::kLocal), value);
  encoder.AppendTo(out);
}

}  // namespace k8s::codec
