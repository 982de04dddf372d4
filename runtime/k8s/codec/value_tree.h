#pragma once

#include <utility>
#include <vector>

#include <k8s/codec/value.h>

namespace k8s::codec {

/// What goes through all of a Value. None of it recurses: a value may be deeper than a stack.
class ValueTree {
 public:
  /// `to` is null.
  static void Copy(const Value& from, Value& to);
  static bool Equal(const Value& a, const Value& b);
  /// Leaves null behind, and needs no memory for it.
  static void Release(Value& value) noexcept;

 private:
  using Pairs = std::vector<std::pair<const Value*, const Value*>>;

  template <class Pending>
  static void CopyNode(const Value& from, Value& to, Pending& pending);
  static bool EqualNode(const Value& a, const Value& b, Pairs& pending);
  static Value* LastChild(Value& container);
  static void DropLastChild(Value& container);
  static void FreeBlock(Value& container);
};

}  // namespace k8s::codec
