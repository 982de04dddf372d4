#pragma once

#include <cstdint>
#include <vector>

#include <k8s/codec/type.h>

namespace k8s::test {

/// Gives every field a value, each another one: the same ones in every run. A type that contains itself is filled once more
/// inside itself, and then left empty; a union gets the first of its members.
class Filler {
 public:
  void Fill(const codec::Type& type, void* value);

 private:
  void FillStruct(const codec::Struct& structure, void* object);
  void FillLeaf(codec::Kind kind, void* value);
  const codec::Field* MemberToFill(const codec::Struct& structure) const;
  bool Exhausted(const codec::Type& type) const;

  std::int32_t count_ = 0;
  std::vector<const codec::Struct*> inside_;
};

}  // namespace k8s::test
