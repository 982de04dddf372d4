#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include <k8s/codec/type.h>

namespace k8s::codec {

/// A comparison of short texts that calls nothing: names of one length mostly differ in their first or last eight letters.
inline bool SameName(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto eightAt = [](const char* text) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text, sizeof(eight));
    return eight;
  };
  if (size < sizeof(std::uint64_t)) {
    for (std::size_t i = 0; i < size; ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }
  const std::size_t last = size - sizeof(std::uint64_t);
  if (eightAt(a.data()) != eightAt(b.data()) || eightAt(a.data() + last) != eightAt(b.data() + last)) return false;
  return size <= 2 * sizeof(std::uint64_t) || a == b;
}

/// Finds the field of a key. Servers write members in the order of the table, so the search begins behind the last one found.
class FieldCursor {
 public:
  explicit FieldCursor(std::span<const Field> fields) : fields_(fields) {}

  const Field* Find(std::string_view key) {
    for (std::size_t i = next_; i < fields_.size(); ++i) {
      if (SameName(fields_[i].name, key)) return Found(i);
    }
    for (std::size_t i = 0; i < next_; ++i) {
      if (SameName(fields_[i].name, key)) return Found(i);
    }
    return nullptr;
  }

 private:
  const Field* Found(std::size_t index) {
    next_ = index + 1;
    return &fields_[index];
  }

  std::span<const Field> fields_;
  std::size_t next_ = 0;
};

}  // namespace k8s::codec
