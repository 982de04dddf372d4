#include <k8s/codec/patch/strategic_schema.h>

namespace k8s::codec {
namespace {

const Type* Present(const Type* type) { return type != nullptr && type->kind == Kind::kOptional ? type->element : type; }

}  // namespace

bool StrategicPlace::Member(std::string_view name, StrategicPlace& member) const {
  member = StrategicPlace();
  const Type* present = Present(type);
  if (present == nullptr) return true;
  if (present->kind == Kind::kMap) member.type = present->element;
  if (present->kind != Kind::kStruct || present->structure->shapeUnion) return true;
  const Field* field = FindField(*present->structure, name);
  if (field == nullptr) return false;
  member = {.type = field->type, .merge = field->merge};
  return true;
}

StrategicPlace StrategicPlace::Element() const {
  const Type* present = Present(type);
  return {.type = present != nullptr && present->kind == Kind::kList ? present->element : nullptr};
}

}  // namespace k8s::codec
