#include <k8s/cache/stored_object.h>

namespace k8s::internal {

std::shared_ptr<const void> StoredObject::Object() const {
  const auto* packed = std::get_if<PackedObject>(&object_);
  return packed != nullptr ? packed->Unpack() : std::get<std::shared_ptr<const void>>(object_);
}

std::shared_ptr<const void> StoredObject::Labels() const {
  const auto* packed = std::get_if<PackedObject>(&object_);
  return packed != nullptr ? packed->UnpackLabels() : std::get<std::shared_ptr<const void>>(object_);
}

}  // namespace k8s::internal
