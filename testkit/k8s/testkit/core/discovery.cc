#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include <k8s/testkit/core/discovery.h>
#include <k8s/testkit/core/json_writer.h>
#include <k8s/testkit/core/resource_facts.h>
#include <k8s/testkit/core/served_version.h>

namespace k8s::testkit::core {
namespace {

using codec::Verb;
using codec::Verbs;

/// One group: its versions lie next to each other in the catalog.
using Group = std::span<const GroupVersion>;

std::vector<Group> GroupsOf(const Catalog& catalog) {
  std::vector<Group> groups;
  const std::vector<GroupVersion>& all = catalog.GroupVersions();
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    while (end < all.size() && all[end].group == all[begin].group) ++end;
    groups.push_back(Group(all).subspan(begin, end - begin));
  }
  return groups;
}

std::vector<Group> NamedGroupsOf(const Catalog& catalog) {
  std::vector<Group> groups = GroupsOf(catalog);
  std::erase_if(groups, [](Group group) { return group.front().group.empty(); });
  return groups;
}

std::vector<std::string_view> NamesOf(Verbs verbs) {
  constexpr auto kNames = std::to_array<std::pair<Verb, std::string_view>>({{Verb::kCreate, "create"},
                                                                            {Verb::kDelete, "delete"},
                                                                            {Verb::kDeleteCollection, "deletecollection"},
                                                                            {Verb::kGet, "get"},
                                                                            {Verb::kList, "list"},
                                                                            {Verb::kPatch, "patch"},
                                                                            {Verb::kUpdate, "update"},
                                                                            {Verb::kWatch, "watch"}});
  std::vector<std::string_view> names;
  for (const auto& [verb, name] : kNames) {
    if (verbs.Has(verb)) names.push_back(name);
  }
  return names;
}

/// What is defined has all of them, in an order of their own.
std::vector<std::string_view> VerbsOf(const ApiResource& resource) {
  if (resource.custom == nullptr) return NamesOf(resource.verbs);
  return {"delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"};
}

/// What is built in is listed by name, what is defined as it was.
std::vector<const ApiResource*> Listed(const GroupVersion& groupVersion) {
  std::vector<const ApiResource*> resources = groupVersion.resources;
  if (resources.front()->custom == nullptr) std::ranges::sort(resources, {}, &ApiResource::plural);
  return resources;
}

std::vector<const ApiSubresource*> SubresourcesOf(const ApiResource& resource) {
  std::vector<const ApiSubresource*> subresources;
  for (const ApiSubresource& subresource : resource.subresources) subresources.push_back(&subresource);
  if (resource.custom == nullptr) std::ranges::sort(subresources, {}, &ApiSubresource::name);
  return subresources;
}

/// The kind of a subresource's body: its own where it has one, else its parent's.
const codec::ApiKind& KindOf(const ApiResource& resource, const ApiSubresource& subresource) {
  const bool ownKind = subresource.type != nullptr && subresource.type->structure->kind != nullptr;
  return ownKind ? *subresource.type->structure->kind : resource.Kind();
}

void WriteNames(JsonWriter& json, const ApiResource& resource) {
  if (const auto names = ShortNamesOf(resource); !names.empty()) json.Texts("shortNames", names);
  if (const auto categories = CategoriesOf(resource); !categories.empty()) json.Texts("categories", categories);
}

void WriteGroupVersion(JsonWriter& json, const GroupVersion& version) {
  json.Object([&] {
    json.Field("groupVersion", version.Name());
    json.Field("version", version.version);
  });
}

void WriteGroup(JsonWriter& json, Group group) {
  json.Field("name", group.front().group);
  json.List("versions", group, [&](const GroupVersion& version) { WriteGroupVersion(json, version); });
  json.Name("preferredVersion");
  WriteGroupVersion(json, group.front());
}

void WriteResource(JsonWriter& json, const ApiResource& resource) {
  json.Object([&] {
    json.Field("name", resource.plural);
    json.Field("singularName", SingularOf(resource));
    json.Field("namespaced", resource.namespaced);
    json.Field("kind", resource.Kind().kind);
    json.Texts("verbs", VerbsOf(resource));
    WriteNames(json, resource);
  });
}

void WriteSubresource(JsonWriter& json, const ApiResource& resource, const ApiSubresource& subresource) {
  const codec::ApiKind& kind = KindOf(resource, subresource);
  json.Object([&] {
    json.Field("name", std::string(resource.plural).append("/").append(subresource.name));
    json.Field("singularName", "");
    json.Field("namespaced", resource.namespaced);
    if (kind.group != resource.Kind().group || kind.version != resource.Kind().version) {
      json.Field("group", kind.group);
      json.Field("version", kind.version);
    }
    json.Field("kind", kind.kind);
    json.Texts("verbs", NamesOf(subresource.verbs));
  });
}

/// Group and version are left out where they are those of the document; not so of what is defined.
void WriteResponseKind(JsonWriter& json, const ApiResource& resource, const codec::ApiKind& kind) {
  const codec::ApiKind& home = resource.Kind();
  const bool isAtHome = resource.custom == nullptr && kind.group == home.group && kind.version == home.version;
  json.Object("responseKind", [&] {
    json.Field("group", isAtHome ? std::string_view() : kind.group);
    json.Field("version", isAtHome ? std::string_view() : kind.version);
    json.Field("kind", kind.kind);
  });
}

void WriteAggregatedSubresource(JsonWriter& json, const ApiResource& resource, const ApiSubresource& subresource) {
  json.Object([&] {
    json.Field("subresource", subresource.name);
    WriteResponseKind(json, resource, KindOf(resource, subresource));
    json.Texts("verbs", NamesOf(subresource.verbs));
  });
}

void WriteAggregatedResource(JsonWriter& json, const ApiResource& resource) {
  json.Object([&] {
    json.Field("resource", resource.plural);
    WriteResponseKind(json, resource, resource.Kind());
    json.Field("scope", resource.namespaced ? "Namespaced" : "Cluster");
    json.Field("singularResource", SingularOf(resource));
    json.Texts("verbs", VerbsOf(resource));
    WriteNames(json, resource);
    if (resource.subresources.empty()) return;
    json.List("subresources", SubresourcesOf(resource),
              [&](const ApiSubresource* subresource) { WriteAggregatedSubresource(json, resource, *subresource); });
  });
}

void WriteAggregatedVersion(JsonWriter& json, const GroupVersion& version) {
  json.Object([&] {
    json.Field("version", version.version);
    json.List("resources", Listed(version), [&](const ApiResource* resource) { WriteAggregatedResource(json, *resource); });
    json.Field("freshness", "Current");
  });
}

void WriteAggregatedGroup(JsonWriter& json, Group group) {
  json.Object([&] {
    json.Object("metadata", [&] {
      if (!group.front().group.empty()) json.Field("name", group.front().group);
    });
    json.List("versions", group, [&](const GroupVersion& version) { WriteAggregatedVersion(json, version); });
  });
}

}  // namespace

std::string VersionJson() {
  JsonWriter json;
  json.Object([&] {
    json.Field("major", ServedMajor());
    json.Field("minor", ServedMinor());
    json.Field("emulationMajor", ServedMajor());
    json.Field("emulationMinor", ServedMinor());
    json.Field("minCompatibilityMajor", ServedMajor());
    json.Field("minCompatibilityMinor", std::string_view(CompatibleMinor()));
    json.Field("gitVersion", std::string_view(ServedVersion() + "+testkit"));
    json.Field("gitCommit", "");
    json.Field("gitTreeState", "clean");
    json.Field("buildDate", "1970-01-01T00:00:00Z");
    json.Field("goVersion", "");
    json.Field("compiler", "");
    json.Field("platform", "linux/amd64");
  });
  return json.Take();
}

std::string CoreVersionsJson(const Catalog& catalog) {
  JsonWriter json;
  json.Object([&] {
    json.Field("kind", "APIVersions");
    json.Name("versions");
    std::vector<std::string_view> versions;
    for (const GroupVersion& version : catalog.GroupVersions()) {
      if (version.group.empty()) versions.push_back(version.version);
    }
    json.List(versions, [&](std::string_view version) { json.Text(version); });
    json.Texts("serverAddressByClientCIDRs", std::array<std::string_view, 0>{});
  });
  return json.Take();
}

std::string GroupsJson(const Catalog& catalog) {
  JsonWriter json;
  json.Object([&] {
    json.Field("kind", "APIGroupList");
    json.Field("apiVersion", "v1");
    json.List("groups", NamedGroupsOf(catalog), [&](Group group) { json.Object([&] { WriteGroup(json, group); }); });
  });
  return json.Take();
}

std::string GroupJson(const Catalog& catalog, std::string_view group) {
  for (const Group candidate : NamedGroupsOf(catalog)) {
    if (candidate.front().group != group) continue;
    JsonWriter json;
    json.Object([&] {
      json.Field("kind", "APIGroup");
      json.Field("apiVersion", "v1");
      WriteGroup(json, candidate);
    });
    return json.Take();
  }
  return {};
}

std::string ResourcesJson(const GroupVersion& groupVersion) {
  JsonWriter json;
  json.Object([&] {
    json.Field("kind", "APIResourceList");
    if (!groupVersion.group.empty()) json.Field("apiVersion", "v1");  // as the real server leaves it out
    json.Field("groupVersion", groupVersion.Name());
    json.List("resources", Listed(groupVersion), [&](const ApiResource* resource) {
      WriteResource(json, *resource);
      for (const ApiSubresource* subresource : SubresourcesOf(*resource)) WriteSubresource(json, *resource, *subresource);
    });
  });
  return json.Take();
}

std::string AggregatedJson(const Catalog& catalog, bool core) {
  std::vector<Group> groups = GroupsOf(catalog);
  std::erase_if(groups, [&](Group group) { return group.front().group.empty() != core; });
  JsonWriter json;
  json.Object([&] {
    json.Field("kind", "APIGroupDiscoveryList");
    json.Field("apiVersion", "apidiscovery.k8s.io/v2");
    json.Object("metadata", [] {});
    json.List("items", groups, [&](Group group) { WriteAggregatedGroup(json, group); });
  });
  return json.Take();
}

}  // namespace k8s::testkit::core
