#include <algorithm>
#include <utility>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/group_priority.h>
#include <k8s/testkit/core/version_priority.h>

namespace k8s::testkit::core {
namespace {

bool ComesBefore(const GroupVersion& a, const GroupVersion& b) {
  if (a.group != b.group) return std::pair(PlaceOf(a.group), a.group) < std::pair(PlaceOf(b.group), b.group);
  return PriorityOf(a.version) > PriorityOf(b.version);
}

void Add(std::vector<GroupVersion>& groupVersions, const ApiResource& resource) {
  const codec::ApiKind& kind = resource.Kind();
  auto place = std::find_if(groupVersions.begin(), groupVersions.end(), [&](const GroupVersion& present) {
    return present.group == kind.group && present.version == kind.version;
  });
  if (place == groupVersions.end()) place = groupVersions.insert(place, {kind.group, kind.version, {}});
  place->resources.push_back(&resource);
}

}  // namespace

std::string GroupVersion::Name() const { return codec::ApiKind{.group = group, .version = version, .kind = {}}.ApiVersion(); }

const ApiResource* GroupVersion::Find(std::string_view plural) const {
  const auto found =
      std::find_if(resources.begin(), resources.end(), [&](const ApiResource* resource) { return resource->plural == plural; });
  return found == resources.end() ? nullptr : *found;
}

Catalog::Catalog(std::span<const codec::ApiResource* const> resources) {
  for (const codec::ApiResource* resource : resources) static_cast<codec::ApiResource&>(built_in_.emplace_back()) = *resource;
  Group();
}

void Catalog::Group() {
  group_versions_.clear();
  for (const ApiResource& resource : built_in_) Add(group_versions_, resource);
  for (const auto& [definition, resources] : defined_) {
    for (const ApiResource* resource : resources) Add(group_versions_, *resource);
  }
  std::stable_sort(group_versions_.begin(), group_versions_.end(), ComesBefore);
}

std::vector<const ApiResource*> Catalog::Define(const std::string& definition,
                                                std::vector<std::unique_ptr<const CustomResource>> versions) {
  std::vector<const ApiResource*> resources;
  for (auto& version : versions) {
    resources.push_back(&version->Resource());
    custom_.push_back(std::move(version));
  }
  if (resources.empty()) {
    defined_.erase(definition);
  } else {
    defined_[definition] = resources;
  }
  Group();
  return resources;
}

std::vector<const ApiResource*> Catalog::DefinedBy(std::string_view definition) const {
  const auto found = defined_.find(definition);
  return found == defined_.end() ? std::vector<const ApiResource*>() : found->second;
}

const ApiResource* Catalog::Current(const ApiResource& resource) const {
  if (resource.custom == nullptr) return &resource;
  const codec::ApiKind& kind = resource.Kind();
  const auto versions = DefinedBy(std::string(resource.plural).append(".").append(kind.group));
  const auto same = std::find_if(versions.begin(), versions.end(),
                                 [&](const ApiResource* version) { return version->Kind().version == kind.version; });
  if (same != versions.end()) return *same;
  return versions.empty() ? nullptr : versions.front();
}

CustomResource::Known Catalog::KnownToDefinitions() const {
  CustomResource::Known known;
  for (const ApiResource& resource : built_in_) {
    const codec::Field* metadata = codec::FindField(*resource.type->structure, "metadata");
    if (known.metadata == nullptr && metadata != nullptr) known.metadata = metadata->type;
    const ApiSubresource* scale = FindSubresource(resource, "scale");
    if (known.scale == nullptr && scale != nullptr) known.scale = scale->type;
  }
  return known;
}

const GroupVersion* Catalog::Find(std::string_view group, std::string_view version) const {
  const auto found = std::find_if(group_versions_.begin(), group_versions_.end(), [&](const GroupVersion& present) {
    return present.group == group && present.version == version;
  });
  return found == group_versions_.end() ? nullptr : &*found;
}

const ApiResource* Catalog::Find(std::string_view group, std::string_view version, std::string_view plural) const {
  const GroupVersion* home = Find(group, version);
  return home == nullptr ? nullptr : home->Find(plural);
}

const ApiResource* Catalog::FindKind(std::string_view group, std::string_view version, std::string_view kind) const {
  const GroupVersion* home = Find(group, version);
  if (home == nullptr) return nullptr;
  const auto found = std::find_if(home->resources.begin(), home->resources.end(),
                                  [&](const ApiResource* resource) { return resource->Kind().kind == kind; });
  return found == home->resources.end() ? nullptr : *found;
}

ResourceName NameOf(const ApiResource& resource) { return {.group = resource.Kind().group, .plural = resource.plural}; }

const ApiSubresource* FindSubresource(const ApiResource& resource, std::string_view name) {
  const auto found = std::find_if(resource.subresources.begin(), resource.subresources.end(),
                                  [&](const ApiSubresource& subresource) { return subresource.name == name; });
  return found == resource.subresources.end() ? nullptr : &*found;
}

bool IsNamespaces(const ApiResource& resource) { return resource.Kind().group.empty() && resource.plural == "namespaces"; }

}  // namespace k8s::testkit::core
