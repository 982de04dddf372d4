#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <k8s/codec/type.h>
#include <k8s/codec/wire.h>

namespace k8s::codec {

/// Where the numbers of fields come from.
enum class Numbering : std::uint8_t {
  kApi,    ///< those of the API's protobuf, for servers and clients
  kLocal,  ///< a field's position in its table: every type has them, and no other program knows them
};

/// How often a field occurs in its message.
enum class Occurs : std::uint8_t {
  kOnce,      ///< a member that is always there
  kIfHeld,    ///< a std::optional or a Box
  kPerItem,   ///< a std::vector: once for each element
  kPerEntry,  ///< a std::map: a message of key and value for each entry
};

struct MessageLayout;

/// One field of a message.
struct Slot {
  static constexpr std::uint16_t kNoField = 0xFFFF;

  std::uint32_t tag = 0;
  std::uint32_t offset = 0;  ///< of the member in the object
  Occurs occurs = Occurs::kOnce;
  Kind value = Kind::kBool;  ///< of what occurs: a leaf, or kStruct for any message
  bool evenZero = true;      ///< kOnce: written although it is zero
  /// The index in the fields of the layout's struct. kNoField: a message that has no name in JSON, so that the walk stays in
  /// the same struct, or in the same member.
  std::uint16_t field = kNoField;
  const Type* type = nullptr;                         ///< of the member
  const MessageLayout* message = nullptr;             ///< where `value` is kStruct
  const void* (*held)(const void* holder) = nullptr;  ///< kIfHeld: OptionalOps::get
  std::size_t (*size)(const void* list) = nullptr;    ///< kPerItem: ListOps::size
};

/// A C++ type as a message: what a codec of protobuf walks. It says the same as the tables, in the order and with the look-ups
/// that the wire format needs:
///
/// - fields ascend by number, which is the order in which Go writes them;
/// - a struct that Go inlines is a message in the message, whose slots lie in the same object;
/// - what a list or a map holds must be a message if it is itself a list, a map or an optional: one whose field 1 is that, as
/// Go
///   has it (ExtraValue, Verbs). A whole value that is no struct is written in such a one, too.
struct MessageLayout {
  const Struct* structure = nullptr;  ///< null: a message that wraps a value which is no struct
  std::vector<Slot> slots;
  std::vector<std::uint16_t> slotByNumber;  ///< 1 and more; 0: no such field
  std::vector<const Field*> unnumbered;     ///< fields that protobuf cannot carry
  bool supported = true;                    ///< false: none of its fields has a number
  /// A struct that is either a bool or something else (JSONSchemaPropsOrBool). In Go, and in its protobuf, the bool is true
  /// beside the something; here it is not.
  bool eitherBool = false;

  const Slot* Find(std::uint32_t number) const {
    const std::uint16_t found = number < slotByNumber.size() ? slotByNumber[number] : std::uint16_t{0};
    return found == 0 ? nullptr : &slots[found - 1];
  }
};

/// How a value of that kind is delimited.
constexpr wire::Delimiting DelimitingOf(Kind value) {
  switch (value) {
    case Kind::kBool:
    case Kind::kInt32:
    case Kind::kInt64: return wire::Delimiting::kVarint;
    case Kind::kDouble: return wire::Delimiting::kEight;
    default: return wire::Delimiting::kLength;
  }
}

/// The tags in an entry of a map.
inline constexpr std::uint32_t kKeyTag = wire::TextTag(1);
constexpr std::uint32_t ValueTag(Kind value) { return wire::MakeTag(2, DelimitingOf(value)); }

/// The layout of a type, worked out when it is first asked for, with those of all types inside, and kept for the life of the
/// program. Safe to call from any thread.
const MessageLayout& LayoutOf(const Type& type, Numbering numbering);

}  // namespace k8s::codec
