#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <k8s/codec/envelope_format.h>
#include <k8s/codec/memory_hints.h>
#include <k8s/codec/message_encoder.h>
#include <k8s/codec/message_layout.h>
#include <k8s/codec/packed.h>
#include <k8s/codec/protobuf.h>

namespace k8s::codec {
namespace {

// Behind the object in its envelope: two empty texts.
constexpr std::string_view kEnvelopeEnd{"\x1A\0\x22\0", 4};

void BeginEnvelope(const ApiKind& kind, ReverseBuffer& buffer) {
  buffer.Enclose(wire::TextTag(envelope::kRaw), kEnvelopeEnd.size());
  const std::size_t before = buffer.Size();
  buffer.Text(wire::TextTag(envelope::kKind), kind.kind);
  buffer.Text(wire::TextTag(envelope::kApiVersion), kind.ApiVersion());
  buffer.Enclose(wire::TextTag(envelope::kTypeMeta), before);
  buffer.Bytes(envelope::kMagic);
}

// A value that is written, in an envelope if it has a kind.
struct Root {
  Root(const Type& type, const void* object, Numbering of)
      : value(object), numbering(of), layout(LayoutOf(type, of)), kind(KindOf(type, of)) {}

  std::string_view End() const { return kind == nullptr ? std::string_view() : kEnvelopeEnd; }

  const void* value;
  Numbering numbering;
  const MessageLayout& layout;
  const ApiKind* kind;

 private:
  static const ApiKind* KindOf(const Type& type, Numbering numbering) {
    return numbering == Numbering::kApi && type.kind == Kind::kStruct ? type.structure->kind : nullptr;
  }
};

// Appends some of the fields, in the beginning of an envelope, in front of bytes that are elsewhere.
Result<void> WriteBeginning(const Root& root, std::span<const Slot> slots, std::size_t bytesBehind, std::string& out) {
  MessageEncoder encoder(root.numbering, bytesBehind);
  if (!encoder.Fields(root.layout, slots, root.value)) return encoder.Failure();
  if (root.kind != nullptr) BeginEnvelope(*root.kind, encoder.Buffer());
  encoder.Buffer().AppendTo(out);
  return {};
}

Result<void> WriteWhole(const Root& root, std::string& out) {
  Result<void> written = WriteBeginning(root, root.layout.slots, root.End().size(), out);
  if (written) out += root.End();
  return written;
}

// What an object has in memory elsewhere: its lists, as a rule most of it. An object is written in less time than it takes to
// wait for them one after the other.
void WillReadLists(const MessageLayout& layout, const void* object) {
  for (const Slot& slot : layout.slots) {
    const void* member = static_cast<const char*>(object) + slot.offset;
    if (slot.occurs == Occurs::kOnce && slot.value == Kind::kStruct) WillReadLists(*slot.message, member);
    if (slot.occurs != Occurs::kPerItem) continue;
    const std::size_t size = slot.size(member);
    if (size != 0) WillRead(slot.type->list->data(member), size * slot.type->element->size);
  }
}

// The last field of a message, if it is a list so long that the rest hardly counts: a list response.
struct LongList {
  const Slot& slot;
  const void* items;
  std::size_t size;

  const void* Item(std::size_t i) const { return static_cast<const char*>(items) + i * slot.type->element->size; }

  // While an item is written, the one behind it gets ready; for that, the one behind that must be there.
  void WillReadAhead(std::size_t i) const {
    if (i + 2 < size) WillRead(Item(i + 2), slot.type->element->size);
    if (i + 1 < size && slot.value == Kind::kStruct) WillReadLists(*slot.message, Item(i + 1));
  }

  static std::optional<LongList> Of(const Root& root) {
    constexpr std::size_t kLong = 64;
    if (root.layout.slots.empty() || root.layout.slots.back().occurs != Occurs::kPerItem) return std::nullopt;
    const Slot& slot = root.layout.slots.back();
    const void* list = static_cast<const char*>(root.value) + slot.offset;
    const std::size_t size = slot.size(list);
    if (size < kLong) return std::nullopt;
    return LongList{slot, slot.type->list->data(list), size};
  }
};

// Room for so many bytes more.
void MakeRoom(std::size_t bytes, std::string& out) {
  out.reserve(out.size() + bytes);
  WillFill(out.data() + out.size(), bytes);
}

bool WriteItems(Numbering numbering, const LongList& list, std::string& out) {
  constexpr std::size_t kSample = 32;
  const std::size_t begin = out.size();
  MessageEncoder encoder(numbering);
  for (std::size_t i = 0; i < list.size; ++i) {
    encoder.Buffer().Clear();
    list.WillReadAhead(i);
    if (!encoder.One(list.slot, list.Item(i))) return false;
    encoder.Buffer().AppendTo(out);
    if (i + 1 == kSample) MakeRoom((out.size() - begin) * (list.size / kSample) * 17 / 16, out);
  }
  return true;
}

// As if all items were as long as the first.
std::size_t GuessLength(Numbering numbering, const LongList& list) {
  MessageEncoder encoder(numbering);
  return encoder.One(list.slot, list.Item(0)) ? encoder.Buffer().Size() * list.size : 0;
}

// The items stand behind a few bytes that tell how long they all are. To write each item once, and to where it stays, these
// bytes are written for a length that is guessed, and again when it is known: mostly as many.
bool WriteLongList(const Root& root, const LongList& list, std::string& out) {
  const std::span<const Slot> others = std::span(root.layout.slots).first(root.layout.slots.size() - 1);
  const std::size_t before = out.size();
  if (!WriteBeginning(root, others, GuessLength(root.numbering, list), out)) return false;
  const std::size_t begin = out.size();
  if (!WriteItems(root.numbering, list, out)) return false;
  out += root.End();

  std::string beginning;
  if (!WriteBeginning(root, others, out.size() - begin, beginning)) return false;
  out.replace(before, begin - before, beginning);
  return true;
}

Result<void> Write(const Root& root, std::string& out) {
  const std::size_t before = out.size();
  if (const auto list = LongList::Of(root)) {
    if (WriteLongList(root, *list, out)) return {};
    out.resize(before);  // what went wrong is found again, with its path
  }
  return WriteWhole(root, out);
}

}  // namespace

Result<void> WriteProtobuf(const Type& type, const void* value, std::string& out) {
  return Write(Root(type, value, Numbering::kApi), out);
}

void WritePacked(const Type& type, const void* value, std::string& out) {
  // Every field has a local number, so nothing can fail.
  static_cast<void>(Write(Root(type, value, Numbering::kLocal), out));
}

}  // namespace k8s::codec
