#include <k8s/codec/type.h>

namespace k8s::codec {

std::string ApiKind::ApiVersion() const {
  if (group.empty()) return std::string(version);
  return std::string(group) + "/" + std::string(version);
}

const Field* FindField(const Struct& structure, std::string_view name) {
  for (const Field& field : structure.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

}  // namespace k8s::codec
