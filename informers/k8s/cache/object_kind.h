#pragma once

#include <memory>
#include <string>
#include <utility>

#include <k8s/base/result.h>
#include <k8s/cache/object_form.h>
#include <k8s/codec/resource.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

/// The objects of a cache: the resource that they are of, and what they are in C++.
///
/// Thread safety: as a value that never changes.
class ObjectKind {
 public:
  /// Of a resource with a type, which lives as long as the program. kUnsupported: its objects have no `metadata` of type
  /// ObjectMeta.
  static Result<ObjectKind> Of(const codec::ApiResource& resource);

  /// Of any resource, in that form.
  ObjectKind(std::shared_ptr<const codec::ApiResource> resource, std::shared_ptr<const ObjectForm> form)
      : resource_(std::move(resource)), form_(std::move(form)) {}

  const codec::ApiResource& Resource() const { return *resource_; }
  const ObjectForm& Form() const { return *form_; }
  /// As kubectl names it: "pods", "deployments.apps".
  std::string Name() const;

  ObjectKey KeyOf(const void* object) const { return form_->KeyOf(object); }

 private:
  std::shared_ptr<const codec::ApiResource> resource_;
  std::shared_ptr<const ObjectForm> form_;
};

}  // namespace k8s::internal
