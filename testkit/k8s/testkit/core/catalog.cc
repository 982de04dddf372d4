#include <algorithm>
#include <charconv>
#include <tuple>

#include <k8s/testkit/core/catalog.h>

namespace k8s::testkit::core {
namespace {

/// Orders versions as Kubernetes does: v2 before v1 before v1beta2 before v1beta1 before v1alpha1.
std::tuple<int, int, int> PriorityOf(std::string_view version) {
  const auto number = [](std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  const int major = number(version.substr(1));
  if (const auto beta = version.find("beta"); beta != std::string_view::npos)
    return {1, major, number(version.substr(beta + 4))};
  if (const auto alpha = version.find("alpha"); alpha != std::string_view::npos) {
    return {0, major, number(version.substr(alpha + 5))};
  }
  return {2, major, 0};
}

bool ComesBefore(const GroupVersion& a, const GroupVersion& b) {
  if (a.group != b.group) return a.group < b.group;
  return PriorityOf(a.version) > PriorityOf(b.version);
}

}  // namespace

std::string GroupVersion::Name() const { return codec::ApiKind{.group = group, .version = version, .kind = {}}.ApiVersion(); }

const ApiResource* GroupVersion::Find(std::string_view plural) const {
  const auto found =
      std::find_if(resources.begin(), resources.end(), [&](const ApiResource* resource) { return resource->plural == plural; });
  return found == resources.end() ? nullptr : *found;
}

Catalog::Catalog(std::span<const ApiResource* const> resources) {
  for (const ApiResource* resource : resources) {
    const codec::ApiKind& kind = resource->Kind();
    auto place = std::find_if(group_versions_.begin(), group_versions_.end(), [&](const GroupVersion& present) {
      return present.group == kind.group && present.version == kind.version;
    });
    if (place == group_versions_.end()) place = group_versions_.insert(place, {kind.group, kind.version, {}});
    place->resources.push_back(resource);
  }
  std::stable_sort(group_versions_.begin(), group_versions_.end(), ComesBefore);
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

ResourceName NameOf(const ApiResource& resource) { return {.group = resource.Kind().group, .plural = resource.plural}; }

const ApiSubresource* FindSubresource(const ApiResource& resource, std::string_view name) {
  const auto found = std::find_if(resource.subresources.begin(), resource.subresources.end(),
                                  [&](const ApiSubresource& subresource) { return subresource.name == name; });
  return found == resource.subresources.end() ? nullptr : &*found;
}

}  // namespace k8s::testkit::core
