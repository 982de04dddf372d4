#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/codec/equal.h>
#include <k8s/codec/filter_of.h>
#include <k8s/codec/memory_budget.h>
#include <k8s/codec/message_layout.h>
#include <k8s/codec/packed.h>
#include <k8s/codec/protobuf.h>
#include <k8s/codec/protobuf_envelope.h>
#include <k8s/codec/unwind_path.h>
#include <k8s/codec/wire.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/quoted.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {
namespace {

using wire::Delimiting;
using wire::NumberTag;
using wire::TextTag;

constexpr std::size_t kDepthLimit = 1024;
constexpr std::size_t kPackedDepth = 2048;  // what was nested as deep as JSON may be, and the messages that wrap lists and maps

constexpr std::size_t kPackedTrust = std::numeric_limits<std::size_t>::max() / 32;  // what was in memory once may be so again

// The fields of the messages that are leaves in C++, by number.
struct LeafFields {
  std::array<std::uint64_t, 4> numbers = {};
  std::array<std::string_view, 4> texts = {};
  bool empty = true;
};

constexpr std::uint32_t kNumbersTags[] = {NumberTag(1), NumberTag(2)};
constexpr std::uint32_t kTextTags[] = {TextTag(1)};
constexpr std::uint32_t kIntOrStringTags[] = {NumberTag(1), NumberTag(2), TextTag(3)};

std::span<const std::uint32_t> TagsOf(Kind leaf) {
  switch (leaf) {
    case Kind::kTime:
    case Kind::kMicroTime: return kNumbersTags;
    case Kind::kDuration: return std::span(kNumbersTags, 1);
    case Kind::kIntOrString: return kIntOrStringTags;
    default: return kTextTags;
  }
}

// The walk over the layouts. Each function reads what is at a position and gives the one behind it; null once it has failed.
class Decoder {
 public:
  Decoder(std::string_view bytes, std::size_t maxDepth, MemoryBudget budget)
      : bytes_(bytes), depth_left_(maxDepth), budget_(budget) {}

  Result<void> Run(std::string_view message, const MessageLayout& layout, void* out, const FieldChoices* choices) {
    if (Message(message, layout, out, choices)) return {};
    return Failure();
  }

 private:
  bool Message(std::string_view message, const MessageLayout& layout, void* out, const FieldChoices* choices);
  const char* Member(const char* at, const char* end, std::uint32_t tag, const Slot& slot, void* out,
                     const FieldChoices* choices);
  const char* Items(const char* at, const char* end, std::uint32_t tag, const Slot& slot, void* list,
                    const FieldChoices* choices);
  const char* Item(const char* at, const char* end, const Slot& slot, void* list, const FieldChoices* choices);
  const char* PackedItems(const char* at, const char* end, const Slot& slot, void* list);
  const char* Entry(const char* at, const char* end, const Slot& slot, void* map, const FieldChoices* choices);
  const char* Value(const char* at, const char* end, const Slot& slot, void* out, const FieldChoices* choices);

  const char* Number(const char* at, const char* end, std::uint64_t& number);
  const char* Text(const char* at, const char* end, std::string_view& text);
  const char* Skip(const char* at, const char* end, std::uint32_t tag);
  const char* Leaf(const char* at, const char* end, Kind kind, void* out);
  const char* Fields(const char* at, const char* end, std::span<const std::uint32_t> tags, LeafFields& fields);
  bool Assign(Kind kind, const LeafFields& fields, void* out);
  template <class T>
  bool Accept(Result<T> value, void* out);

  bool Refuse(const char* at, const char* message) {
    offset_ = static_cast<std::size_t>(at - bytes_.data());
    message_ = message;
    return false;
  }
  std::nullptr_t Fail(const char* at, const char* message) {
    Refuse(at, message);
    return nullptr;
  }
  Error Failure() const;

  std::string_view bytes_;
  std::size_t depth_left_;
  MemoryBudget budget_;
  UnwindPath path_;
  std::size_t offset_ = 0;
  const char* message_ = "";
  std::string detail_;  // more of what was wrong than a literal can tell
  ErrorCode code_ = ErrorCode::kDecode;
};

// Of what is either a bool or something else: not the bool, if it is something else.
void KeepOne(const MessageLayout& layout, void* out) {
  const auto memberOf = [out](const Slot& slot) { return static_cast<char*>(out) + slot.offset; };
  const bool isElse = std::any_of(layout.slots.begin(), layout.slots.end(), [&](const Slot& slot) {
    return slot.value != Kind::kBool && !IsEmpty(*slot.type, memberOf(slot));
  });
  if (!isElse) return;
  for (const Slot& slot : layout.slots) {
    if (slot.value == Kind::kBool) *static_cast<bool*>(static_cast<void*>(memberOf(slot))) = false;
  }
}

bool Decoder::Message(std::string_view message, const MessageLayout& layout, void* out, const FieldChoices* choices) {
  const char* at = message.data();
  const char* const end = at + message.size();
  if (depth_left_ == 0) return Refuse(at, "nested too deep");
  if (!layout.supported) {
    code_ = ErrorCode::kUnsupported;
    return Refuse(at, "a type that has no protobuf form");
  }
  --depth_left_;
  while (at != end) {
    std::uint32_t tag = 0;
    const char* const begin = at;
    at = wire::ReadTag(at, end, tag);
    if (at == nullptr) return Refuse(begin, "not the tag of a field");
    const Slot* slot = layout.Find(wire::NumberOf(tag));
    at = slot == nullptr ? Skip(at, end, tag) : Member(at, end, tag, *slot, out, choices);
    if (at != nullptr) continue;
    if (slot != nullptr && slot->field != Slot::kNoField) path_.Member(layout.structure->fields[slot->field].name);
    return false;
  }
  ++depth_left_;
  if (layout.eitherBool) KeepOne(layout, out);
  return true;
}

const char* Decoder::Member(const char* at, const char* end, std::uint32_t tag, const Slot& slot, void* out,
                            const FieldChoices* choices) {
  if (choices != nullptr && slot.field != Slot::kNoField) {
    if (!choices->Keeps(slot.field)) return Skip(at, end, tag);
    choices = choices->Below(slot.field);
  }
  void* member = static_cast<char*>(out) + slot.offset;
  if (slot.occurs == Occurs::kPerItem) return Items(at, end, tag, slot, member, choices);
  if (tag != slot.tag) return Fail(at, "a value of another wire type");
  switch (slot.occurs) {
    case Occurs::kPerEntry: return Entry(at, end, slot, member, choices);
    case Occurs::kIfHeld:
      if (!budget_.Take(slot.type->element->size)) return Fail(at, MemoryBudget::kExceeded);
      return Value(at, end, slot, slot.type->optional->emplace(member), choices);
    default: return Value(at, end, slot, member, choices);
  }
}

// How many fields with this tag follow each other, the one at `at` included.
std::size_t CountRun(const char* at, const char* end, std::uint32_t tag) {
  std::size_t count = 0;
  std::uint32_t next = tag;
  while (next == tag) {
    at = wire::Skip(at, end, tag, 0);
    if (at == nullptr) break;
    ++count;
    at = wire::ReadTag(at, end, next);
    if (at == nullptr) break;
  }
  return count;
}

// Room for all items at once: none needs to move, and none is wasted. But bytes that make a lot of memory out of very little
// get it only step by step.
void MakeRoom(const Type& type, void* list, const char* at, const char* end, std::uint32_t tag) {
  constexpr std::size_t kUsualGrowth = 32;  // bytes of memory from one byte
  constexpr std::size_t kLittle = 64 * 1024;
  const std::size_t count = CountRun(at, end, tag);
  const std::size_t affordable = (kLittle + kUsualGrowth * static_cast<std::size_t>(end - at)) / type.element->size;
  if (count <= affordable) type.list->reserve(list, count);
}

const char* Decoder::Items(const char* at, const char* end, std::uint32_t tag, const Slot& slot, void* list,
                           const FieldChoices* choices) {
  if (tag != slot.tag) {
    const bool packed = wire::DelimitingOf(tag) == Delimiting::kLength && DelimitingOf(slot.value) != Delimiting::kLength;
    return packed ? PackedItems(at, end, slot, list) : Fail(at, "a value of another wire type");
  }
  if (slot.type->list->size(list) == 0) MakeRoom(*slot.type, list, at, end, tag);
  return Item(at, end, slot, list, choices);
}

const char* Decoder::Item(const char* at, const char* end, const Slot& slot, void* list, const FieldChoices* choices) {
  if (!budget_.Take(slot.type->element->size)) {
    path_.Element(slot.size(list));
    return Fail(at, MemoryBudget::kExceeded);
  }
  at = Value(at, end, slot, slot.type->list->append(list), choices);
  if (at == nullptr) path_.Element(slot.size(list) - 1);
  return at;
}

const char* Decoder::PackedItems(const char* at, const char* end, const Slot& slot, void* list) {
  std::string_view run;
  const char* const behind = Text(at, end, run);
  if (behind == nullptr) return nullptr;
  for (const char* item = run.data(); item != behind;) {
    item = Item(item, behind, slot, list, nullptr);
    if (item == nullptr) return nullptr;
  }
  return behind;
}

// The key can stand behind the value, which is therefore read last.
const char* Decoder::Entry(const char* at, const char* end, const Slot& slot, void* map, const FieldChoices* choices) {
  std::string_view entry;
  const char* const behind = Text(at, end, entry);
  if (behind == nullptr) return nullptr;
  std::string_view key;
  const char* value = nullptr;
  for (const char* field = entry.data(); field != behind;) {
    const char* const begin = field;
    std::uint32_t tag = 0;
    field = wire::ReadTag(field, behind, tag);
    if (field == nullptr) return Fail(begin, "not the tag of a field");
    if (tag == ValueTag(slot.value)) value = field;
    if (tag == kKeyTag) {
      field = Text(field, behind, key);
    } else if (tag != ValueTag(slot.value) && wire::NumberOf(tag) <= 2) {
      return Fail(field, "a value of another wire type");
    } else {
      field = Skip(field, behind, tag);
    }
    if (field == nullptr) return nullptr;
  }
  if (!budget_.Take(slot.type->element->size)) return Fail(at, MemoryBudget::kExceeded);
  void* element = slot.type->map->insert(map, std::string(key));
  if (value == nullptr || Value(value, behind, slot, element, choices) != nullptr) return behind;
  path_.Member(key);
  return nullptr;
}

const char* Decoder::Value(const char* at, const char* end, const Slot& slot, void* out, const FieldChoices* choices) {
  std::uint64_t number = 0;
  std::string_view text;
  switch (slot.value) {
    case Kind::kStruct:
      at = Text(at, end, text);
      return at != nullptr && Message(text, *slot.message, out, choices) ? at : nullptr;
    case Kind::kString:
      at = Text(at, end, text);
      if (at != nullptr) static_cast<std::string*>(out)->assign(text);
      return at;
    case Kind::kBytes:
      at = Text(at, end, text);
      if (at != nullptr) *static_cast<Bytes*>(out) = Bytes(text);
      return at;
    case Kind::kBool:
      at = Number(at, end, number);
      *static_cast<bool*>(out) = number != 0;
      return at;
    case Kind::kInt32:
      at = Number(at, end, number);
      *static_cast<std::int32_t*>(out) = static_cast<std::int32_t>(number);
      return at;
    case Kind::kInt64:
      at = Number(at, end, number);
      *static_cast<std::int64_t*>(out) = static_cast<std::int64_t>(number);
      return at;
    case Kind::kDouble: {
      const char* const behind = wire::ReadEight(at, end, number);
      if (behind == nullptr) return Fail(at, "a number of eight bytes that ends early");
      *static_cast<double*>(out) = std::bit_cast<double>(number);
      return behind;
    }
    default: return Leaf(at, end, slot.value, out);
  }
}

// A leaf that is a message of its own. One that occurs twice replaces the first, as in Go.
const char* Decoder::Leaf(const char* at, const char* end, Kind kind, void* out) {
  LeafFields fields;
  const char* const behind = Fields(at, end, TagsOf(kind), fields);
  if (behind == nullptr || Assign(kind, fields, out)) return behind;
  return Fail(at, "no value of its type");
}

const char* Decoder::Fields(const char* at, const char* end, std::span<const std::uint32_t> tags, LeafFields& fields) {
  std::string_view message;
  const char* const behind = Text(at, end, message);
  if (behind == nullptr) return nullptr;
  fields.empty = message.empty();
  for (const char* field = message.data(); field != behind;) {
    const char* const begin = field;
    std::uint32_t tag = 0;
    field = wire::ReadTag(field, behind, tag);
    if (field == nullptr) return Fail(begin, "not the tag of a field");
    const std::uint32_t number = wire::NumberOf(tag);
    if (number > tags.size()) {
      field = Skip(field, behind, tag);
    } else if (tag != tags[number - 1]) {
      return Fail(field, "a value of another wire type");
    } else if (wire::DelimitingOf(tag) == Delimiting::kVarint) {
      field = Number(field, behind, fields.numbers[number]);
    } else {
      field = Text(field, behind, fields.texts[number]);
    }
    if (field == nullptr) return nullptr;
  }
  return behind;
}

Result<MicroTime> MicroTimeOf(const LeafFields& fields) {
  constexpr std::int64_t kMicros = 1'000'000;
  constexpr std::int32_t kNanosInMicro = 1'000;
  const Result<Time> seconds = Time::FromUnix(static_cast<std::int64_t>(fields.numbers[1]));
  if (!seconds) return seconds.error();
  return MicroTime::FromUnixMicros(seconds->UnixSeconds() * kMicros +
                                   static_cast<std::int32_t>(fields.numbers[2]) / kNanosInMicro);
}

Result<IntOrString> IntOrStringOf(const LeafFields& fields) {
  switch (fields.numbers[1]) {
    case 0: return IntOrString(static_cast<std::int32_t>(fields.numbers[2]));
    case 1: return IntOrString(fields.texts[3]);
    default: return Error(ErrorCode::kDecode, "neither a number nor a string");
  }
}

Result<RawJson> RawJsonOf(const LeafFields& fields) {
  if (IsProtobufEnvelope(fields.texts[1])) return Error(ErrorCode::kDecode, "an object in protobuf where JSON is kept");
  return RawJson(std::string(fields.texts[1]));
}

bool Decoder::Assign(Kind kind, const LeafFields& fields, void* out) {
  switch (kind) {
    case Kind::kTime: return Accept(fields.empty ? Time() : Time::FromUnix(static_cast<std::int64_t>(fields.numbers[1])), out);
    case Kind::kMicroTime: return Accept(fields.empty ? MicroTime() : MicroTimeOf(fields), out);
    case Kind::kDuration:
      *static_cast<Duration*>(out) = std::chrono::nanoseconds(static_cast<std::int64_t>(fields.numbers[1]));
      return true;
    case Kind::kQuantity: *static_cast<Quantity*>(out) = Quantity(fields.texts[1]); return true;
    case Kind::kIntOrString: return Accept(IntOrStringOf(fields), out);
    case Kind::kRawJson: return Accept(RawJsonOf(fields), out);
    default: return false;
  }
}

template <class T>
bool Decoder::Accept(Result<T> value, void* out) {
  if (!value) {
    detail_ = value.error().Message();
    return false;
  }
  *static_cast<T*>(out) = *std::move(value);
  return true;
}

const char* Decoder::Number(const char* at, const char* end, std::uint64_t& number) {
  const char* const behind = wire::ReadVarint(at, end, number);
  return behind == nullptr ? Fail(at, "not a number") : behind;
}

const char* Decoder::Text(const char* at, const char* end, std::string_view& text) {
  const char* const behind = wire::ReadBytes(at, end, text);
  return behind == nullptr ? Fail(at, "not a length that ends within its message") : behind;
}

const char* Decoder::Skip(const char* at, const char* end, std::uint32_t tag) {
  const char* const behind = wire::Skip(at, end, tag, depth_left_);
  return behind == nullptr ? Fail(at, "a broken value") : behind;
}

Error Decoder::Failure() const {
  std::string message = path_.ToString();
  message += fmt::format("{}{} at byte {}", message.empty() ? "" : ": ", message_, offset_);
  if (!detail_.empty()) message += fmt::format(": {}", detail_);
  return Error(code_, std::move(message));
}

Result<void> CheckKind(std::string_view bytes, const ProtobufEnvelope& envelope, const ApiKind& kind) {
  const auto check = [&](const char* member, std::string_view found, std::string_view expected) -> Result<void> {
    if (found.empty() || found == expected) return {};
    return Error(ErrorCode::kDecode, fmt::format("{}: another kind of object at byte {}: {} where \"{}\" is expected", member,
                                                 found.data() - bytes.data(), k8s::internal::Quoted(found), expected));
  };
  Result<void> checked = check("apiVersion", envelope.apiVersion, kind.ApiVersion());
  return checked ? check("kind", envelope.kind, kind.kind) : checked;
}

}  // namespace

Result<void> ReadProtobuf(std::string_view bytes, const Type& type, void* out, const ProtobufReadOptions& options) {
  if (bytes.size() > options.maxBytes) {
    return Error(ErrorCode::kDecode,
                 fmt::format("{} bytes of protobuf, more than the limit of {}", bytes.size(), options.maxBytes));
  }
  const Result<FieldFilter> filter =
      FilterOf(type, options.filter, {.dropManagedFields = options.dropManagedFields, .keep = options.keep});
  if (!filter) return filter.error();
  std::string_view message = bytes;
  if (type.kind == Kind::kStruct && type.structure->kind != nullptr) {
    const Result<ProtobufEnvelope> envelope = OpenProtobufEnvelope(bytes);
    if (!envelope) return envelope.error();
    if (Result<void> checked = CheckKind(bytes, *envelope, *type.structure->kind); !checked) return checked;
    message = envelope->object;
  }
  return Decoder(bytes, std::min(options.maxDepth, kDepthLimit), MemoryBudget(bytes.size()))
      .Run(message, LayoutOf(type, Numbering::kApi), out, filter->Root());
}

Result<void> ReadPacked(std::string_view bytes, const Type& type, void* out, const FieldFilter& filter) {
  return Decoder(bytes, kPackedDepth, MemoryBudget(kPackedTrust))
      .Run(bytes, LayoutOf(type, Numbering::kLocal), out, filter.Root());
}

}  // namespace k8s::codec
