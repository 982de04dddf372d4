#include <string_view>

#include <k8s/controller/owned_by.h>

namespace k8s::internal {
namespace {

// "apps" of "apps/v1"; the core group has none.
std::string_view GroupOf(std::string_view apiVersion) {
  const std::size_t slash = apiVersion.find('/');
  return slash == std::string_view::npos ? std::string_view() : apiVersion.substr(0, slash);
}

}  // namespace

std::vector<ObjectKey> ControllerKey(const codec::ApiResource& owner, const metav1::ObjectMeta& object) {
  const metav1::OwnerReference* controller = GetControllerOf(object);
  if (controller == nullptr) return {};
  const codec::ApiKind& kind = owner.Kind();
  if (controller->kind != kind.kind || GroupOf(controller->apiVersion) != kind.group) return {};
  return {{.namespace_ = owner.namespaced ? object.namespace_ : "", .name = controller->name}};
}

}  // namespace k8s::internal
