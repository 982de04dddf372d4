#include <algorithm>
#include <cstddef>
#include <utility>

#include <fmt/format.h>

#include <k8s/discovery/served_resources.h>

namespace k8s {
namespace {

const metav1::APIResourceList* FindList(const ServedResources& served, const std::string& groupVersion) {
  const auto found = std::ranges::find(served.resources, groupVersion, &metav1::APIResourceList::groupVersion);
  return found == served.resources.end() ? nullptr : &*found;
}

// Which version of each resource of a group is preferred: the index of its list.
std::map<std::string_view, std::size_t> ChosenLists(const metav1::APIGroup& group,
                                                    const std::vector<const metav1::APIResourceList*>& lists) {
  std::map<std::string_view, std::size_t> chosen;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const bool isPreferred = lists[i]->groupVersion == group.preferredVersion.groupVersion;
    for (const metav1::APIResource& resource : lists[i]->resources) {
      const auto [entry, isNew] = chosen.try_emplace(resource.name, i);
      if (!isNew && isPreferred) entry->second = i;
    }
  }
  return chosen;
}

}  // namespace

std::string DescribeFailures(const ServedResources& served) {
  std::string text;
  for (const auto& [version, error] : served.failed) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", version.ToString(), error.ToString());
  }
  return text;
}

std::vector<metav1::APIResourceList> PreferredResources(const ServedResources& served) {
  std::vector<metav1::APIResourceList> preferred;
  for (const metav1::APIGroup& group : served.groups) {
    std::vector<const metav1::APIResourceList*> lists;
    for (const auto& version : group.versions) {
      if (const auto* list = FindList(served, version.groupVersion)) lists.push_back(list);
    }
    const auto chosen = ChosenLists(group, lists);
    for (std::size_t i = 0; i < lists.size(); ++i) {
      metav1::APIResourceList& list = preferred.emplace_back();
      list.groupVersion = lists[i]->groupVersion;
      std::ranges::copy_if(lists[i]->resources, std::back_inserter(list.resources), [&](const metav1::APIResource& resource) {
        return resource.name.find('/') == std::string::npos && chosen.at(resource.name) == i;
      });
    }
  }
  return preferred;
}

bool SupportsAllVerbs(const metav1::APIResource& resource, const std::vector<std::string>& verbs) {
  return std::ranges::all_of(verbs, [&](const std::string& verb) { return std::ranges::count(resource.verbs, verb) > 0; });
}

bool ServerSupports(const ServedResources& served, const GroupVersion& version) {
  const std::string wanted = version.ToString();
  return std::ranges::any_of(served.groups, [&](const metav1::APIGroup& group) {
    return std::ranges::any_of(group.versions, [&](const auto& each) { return each.groupVersion == wanted; });
  });
}

const metav1::APIResource* FindResource(const ServedResources& served, const GroupVersionResource& resource) {
  const metav1::APIResourceList* list = FindList(served, resource.GroupVersion().ToString());
  if (list == nullptr) return nullptr;
  const auto found = std::ranges::find(list->resources, resource.resource, &metav1::APIResource::name);
  return found == list->resources.end() ? nullptr : &*found;
}

}  // namespace k8s
