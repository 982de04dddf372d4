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
  Result<std::shared_ptr<const ObjectForm>> form = FormOfType(*resource.type);
  if (!form) return form.error().WithContext(fmt::format("a cache of {}", NameOf(resource)));
  return ObjectKind(std::shared_ptr<const codec::ApiResource>(std::shared_ptr<void>(), &resource), *std::move(form));
}

std::string ObjectKind::Name() const { return NameOf(*resource_); }

}  // namespace k8s::internal
