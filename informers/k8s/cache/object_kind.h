#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <k8s/api/meta/v1/object_meta.h>
#include <k8s/base/result.h>
#include <k8s/codec/resource.h>
#include <k8s/meta/object_key.h>

namespace k8s::internal {

/// What caches must know of the objects of one resource, which they hold as `const void*`: where their metadata is.
class ObjectKind {
 public:
  /// kUnsupported: its objects have no `metadata` of type ObjectMeta.
  static Result<ObjectKind> Of(const codec::ApiResource& resource);

  const codec::ApiResource& Resource() const { return *resource_; }
  const codec::Type& Type() const { return *resource_->type; }
  /// As kubectl names it: "pods", "deployments.apps".
  std::string Name() const;

  const metav1::ObjectMeta& MetadataOf(const void* object) const {
    return *static_cast<const metav1::ObjectMeta*>(
        static_cast<const void*>(static_cast<const unsigned char*>(object) + metadata_offset_));
  }
  ObjectKey KeyOf(const void* object) const;
  std::shared_ptr<void> Make() const { return resource_->type->structure->make(); }

 private:
  ObjectKind(const codec::ApiResource& resource, std::uint32_t metadataOffset)
      : resource_(&resource), metadata_offset_(metadataOffset) {}

  const codec::ApiResource* resource_;
  std::uint32_t metadata_offset_;
};

}  // namespace k8s::internal
