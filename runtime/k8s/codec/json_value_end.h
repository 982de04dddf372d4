#pragma once

#include <cstddef>

namespace k8s::codec::internal {

/// Finds where a JSON value ends, in a text that comes in pieces, by its brackets and quotes alone. Whether it is JSON at all
/// is for those to check who read it.
class JsonValueEnd {
 public:
  explicit JsonValueEnd(std::size_t maxDepth) : max_depth_(maxDepth) {}

  /// A value begins at the next byte: one that begins a value, no white space.
  void Begin();

  /// Goes on from `cursor`. Returns where the value ends; `end` and Found() false if it goes on behind it; where it is nested
  /// too deep if it is.
  const char* Find(const char* cursor, const char* end);

  bool Found() const { return found_; }
  bool IsTooDeep() const { return is_too_deep_; }

 private:
  const char* FindStringEnd(const char* cursor, const char* end);

  std::size_t max_depth_;
  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;  // the last byte was the backslash of an escape
  bool found_ = false;
  bool is_too_deep_ = false;
};

}  // namespace k8s::codec::internal
