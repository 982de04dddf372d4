#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/codec/resource.h>
#include <k8s/testkit/core/failure.h>

namespace k8s::testkit::core {

using codec::ApiResource;
using codec::ApiSubresource;

/// The resources of one group in one version, in the order of the table.
struct GroupVersion {
  std::string_view group;
  std::string_view version;
  std::vector<const ApiResource*> resources;

  /// "v1", "apps/v1".
  std::string Name() const;
  const ApiResource* Find(std::string_view plural) const;
};

/// What the server serves: a table of resources, grouped as discovery presents it.
class Catalog {
 public:
  /// The resources must outlive the catalog.
  explicit Catalog(std::span<const ApiResource* const> resources);

  /// The core group first, the others by name; the preferred version of each group first.
  const std::vector<GroupVersion>& GroupVersions() const { return group_versions_; }
  const GroupVersion* Find(std::string_view group, std::string_view version) const;
  const ApiResource* Find(std::string_view group, std::string_view version, std::string_view plural) const;

 private:
  std::vector<GroupVersion> group_versions_;
};

ResourceName NameOf(const ApiResource& resource);
const ApiSubresource* FindSubresource(const ApiResource& resource, std::string_view name);

}  // namespace k8s::testkit::core
