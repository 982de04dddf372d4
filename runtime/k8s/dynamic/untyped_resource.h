#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include <k8s/base/result.h>
#include <k8s/codec/resource.h>
#include <k8s/codec/type.h>
#include <k8s/meta/group_version.h>

namespace k8s::internal {

/// A resource that this program has no table of: its name, put into the form that the core of the typed clients takes. Nothing
/// is known of its objects, so that its table says nothing of them.
class UntypedResource {
 public:
  /// kInvalidArgument: a name that no path can hold.
  static Result<std::shared_ptr<const UntypedResource>> Of(GroupVersionResource name);

  explicit UntypedResource(GroupVersionResource name);
  UntypedResource(const UntypedResource&) = delete;
  UntypedResource& operator=(const UntypedResource&) = delete;

  const GroupVersionResource& Name() const { return name_; }
  /// As one of objects in namespaces, or of the cluster: a path alone decides which it is. Valid as long as this.
  const codec::ApiResource& As(bool namespaced) const { return resources_[namespaced ? 1 : 0]; }

 private:
  const GroupVersionResource name_;
  const codec::ApiKind kind_;
  const codec::Struct structure_;
  const codec::Type type_;
  const std::array<codec::ApiResource, 2> resources_;
};

/// What lies below an object: "status", "a/b". kInvalidArgument: a name that no path can hold.
Result<void> CheckSubresource(std::string_view path);

}  // namespace k8s::internal
