#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <k8s/base/error.h>
#include <k8s/codec/message_layout.h>
#include <k8s/codec/reverse_buffer.h>
#include <k8s/codec/type.h>
#include <k8s/codec/unwind_path.h>

namespace k8s::codec {

/// Writes values as messages: the walk over the layouts, from the last field to the first, in front of what its buffer holds.
/// Each function tells whether it went well; Failure() what did not.
class MessageEncoder {
 public:
  explicit MessageEncoder(Numbering numbering, std::size_t bytesBehind = 0) : numbering_(numbering), buffer_(bytesBehind) {}

  bool Message(const MessageLayout& layout, const void* value) { return Fields(layout, layout.slots, value); }

  /// Some of a message's fields, which stand side by side in it.
  bool Fields(const MessageLayout& layout, std::span<const Slot> slots, const void* value);

  /// A value, as the field of a slot.
  bool One(const Slot& slot, const void* value);

  ReverseBuffer& Buffer() { return buffer_; }

  /// kUnsupported: the path, and why there is no protobuf form.
  Error Failure() const;

 private:
  bool Member(const Slot& slot, const void* member);
  bool UnlessZero(const Slot& slot, const void* member);
  bool Items(const Slot& slot, const void* list);
  bool Entries(const Slot& slot, const void* map);
  bool Value(std::uint32_t tag, const Slot& slot, const void* value);
  void Leaf(std::uint32_t tag, Kind kind, const void* value);
  void LeafMessage(Kind kind, const void* value);
  bool EitherBool(const MessageLayout& layout, const void* value);
  bool CheckUnnumbered(const MessageLayout& layout, const void* value);

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

}  // namespace k8s::codec
