#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <k8s/api/meta/v1/object_meta.h>
#include <k8s/api/meta/v1/owner_reference.h>
#include <k8s/base/result.h>
#include <k8s/codec/type.h>

/// Who owns an object, as metav1 and controller-runtime's controllerutil handle it. When an owner is deleted, so is what it
/// owns.
///
/// An owner must be in the namespace of the object, or in none: both namespaces are those of `metadata`, so set them before.
///
/// ```
/// k8s::Result<void> owned = k8s::SetControllerReference(replicaSet, pod);
/// if (k8s::IsControlledBy(pod, replicaSet)) ...
/// ```
///
/// Thread safety: as functions of their arguments.
namespace k8s {

struct OwnerReferenceOptions {
  /// Whether the owner may only go after the object, when it is deleted in the foreground.
  std::optional<bool> blockOwnerDeletion = {};
};

/// The owner of which there is at most one: the controller. Null if there is none; valid until the references change.
const metav1::OwnerReference* GetControllerOf(const metav1::ObjectMeta& metadata);

/// Whether two references are to one object: of one group, kind and name, whatever the version.
bool RefersToSame(const metav1::OwnerReference& a, const metav1::OwnerReference& b);

/// Whether an error is that of SetControllerReference() for an object that another owner controls.
bool IsAlreadyOwned(const Error& error);

namespace internal {

metav1::OwnerReference MakeOwnerReference(const codec::ApiKind& kind, const metav1::ObjectMeta& owner);
Result<void> AddOwner(const codec::ApiKind& kind, const metav1::ObjectMeta& owner, metav1::ObjectMeta& object,
                      const OwnerReferenceOptions& options);
Result<void> AddController(const codec::ApiKind& kind, const metav1::ObjectMeta& owner, metav1::ObjectMeta& object,
                           const OwnerReferenceOptions& options);
Result<void> RemoveOwner(const codec::ApiKind& kind, const metav1::ObjectMeta& owner, metav1::ObjectMeta& object);
bool HasOwner(const codec::ApiKind& kind, const metav1::ObjectMeta& owner, const metav1::ObjectMeta& object);

template <class T>
const codec::ApiKind& KindOf() {
  return *T::kType.structure->kind;
}

}  // namespace internal

/// A reference to the owner as the controller that keeps it, for objects that are built by hand: metav1.NewControllerRef.
template <class Owner>
metav1::OwnerReference NewControllerReference(const Owner& owner) {
  metav1::OwnerReference reference = internal::MakeOwnerReference(internal::KindOf<Owner>(), owner.metadata);
  reference.controller = true;
  reference.blockOwnerDeletion = true;
  return reference;
}

/// Makes `owner` the controller of `object`. One that is there already is brought up to date. `blockOwnerDeletion` is true, if
/// the options do not say otherwise.
///
/// Errors: kInvalidArgument for an owner in another namespace; kAlreadyExists, which IsAlreadyOwned() knows, if another object
/// is the controller.
template <class Owner, class Object>
Result<void> SetControllerReference(const Owner& owner, Object& object, const OwnerReferenceOptions& options = {}) {
  return internal::AddController(internal::KindOf<Owner>(), owner.metadata, object.metadata, options);
}

/// Makes `owner` one of the owners of `object`, without a claim to be its controller. One that is there already is brought up
/// to date.
///
/// Errors: kInvalidArgument for an owner in another namespace.
template <class Owner, class Object>
Result<void> SetOwnerReference(const Owner& owner, Object& object, const OwnerReferenceOptions& options = {}) {
  return internal::AddOwner(internal::KindOf<Owner>(), owner.metadata, object.metadata, options);
}

/// Takes `owner` from the owners of `object`.
///
/// Errors: kNotFound if it is none of them.
template <class Owner, class Object>
Result<void> RemoveOwnerReference(const Owner& owner, Object& object) {
  return internal::RemoveOwner(internal::KindOf<Owner>(), owner.metadata, object.metadata);
}

/// Whether `owner` is among the owners of `object`, by group, kind and name.
template <class Owner, class Object>
bool HasOwnerReference(const Object& object, const Owner& owner) {
  return internal::HasOwner(internal::KindOf<Owner>(), owner.metadata, object.metadata);
}

template <class Object>
const metav1::OwnerReference* GetControllerOf(const Object& object) {
  return GetControllerOf(object.metadata);
}

/// Whether the controller of `object` is just this `owner`, by uid: not one of the same name that was there before.
template <class Object, class Owner>
bool IsControlledBy(const Object& object, const Owner& owner) {
  const metav1::OwnerReference* controller = GetControllerOf(object.metadata);
  return controller != nullptr && controller->uid == owner.metadata.uid;
}

}  // namespace k8s
