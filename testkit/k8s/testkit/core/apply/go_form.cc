#include <k8s/testkit/core/apply/go_form.h>

namespace k8s::testkit::core {
namespace {

using codec::Emit;
using codec::Field;
using codec::Kind;
using codec::Type;

JsonValue ZeroOf(const Type& type, JsonAllocator& allocator) {
  switch (type.kind) {
    case Kind::kStruct: {
      JsonValue zero(rapidjson::kObjectType);
      CompleteAsGo(type, zero, allocator);
      return zero;
    }
    case Kind::kBool: return JsonValue(false);
    case Kind::kInt32:
    case Kind::kInt64:
    case Kind::kDouble: return JsonValue(0);
    case Kind::kString: return JsonValue("");
    default: return JsonValue();
  }
}

/// A list of structs of its own type cannot be a member that is always there, so this ends.
void CompleteStruct(const codec::Struct& structure, JsonValue& object, JsonAllocator& allocator) {
  if (structure.shapeUnion || !object.IsObject()) return;
  for (const Field& field : structure.fields) {
    if (JsonValue* value = Find(object, field.name)) {
      CompleteAsGo(*field.type, *value, allocator);
    } else if (field.type->kind == Kind::kStruct || field.emit == Emit::kAlways) {
      Set(object, field.name, ZeroOf(*field.type, allocator), allocator);
    }
  }
}

}  // namespace

void CompleteAsGo(const Type& type, JsonValue& value, JsonAllocator& allocator) {
  switch (type.kind) {
    case Kind::kOptional: CompleteAsGo(*type.element, value, allocator); return;
    case Kind::kStruct: CompleteStruct(*type.structure, value, allocator); return;
    case Kind::kList:
      if (!value.IsArray()) return;
      for (JsonValue& item : value.GetArray()) CompleteAsGo(*type.element, item, allocator);
      return;
    case Kind::kMap:
      if (!value.IsObject()) return;
      for (JsonMember& member : MembersOf(value)) CompleteAsGo(*type.element, member.value, allocator);
      return;
    default: return;
  }
}

}  // namespace k8s::testkit::core
