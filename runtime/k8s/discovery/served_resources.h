#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/api/meta/v1/api_group.h>
#include <k8s/api/meta/v1/api_resource.h>
#include <k8s/api/meta/v1/api_resource_list.h>
#include <k8s/base/error.h>
#include <k8s/meta/group_version.h>

namespace k8s {

/// What a server serves, as far as it could be learned.
///
/// Thread safety: as a value.
struct ServedResources {
  /// In the server's order, which is one of priority; the core group first. Each once.
  std::vector<metav1::APIGroup> groups;
  /// One for each group version that could be read, in the order of the groups and their versions.
  std::vector<metav1::APIResourceList> resources;
  /// The group versions that could not: an aggregated API whose server is down, say. All else is complete.
  std::map<GroupVersion, Error> failed;
};

/// One line for a log that tells what failed; empty if nothing did.
std::string DescribeFailures(const ServedResources& served);

/// Of each resource of a group the version that the server prefers, or else the first; without what lies below objects
/// ("pods/status"). A list for each group version that is served; it may be empty.
std::vector<metav1::APIResourceList> PreferredResources(const ServedResources& served);

/// The lists with what `isWanted(list, resource)` wants of them; those of which nothing is left are left out.
template <class Predicate>
std::vector<metav1::APIResourceList> FilteredBy(std::vector<metav1::APIResourceList> lists, Predicate&& isWanted) {
  std::vector<metav1::APIResourceList> wanted;
  for (metav1::APIResourceList& list : lists) {
    std::erase_if(list.resources, [&](const metav1::APIResource& resource) { return !isWanted(list, resource); });
    if (!list.resources.empty()) wanted.push_back(std::move(list));
  }
  return wanted;
}

/// Whether all of these can be done with a resource: `{"list", "watch"}`.
bool SupportsAllVerbs(const metav1::APIResource& resource, const std::vector<std::string>& verbs);

/// Whether a group version is served; one whose resources could not be read is.
bool ServerSupports(const ServedResources& served, const GroupVersion& version);

/// The resource, or null. One below an object has a slash: "deployments/scale".
const metav1::APIResource* FindResource(const ServedResources& served, const GroupVersionResource& resource);

}  // namespace k8s
