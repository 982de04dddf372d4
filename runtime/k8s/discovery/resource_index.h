#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/result.h>
#include <k8s/discovery/rest_mapping.h>
#include <k8s/discovery/served_resources.h>

namespace k8s::internal {

/// What is served, to be looked up by any of its names. Never changes.
///
/// What comes first counts first: groups in the server's order, the core group before all; of a group the version that it
/// prefers, then the others.
class ResourceIndex {
 public:
  explicit ResourceIndex(const ServedResources& served);

  /// The resources that go by a name, best first: by the plural, the singular or the kind's name, in whatever case; only if
  /// there is none, by a short name. Of `partial`, group and version may be empty: any; a group that nobody has is taken for
  /// the beginning of one.
  std::vector<RestMapping> Named(const GroupVersionResource& partial) const;

  /// The resources of a kind, best first. An empty version is any.
  std::vector<RestMapping> OfKind(const GroupKind& kind, std::string_view version) const;

  /// Those in a category ("all"), each once, in its best version.
  std::vector<RestMapping> InCategory(std::string_view category) const;

  /// The kind of what lies below the objects of a resource, or null.
  const GroupVersionKind* Below(const GroupVersionResource& resource, std::string_view subresource) const;

 private:
  using Places = std::vector<std::size_t>;

  void Add(const GroupVersion& version, const metav1::APIResource& resource);
  std::vector<RestMapping> Matching(const Places& places, const GroupVersionResource& partial) const;

  std::vector<RestMapping> mappings_;  // best first
  std::map<std::string, Places, std::less<>> by_name_;
  std::map<std::string, Places, std::less<>> by_short_name_;
  std::map<std::string, Places, std::less<>> by_category_;
  std::map<GroupKind, Places> by_kind_;
  std::map<GroupVersionResource, GroupVersionKind> below_;  // "deployments/scale"
};

}  // namespace k8s::internal
