#pragma once

#include <string>
#include <vector>

#include <k8s/codec/type.h>

namespace k8s::test {

/// A struct, and a way to it from a kind.
struct Place {
  const codec::Type* kind = nullptr;
  std::vector<const codec::Field*> path = {};  ///< from the kind; empty if it is the kind itself
  const codec::Struct* structure = nullptr;

  /// The struct in an object of the kind: made present if it is absent, and new if it is the element of a list or a map.
  void* Enter(void* object) const;
};

/// Every struct that is a kind, or part of one, once.
std::vector<Place> AllPlaces();
std::vector<const codec::Struct*> AllStructs();

/// "apps/v1 Deployment", "v1 Pod".
std::string NameOf(const codec::ApiKind& kind);

/// The member of an object that a field describes.
inline const void* Member(const codec::Field& field, const void* object) {
  return static_cast<const char*>(object) + field.offset;
}
inline void* Member(const codec::Field& field, void* object) { return static_cast<char*>(object) + field.offset; }

}  // namespace k8s::test
