#include <algorithm>
#include <array>
#include <deque>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include <k8s/codec/message_layout.h>

namespace k8s::codec {
namespace {

using Path = std::array<std::uint16_t, 3>;

// Structs are one message wherever they are; other types have no identity but their descriptor's.
const void* KeyOf(const Type& type) {
  return type.kind == Kind::kStruct ? static_cast<const void*>(type.structure) : static_cast<const void*>(&type);
}

bool IsHolder(const Type& type) { return type.element != nullptr; }

Occurs OccursOf(Kind kind) {
  switch (kind) {
    case Kind::kOptional: return Occurs::kIfHeld;
    case Kind::kList: return Occurs::kPerItem;
    case Kind::kMap: return Occurs::kPerEntry;
    default: return Occurs::kOnce;
  }
}

std::uint32_t NumberOf(const Slot& slot) { return wire::NumberOf(slot.tag); }

// Go tells a nil slice and a nil pointer to raw JSON from an empty one, and we do not: what is empty was most likely not set.
// Only where JSON always has the member, Go has raw JSON by value, and writes it.
bool IsWrittenWhenZero(const Field& field) {
  if (field.type->kind == Kind::kBytes) return false;
  return field.type->kind != Kind::kRawJson || field.emit == Emit::kAlways;
}

bool IsEitherBool(const Struct& structure) {
  return structure.shapeUnion && std::any_of(structure.fields.begin(), structure.fields.end(),
                                             [](const Field& field) { return field.type->kind == Kind::kBool; });
}

class Layouts {
 public:
  explicit Layouts(Numbering numbering) : numbering_(numbering) {}

  const MessageLayout& Of(const Type& type) {
    {
      const std::shared_lock reading(mutex_);
      const auto known = by_key_.find(KeyOf(type));
      if (known != by_key_.end()) return *known->second;
    }
    const std::unique_lock writing(mutex_);
    return Known(type);
  }

 private:
  MessageLayout& Known(const Type& type);
  void DescribeStruct(MessageLayout& layout, const Struct& structure);
  void DescribeWrapper(MessageLayout& layout, const Type& type);
  Slot SlotOf(const Type& type, std::uint32_t number);
  MessageLayout& Inlined(MessageLayout& outer, std::uint16_t number, std::vector<MessageLayout*>& parts);
  Path PathOf(const Struct& structure, std::size_t field) const;

  const Numbering numbering_;
  std::shared_mutex mutex_;
  std::deque<MessageLayout> all_;  // never moved: slots point to them
  std::unordered_map<const void*, MessageLayout*> by_key_;
};

void Finish(MessageLayout& layout) {
  std::sort(layout.slots.begin(), layout.slots.end(), [](const Slot& a, const Slot& b) { return a.tag < b.tag; });
  if (layout.slots.empty()) return;
  layout.slotByNumber.resize(NumberOf(layout.slots.back()) + 1);
  for (std::size_t i = 0; i < layout.slots.size(); ++i) {
    layout.slotByNumber[NumberOf(layout.slots[i])] = static_cast<std::uint16_t>(i + 1);
  }
}

// A list in a message of its own is a named list type of Go's, which is nil when it is empty.
bool IsNamedList(const MessageLayout& inlined) {
  return inlined.slots.size() == 1 && inlined.slots[0].occurs == Occurs::kPerItem;
}

MessageLayout& Layouts::Known(const Type& type) {
  const auto [entry, isNew] = by_key_.try_emplace(KeyOf(type));
  if (!isNew) return *entry->second;
  MessageLayout& layout = all_.emplace_back();
  entry->second = &layout;
  if (type.kind == Kind::kStruct) {
    DescribeStruct(layout, *type.structure);
  } else {
    DescribeWrapper(layout, type);
  }
  return layout;
}

void Layouts::DescribeStruct(MessageLayout& layout, const Struct& structure) {
  layout.structure = &structure;
  std::vector<MessageLayout*> parts = {&layout};
  for (std::size_t i = 0; i < structure.fields.size(); ++i) {
    const Field& field = structure.fields[i];
    const Path path = PathOf(structure, i);
    if (path[0] == 0) {
      layout.unnumbered.push_back(&field);
      continue;
    }
    std::size_t depth = 0;
    MessageLayout* message = &layout;
    for (; depth + 1 < path.size() && path[depth + 1] != 0; ++depth) message = &Inlined(*message, path[depth], parts);
    Slot slot = SlotOf(*field.type, path[depth]);
    slot.offset = field.offset;
    slot.field = static_cast<std::uint16_t>(i);
    slot.evenZero = numbering_ == Numbering::kApi && IsWrittenWhenZero(field);
    message->slots.push_back(slot);
  }
  layout.eitherBool = numbering_ == Numbering::kApi && IsEitherBool(structure);
  layout.supported = !layout.slots.empty() || layout.unnumbered.empty();
  for (MessageLayout* part : parts) {
    Finish(*part);
    for (Slot& slot : part->slots) {
      if (slot.field == Slot::kNoField) slot.evenZero = !IsNamedList(*slot.message);
    }
  }
}

void Layouts::DescribeWrapper(MessageLayout& layout, const Type& type) {
  layout.slots.push_back(SlotOf(type, 1));
  Finish(layout);
}

Slot Layouts::SlotOf(const Type& type, std::uint32_t number) {
  const Type& value = IsHolder(type) ? *type.element : type;
  Slot slot = {.occurs = OccursOf(type.kind), .value = value.kind, .type = &type};
  if (value.kind == Kind::kStruct || IsHolder(value)) {
    slot.value = Kind::kStruct;
    slot.message = &Known(value);
  }
  if (slot.occurs == Occurs::kIfHeld) slot.held = type.optional->get;
  if (slot.occurs == Occurs::kPerItem) slot.size = type.list->size;
  slot.tag = wire::MakeTag(number, slot.occurs == Occurs::kPerEntry ? wire::Delimiting::kLength : DelimitingOf(slot.value));
  return slot;
}

MessageLayout& Layouts::Inlined(MessageLayout& outer, std::uint16_t number, std::vector<MessageLayout*>& parts) {
  for (const Slot& slot : outer.slots) {
    if (NumberOf(slot) == number) return **std::find(parts.begin(), parts.end(), slot.message);
  }
  MessageLayout& inlined = all_.emplace_back();
  inlined.structure = outer.structure;
  parts.push_back(&inlined);
  outer.slots.push_back({.tag = wire::TextTag(number), .value = Kind::kStruct, .message = &inlined});
  return inlined;
}

Path Layouts::PathOf(const Struct& structure, std::size_t field) const {
  if (numbering_ == Numbering::kApi) return structure.fields[field].protobuf;
  return {static_cast<std::uint16_t>(field + 1), 0, 0};
}

}  // namespace

const MessageLayout& LayoutOf(const Type& type, Numbering numbering) {
  // Not destroyed: threads that outlive main() may still decode.
  static Layouts& ofApi = *new Layouts(Numbering::kApi);
  static Layouts& local = *new Layouts(Numbering::kLocal);
  return (numbering == Numbering::kApi ? ofApi : local).Of(type);
}

}  // namespace k8s::codec
