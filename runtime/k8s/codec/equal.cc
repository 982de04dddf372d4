#include <algorithm>
#include <cstdint>
#include <string>

#include <k8s/codec/equal.h>
#include <k8s/meta/bytes.h>
#include <k8s/meta/int_or_string.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/raw_json.h>
#include <k8s/meta/time.h>

namespace k8s::codec {
namespace {

const void* At(const void* base, std::size_t offset) { return static_cast<const char*>(base) + offset; }

// Calls `visit` with a leaf's values as what they are in C++.
template <class Visitor>
bool VisitLeaf(Kind kind, Visitor&& visit) {
  switch (kind) {
    case Kind::kBool: return visit.template operator()<bool>();
    case Kind::kInt32: return visit.template operator()<std::int32_t>();
    case Kind::kInt64: return visit.template operator()<std::int64_t>();
    case Kind::kDouble: return visit.template operator()<double>();
    case Kind::kString: return visit.template operator()<std::string>();
    case Kind::kBytes: return visit.template operator()<Bytes>();
    case Kind::kTime: return visit.template operator()<Time>();
    case Kind::kMicroTime: return visit.template operator()<MicroTime>();
    case Kind::kDuration: return visit.template operator()<Duration>();
    case Kind::kQuantity: return visit.template operator()<Quantity>();
    case Kind::kIntOrString: return visit.template operator()<IntOrString>();
    case Kind::kRawJson: return visit.template operator()<RawJson>();
    default: return false;
  }
}

template <class T>
bool IsZero(const T& value) {
  return value == T();
}
bool IsZero(const std::string& value) { return value.empty(); }
bool IsZero(const Bytes& value) { return value.empty(); }
bool IsZero(const RawJson& value) { return value.empty(); }
bool IsZero(const Quantity& value) { return value.text().empty(); }  // a written "0" is a value

bool EqualMaps(const Type& type, const void* a, const void* b) {
  struct Other {
    const Type& type;
    const void* map;
  } other{type, b};
  if (type.map->size(a) != type.map->size(b)) return false;
  return type.map->each(a, &other, [](void* context, const std::string& key, const void* element) {
    const auto& [mapType, map] = *static_cast<const Other*>(context);
    const void* twin = mapType.map->find(map, key);
    return twin != nullptr && Equal(*mapType.element, element, twin);
  });
}

bool EqualLists(const Type& type, const void* a, const void* b) {
  const std::size_t size = type.list->size(a);
  if (size != type.list->size(b)) return false;
  const void* elementsOfA = type.list->data(a);
  const void* elementsOfB = type.list->data(b);
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t offset = i * type.element->size;
    if (!Equal(*type.element, At(elementsOfA, offset), At(elementsOfB, offset))) return false;
  }
  return true;
}

}  // namespace

bool Equal(const Type& type, const void* a, const void* b) {
  switch (type.kind) {
    case Kind::kStruct:
      return std::all_of(type.structure->fields.begin(), type.structure->fields.end(),
                         [&](const Field& field) { return Equal(*field.type, At(a, field.offset), At(b, field.offset)); });
    case Kind::kOptional: {
      const void* heldByA = type.optional->get(a);
      const void* heldByB = type.optional->get(b);
      if (heldByA == nullptr || heldByB == nullptr) return heldByA == heldByB;
      return Equal(*type.element, heldByA, heldByB);
    }
    case Kind::kList: return EqualLists(type, a, b);
    case Kind::kMap: return EqualMaps(type, a, b);
    default: return VisitLeaf(type.kind, [&]<class T>() { return *static_cast<const T*>(a) == *static_cast<const T*>(b); });
  }
}

bool IsEmpty(const Type& type, const void* value) {
  switch (type.kind) {
    case Kind::kStruct:
      return std::all_of(type.structure->fields.begin(), type.structure->fields.end(),
                         [&](const Field& field) { return IsEmpty(*field.type, At(value, field.offset)); });
    case Kind::kOptional: return type.optional->get(value) == nullptr;
    case Kind::kList: return type.list->size(value) == 0;
    case Kind::kMap: return type.map->size(value) == 0;
    default: return VisitLeaf(type.kind, [&]<class T>() { return IsZero(*static_cast<const T*>(value)); });
  }
}

}  // namespace k8s::codec
