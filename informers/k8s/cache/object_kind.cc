#include <fmt/format.h>

#include <k8s/cache/object_kind.h>

namespace k8s::internal {
namespace {

std::string NameOf(const codec::ApiResource& resource) {
  const codec::ApiKind& kind = resource.Kind();
  return kind.group.empty() ? std::string(resource.plural) : fmt::format("{}.{}", resource.plural, kind.group);
}

}  // namespace

Result<ObjectKind> ObjectKind::Of(const codec::ApiResource& resource) {
  const codec::Field* metadata = codec::FindField(*resource.type->structure, "metadata");
  if (metadata == nullptr || metadata->type != &metav1::ObjectMeta::kType) {
    return Error(ErrorCode::kUnsupported, fmt::format("a cache of {}, whose objects have no metadata", NameOf(resource)));
  }
  return ObjectKind(resource, metadata->offset);
}

std::string ObjectKind::Name() const { return NameOf(*resource_); }

ObjectKey ObjectKind::KeyOf(const void* object) const {
  const metav1::ObjectMeta& metadata = MetadataOf(object);
  return {.namespace_ = metadata.namespace_, .name = metadata.name};
}

}  // namespace k8s::internal
