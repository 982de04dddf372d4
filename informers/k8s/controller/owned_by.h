#pragma once

#include <vector>

#include <k8s/codec/resource.h>
#include <k8s/meta/object_key.h>
#include <k8s/objects/owner_references.h>

namespace k8s {

namespace internal {

/// The key of the owner of that resource's kind that controls the object; none if there is no such owner.
std::vector<ObjectKey> ControllerKey(const codec::ApiResource& owner, const metav1::ObjectMeta& object);

}  // namespace internal

/// Whose controller is an `Owner`: the key of that owner. By group and kind, whatever the version. For Controller::Watch().
///
/// ```
/// controller.Watch(replicaSets, k8s::OwnedBy<appsv1::Deployment>());
/// ```
template <class Owner>
struct OwnedBy {
  template <class T>
  std::vector<ObjectKey> operator()(const T& object) const {
    return internal::ControllerKey(Owner::kResource, object.metadata);
  }
};

}  // namespace k8s
