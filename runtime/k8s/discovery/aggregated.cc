#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/base/ascii.h>
#include <k8s/codec/describe.h>
#include <k8s/codec/json.h>
#include <k8s/discovery/aggregated.h>

// Members are reached by their offset; all structs here are plain enough for that on every compiler we build with.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

namespace k8s::internal {
namespace {

// The documents, as far as they are read.

struct ResponseKind {
  std::string group;
  std::string version;
  std::string kind;
  static const codec::Type kType;
};

struct Subresource {
  std::string subresource;
  std::optional<ResponseKind> responseKind;
  std::vector<std::string> verbs;
  static const codec::Type kType;
};

struct Resource {
  std::string resource;
  std::optional<ResponseKind> responseKind;
  std::string scope;
  std::string singularResource;
  std::vector<std::string> verbs;
  std::vector<std::string> shortNames;
  std::vector<std::string> categories;
  std::vector<Subresource> subresources;
  static const codec::Type kType;
};

struct Version {
  std::string version;
  std::vector<Resource> resources;
  std::string freshness;
  static const codec::Type kType;
};

struct GroupMetadata {
  std::string name;
  static const codec::Type kType;
};

struct Group {
  GroupMetadata metadata;
  std::vector<Version> versions;
  static const codec::Type kType;
};

struct GroupList {
  std::vector<Group> items;
  static const codec::Type kType;
};

#define K8S_FIELD(Struct, member) \
  codec::Field { .name = #member, .type = codec::TypeOf<decltype(Struct::member)>(), .offset = offsetof(Struct, member) }

constexpr codec::Field kResponseKindFields[] = {K8S_FIELD(ResponseKind, group), K8S_FIELD(ResponseKind, version),
                                                K8S_FIELD(ResponseKind, kind)};
constexpr codec::Struct kResponseKind = {.name = "responseKind", .fields = kResponseKindFields};

constexpr codec::Field kSubresourceFields[] = {K8S_FIELD(Subresource, subresource), K8S_FIELD(Subresource, responseKind),
                                               K8S_FIELD(Subresource, verbs)};
constexpr codec::Struct kSubresource = {.name = "APISubresourceDiscovery", .fields = kSubresourceFields};

constexpr codec::Field kResourceFields[] = {
    K8S_FIELD(Resource, resource),   K8S_FIELD(Resource, responseKind),     K8S_FIELD(Resource, scope),
    K8S_FIELD(Resource, verbs),      K8S_FIELD(Resource, singularResource), K8S_FIELD(Resource, shortNames),
    K8S_FIELD(Resource, categories), K8S_FIELD(Resource, subresources)};
constexpr codec::Struct kResource = {.name = "APIResourceDiscovery", .fields = kResourceFields};

constexpr codec::Field kVersionFields[] = {K8S_FIELD(Version, version), K8S_FIELD(Version, resources),
                                           K8S_FIELD(Version, freshness)};
constexpr codec::Struct kVersion = {.name = "APIVersionDiscovery", .fields = kVersionFields};

constexpr codec::Field kMetadataFields[] = {K8S_FIELD(GroupMetadata, name)};
constexpr codec::Struct kMetadata = {.name = "metadata", .fields = kMetadataFields};

constexpr codec::Field kGroupFields[] = {K8S_FIELD(Group, metadata), K8S_FIELD(Group, versions)};
constexpr codec::Struct kGroup = {.name = "APIGroupDiscovery", .fields = kGroupFields};

constexpr codec::Field kGroupListFields[] = {K8S_FIELD(GroupList, items)};
constexpr codec::Struct kGroupList = {.name = "APIGroupDiscoveryList", .fields = kGroupListFields};

#undef K8S_FIELD

constexpr codec::Type StructType(std::uint32_t size, const codec::Struct& structure) {
  return {.kind = codec::Kind::kStruct, .size = size, .structure = &structure};
}

constinit const codec::Type ResponseKind::kType = StructType(sizeof(ResponseKind), kResponseKind);
constinit const codec::Type Subresource::kType = StructType(sizeof(Subresource), kSubresource);
constinit const codec::Type Resource::kType = StructType(sizeof(Resource), kResource);
constinit const codec::Type Version::kType = StructType(sizeof(Version), kVersion);
constinit const codec::Type GroupMetadata::kType = StructType(sizeof(GroupMetadata), kMetadata);
constinit const codec::Type Group::kType = StructType(sizeof(Group), kGroup);
constinit const codec::Type GroupList::kType = StructType(sizeof(GroupList), kGroupList);

void SetKind(metav1::APIResource& resource, ResponseKind&& kind) {
  resource.group = std::move(kind.group);
  resource.version = std::move(kind.version);
  resource.kind = std::move(kind.kind);
}

// A resource without a kind is none, though there may be something below its objects.
void AddResource(std::vector<metav1::APIResource>& resources, Resource&& read) {
  metav1::APIResource common;
  common.singularName = std::move(read.singularResource);
  common.namespaced = read.scope == "Namespaced";
  if (read.responseKind) {
    metav1::APIResource& resource = resources.emplace_back(common);
    resource.name = read.resource;
    SetKind(resource, *std::move(read.responseKind));
    resource.verbs = std::move(read.verbs);
    resource.shortNames = std::move(read.shortNames);
    resource.categories = std::move(read.categories);
  }
  for (Subresource& below : read.subresources) {
    if (!below.responseKind) continue;
    metav1::APIResource& resource = resources.emplace_back(common);
    resource.name = fmt::format("{}/{}", read.resource, below.subresource);
    SetKind(resource, *std::move(below.responseKind));
    resource.verbs = std::move(below.verbs);
  }
}

void AddGroup(ServedResources& served, Group&& read) {
  metav1::APIGroup& group = served.groups.emplace_back();
  group.name = std::move(read.metadata.name);
  for (Version& version : read.versions) {
    const GroupVersion name{group.name, std::move(version.version)};
    auto& told = group.versions.emplace_back();
    told.groupVersion = name.ToString();
    told.version = name.version;
    if (version.freshness == "Stale") {
      served.failed.emplace(name, Error(ErrorCode::kUnavailable, "the server could not reach who serves it"));
      continue;
    }
    if (group.preferredVersion.version.empty()) group.preferredVersion = told;
    metav1::APIResourceList& list = served.resources.emplace_back();
    list.groupVersion = told.groupVersion;
    for (Resource& resource : version.resources) AddResource(list.resources, std::move(resource));
  }
}

}  // namespace

bool IsAggregated(std::string_view contentType) {
  bool isJson = false;
  bool isList = false;
  bool isOfGroup = false;
  bool isKnown = false;
  for (bool first = true; !contentType.empty(); first = false) {
    const std::size_t end = contentType.find(';');
    const std::string_view part = Trimmed(contentType.substr(0, end));
    if (first) isJson = part == "application/json";
    isList = isList || part == "as=APIGroupDiscoveryList";
    isOfGroup = isOfGroup || part == "g=apidiscovery.k8s.io";
    isKnown = isKnown || part == "v=v2" || part == "v=v2beta1";
    contentType.remove_prefix(end == std::string_view::npos ? contentType.size() : end + 1);
  }
  return isJson && isList && isOfGroup && isKnown;
}

Result<ServedResources> ReadAggregated(std::string_view json) {
  GroupList list;
  if (Result<void> read = codec::ReadJson(json, GroupList::kType, &list); !read) return read.error();
  ServedResources served;
  for (Group& group : list.items) AddGroup(served, std::move(group));
  return served;
}

}  // namespace k8s::internal
