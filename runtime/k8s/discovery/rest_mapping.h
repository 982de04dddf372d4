#pragma once

#include <k8s/meta/group_version.h>

namespace k8s {

/// That objects of a kind are found under a resource: what a request needs of an object, and an object of a request.
struct RestMapping {
  GroupVersionResource resource = {};
  GroupVersionKind kind = {};
  bool namespaced = false;

  friend bool operator==(const RestMapping&, const RestMapping&) = default;
};

}  // namespace k8s
