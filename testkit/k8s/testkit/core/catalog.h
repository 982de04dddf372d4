#pragma once

#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/testkit/core/api_resource.h>
#include <k8s/testkit/core/custom/custom_resource.h>
#include <k8s/testkit/core/failure.h>

namespace k8s::testkit::core {

/// The resources of one group in one version, in the order of the table.
struct GroupVersion {
  std::string_view group;
  std::string_view version;
  std::vector<const ApiResource*> resources;

  /// "v1", "apps/v1".
  std::string Name() const;
  const ApiResource* Find(std::string_view plural) const;
};

/// What the server serves: a table of resources and those that are defined while it runs, grouped as discovery presents them.
/// Resources stay where they are as long as the catalog, also those that are served no more: watches look at them.
///
/// Thread safety: one thread at a time.
class Catalog {
 public:
  /// The resources must outlive the catalog.
  explicit Catalog(std::span<const codec::ApiResource* const> resources);

  /// In the order of discovery: the core group first, the preferred version of each group first.
  const std::vector<GroupVersion>& GroupVersions() const { return group_versions_; }
  const GroupVersion* Find(std::string_view group, std::string_view version) const;
  const ApiResource* Find(std::string_view group, std::string_view version, std::string_view plural) const;
  /// The first one of that kind, or null.
  const ApiResource* FindKind(std::string_view group, std::string_view version, std::string_view kind) const;

  /// Serves these from now on, instead of what the definition of that name defined before.
  std::vector<const ApiResource*> Define(const std::string& definition,
                                         std::vector<std::unique_ptr<const CustomResource>> versions);
  bool Defines(std::string_view definition) const { return defined_.contains(definition); }
  std::vector<const ApiResource*> DefinedBy(std::string_view definition) const;
  /// What is served now in the place of a resource that was served once: the same version of what is defined, or else the
  /// first; null if it is defined no more.
  const ApiResource* Current(const ApiResource& resource) const;
  /// The tables that custom resources share with those of the table; a null where it has none of the sort.
  CustomResource::Known KnownToDefinitions() const;

 private:
  void Group();

  std::deque<ApiResource> built_in_;
  std::vector<std::unique_ptr<const CustomResource>> custom_;  ///< all that there ever were
  std::map<std::string, std::vector<const ApiResource*>, std::less<>> defined_;
  std::vector<GroupVersion> group_versions_;
};

ResourceName NameOf(const ApiResource& resource);
const ApiSubresource* FindSubresource(const ApiResource& resource, std::string_view name);

/// The resource in the core group that holds all others.
bool IsNamespaces(const ApiResource& resource);

}  // namespace k8s::testkit::core
