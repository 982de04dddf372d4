#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include <k8s/discovery/consolidate.h>

namespace k8s::internal {
namespace {

void TakeVersions(metav1::APIGroup& into, metav1::APIGroup&& from) {
  for (auto& version : from.versions) into.versions.push_back(std::move(version));
  if (into.preferredVersion.groupVersion.empty()) into.preferredVersion = std::move(from.preferredVersion);
}

std::vector<metav1::APIGroup> United(std::vector<metav1::APIGroup>&& groups) {
  std::vector<metav1::APIGroup> united;
  std::map<std::string, std::size_t> places;
  for (metav1::APIGroup& group : groups) {
    const auto [place, isNew] = places.try_emplace(group.name, united.size());
    if (isNew) {
      united.push_back(std::move(group));
    } else {
      TakeVersions(united[place->second], std::move(group));
    }
  }
  return united;
}

// One without a name, or with a slash in it, could pass for another group's.
bool IsVersionOf(const metav1::APIGroup& group, const metav1::GroupVersionForDiscovery& told) {
  const bool isName = !told.version.empty() && told.version.find('/') == std::string::npos;
  return isName && told.groupVersion == GroupVersion{group.name, told.version}.ToString();
}

void TidyVersions(metav1::APIGroup& group) {
  std::set<std::string> seen;
  std::erase_if(group.versions,
                [&](const auto& version) { return !IsVersionOf(group, version) || !seen.insert(version.groupVersion).second; });
  const bool prefersOne = seen.contains(group.preferredVersion.groupVersion);
  if (!prefersOne && !group.versions.empty()) group.preferredVersion = group.versions.front();
}

}  // namespace

ServedResources Consolidated(ServedResources served) {
  served.groups = United(std::move(served.groups));
  for (metav1::APIGroup& group : served.groups) TidyVersions(group);
  std::set<std::string> versions;
  for (const metav1::APIGroup& group : served.groups) {
    for (const auto& version : group.versions) versions.insert(version.groupVersion);
  }
  std::set<std::string> listed;
  std::erase_if(served.resources, [&](const auto& list) {
    return !versions.contains(list.groupVersion) || !listed.insert(list.groupVersion).second;
  });
  std::erase_if(served.failed, [&](const auto& entry) { return listed.contains(entry.first.ToString()); });
  return served;
}

}  // namespace k8s::internal
