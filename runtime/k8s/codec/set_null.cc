#include <k8s/codec/set_null.h>
#include <k8s/meta/quantity.h>
#include <k8s/meta/time.h>

namespace k8s::codec {

void SetNull(const Type& type, void* member) {
  switch (type.kind) {
    case Kind::kOptional: return type.optional->reset(member);
    case Kind::kList: return type.list->clear(member);
    case Kind::kMap: return type.map->clear(member);
    case Kind::kTime: *static_cast<Time*>(member) = Time(); return;
    case Kind::kMicroTime: *static_cast<MicroTime*>(member) = MicroTime(); return;
    case Kind::kQuantity: *static_cast<Quantity*>(member) = Quantity(); return;
    default: return;
  }
}

void ClearUnion(const Struct& structure, void* out) {
  for (const Field& field : structure.fields) {
    void* member = static_cast<char*>(out) + field.offset;
    SetNull(*field.type, member);
    if (field.type->kind == Kind::kBool) *static_cast<bool*>(member) = false;
  }
}

}  // namespace k8s::codec
