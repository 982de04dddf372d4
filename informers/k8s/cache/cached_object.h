#pragma once

#include <concepts>

#include <k8s/api/meta/v1/object_meta.h>
#include <k8s/codec/resource.h>

namespace k8s {

class Unstructured;
struct PartialObjectMetadata;

/// What objects of any resource are where there is no type of theirs. Including <k8s/dynamic/unstructured.h> or
/// <k8s/dynamic/partial_object_metadata.h> completes them.
template <class T>
concept Untyped = std::same_as<T, Unstructured> || std::same_as<T, PartialObjectMetadata>;

/// A kind that can be listed and watched, so that an informer can follow it.
template <class T>
concept Watchable = requires(T object) {
  { object.metadata } -> std::same_as<metav1::ObjectMeta&>;
  requires T::kVerbs.Has(codec::Verb::kList) && T::kVerbs.Has(codec::Verb::kWatch);
};

namespace internal {

template <class T>
constexpr bool MayBeNamespaced() {
  if constexpr (Untyped<T>) {
    return true;
  } else {
    return T::kNamespaced;
  }
}

}  // namespace internal

}  // namespace k8s
