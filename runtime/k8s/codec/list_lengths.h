#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <k8s/codec/type.h>

namespace k8s::codec {

/// How long the list in a field was when it was last read, which is the room to take for the next one: the objects of a list
/// are much alike. Not exact, as fields may share a place, and need not be: what is too much is given back.
class ListLengths {
 public:
  std::size_t Last(const Field& field) const {
    const Entry& entry = entries_[IndexOf(field)];
    return entry.field == &field ? entry.length : 0;
  }

  void Note(const Field& field, std::size_t length) { entries_[IndexOf(field)] = {&field, std::min(length, kMost)}; }

 private:
  static constexpr std::size_t kMost = 64;  // so that one long list does not cost every short one behind it
  static constexpr std::size_t kEntries = 64;

  struct Entry {
    const Field* field = nullptr;
    std::size_t length = 0;
  };

  static std::size_t IndexOf(const Field& field) { return reinterpret_cast<std::uintptr_t>(&field) / sizeof(Field) % kEntries; }

  std::array<Entry, kEntries> entries_;
};

}  // namespace k8s::codec
