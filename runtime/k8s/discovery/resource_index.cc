#include <algorithm>
#include <set>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/discovery/resource_index.h>

namespace k8s::internal {
namespace {

// The group versions of a server, best first.
std::vector<GroupVersion> InOrder(const ServedResources& served) {
  std::vector<GroupVersion> order;
  for (const metav1::APIGroup& group : served.groups) {
    const auto isPreferred = [&](const auto& version) { return version.groupVersion == group.preferredVersion.groupVersion; };
    for (const bool preferred : {true, false}) {
      for (const auto& version : group.versions) {
        if (isPreferred(version) == preferred) order.push_back({group.name, version.version});
      }
    }
  }
  std::stable_partition(order.begin(), order.end(), [](const GroupVersion& version) { return version.group.empty(); });
  return order;
}

// The lists of a server say of a kind only where it differs from where it is served.
GroupVersionKind KindOf(const GroupVersion& version, const metav1::APIResource& resource) {
  const bool isOwn = resource.version.empty();
  return {isOwn ? version.group : resource.group, isOwn ? version.version : resource.version, resource.kind};
}

const std::vector<std::size_t>* FindIn(const std::map<std::string, std::vector<std::size_t>, std::less<>>& index,
                                       std::string_view name) {
  const auto found = index.find(name);
  return found == index.end() ? nullptr : &found->second;
}

void AddTo(std::vector<std::size_t>& places, std::size_t place) {
  if (places.empty() || places.back() != place) places.push_back(place);
}

}  // namespace

ResourceIndex::ResourceIndex(const ServedResources& served) {
  std::map<std::string_view, const metav1::APIResourceList*> lists;
  for (const metav1::APIResourceList& list : served.resources) lists.emplace(list.groupVersion, &list);
  for (const GroupVersion& version : InOrder(served)) {
    const std::string name = version.ToString();
    const auto list = lists.find(name);
    if (list == lists.end()) continue;
    for (const metav1::APIResource& resource : list->second->resources) Add(version, resource);
  }
}

void ResourceIndex::Add(const GroupVersion& version, const metav1::APIResource& resource) {
  const GroupVersionResource name{version.group, version.version, resource.name};
  const GroupVersionKind kind = KindOf(version, resource);
  if (resource.name.find('/') != std::string::npos) {
    below_.emplace(name, kind);
    return;
  }
  const std::size_t place = mappings_.size();
  mappings_.push_back({name, kind, resource.namespaced});
  AddTo(by_name_[Lower(resource.name)], place);
  AddTo(by_name_[Lower(resource.kind)], place);
  if (!resource.singularName.empty()) AddTo(by_name_[Lower(resource.singularName)], place);
  for (const std::string& shortName : resource.shortNames) AddTo(by_short_name_[Lower(shortName)], place);
  for (const std::string& category : resource.categories) AddTo(by_category_[category], place);
  AddTo(by_kind_[kind.GroupKind()], place);
}

std::vector<RestMapping> ResourceIndex::Named(const GroupVersionResource& partial) const {
  const std::string name = Lower(partial.resource);
  for (const auto* index : {&by_name_, &by_short_name_}) {
    const Places* places = FindIn(*index, name);
    if (places == nullptr) continue;
    std::vector<RestMapping> found = Matching(*places, partial);
    if (!found.empty()) return found;
  }
  return {};
}

std::vector<RestMapping> ResourceIndex::Matching(const Places& places, const GroupVersionResource& partial) const {
  const auto collect = [&](auto&& isGroup) {
    std::vector<RestMapping> found;
    for (const std::size_t place : places) {
      const GroupVersionResource& resource = mappings_[place].resource;
      const bool isVersion = partial.version.empty() || resource.version == partial.version;
      if (isVersion && isGroup(resource.group)) found.push_back(mappings_[place]);
    }
    return found;
  };
  if (partial.group.empty()) return collect([](const std::string&) { return true; });
  std::vector<RestMapping> exact = collect([&](const std::string& group) { return group == partial.group; });
  if (!exact.empty()) return exact;
  return collect([&](const std::string& group) { return group.starts_with(partial.group); });
}

std::vector<RestMapping> ResourceIndex::OfKind(const GroupKind& kind, std::string_view version) const {
  std::vector<RestMapping> found;
  const auto places = by_kind_.find(kind);
  if (places == by_kind_.end()) return found;
  for (const std::size_t place : places->second) {
    if (version.empty() || mappings_[place].kind.version == version) found.push_back(mappings_[place]);
  }
  return found;
}

std::vector<RestMapping> ResourceIndex::InCategory(std::string_view category) const {
  std::vector<RestMapping> found;
  std::set<GroupResource> seen;
  const Places* places = FindIn(by_category_, category);
  if (places == nullptr) return found;
  for (const std::size_t place : *places) {
    if (seen.insert(mappings_[place].resource.GroupResource()).second) found.push_back(mappings_[place]);
  }
  return found;
}

const GroupVersionKind* ResourceIndex::Below(const GroupVersionResource& resource, std::string_view subresource) const {
  GroupVersionResource name = resource;
  name.resource.append("/").append(subresource);
  const auto found = below_.find(name);
  return found == below_.end() ? nullptr : &found->second;
}

}  // namespace k8s::internal
