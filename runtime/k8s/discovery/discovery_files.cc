#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/codec/json.h>
#include <k8s/config/environment.h>
#include <k8s/discovery/cache_files.h>
#include <k8s/discovery/consolidate.h>
#include <k8s/discovery/discovery_files.h>

namespace k8s::internal {
namespace {

namespace fs = std::filesystem;

// A server decides about groups and versions, and may not decide about paths.
bool IsPlainName(std::string_view name) {
  const auto isPlain = [](char c) { return IsLetterOrDigit(c) || c == '-' || c == '.' || c == '_'; };
  return !name.empty() && name.front() != '.' && name.size() < 256 && std::ranges::all_of(name, isPlain);
}

}  // namespace

std::optional<DiscoveryFiles::Loaded> DiscoveryFiles::Load() const {
  Loaded loaded;
  const std::optional<std::string> text = Read(GroupsPath(), loaded);
  Result<metav1::APIGroupList> groups = text ? FromJson<metav1::APIGroupList>(*text) : metav1::APIGroupList();
  if (!groups || groups->groups.empty()) return std::nullopt;
  ServedResources& served = loaded.served;
  served.groups = std::move(groups->groups);
  for (const metav1::APIGroup& group : served.groups) {
    for (const auto& version : group.versions) {
      const auto path = ResourcesPath({group.name, version.version});
      const std::optional<std::string> list = path ? Read(*path, loaded) : std::nullopt;
      Result<metav1::APIResourceList> resources = list ? FromJson<metav1::APIResourceList>(*list) : metav1::APIResourceList();
      if (!resources || resources->groupVersion != version.groupVersion) return std::nullopt;
      served.resources.push_back(*std::move(resources));
    }
  }
  served = Consolidated(std::move(served));
  return loaded;
}

void DiscoveryFiles::Save(const ServedResources& served) {
  for (const metav1::APIResourceList& list : served.resources) {
    const Result<GroupVersion> version = GroupVersion::Parse(list.groupVersion);
    const auto path = version ? ResourcesPath(*version) : std::nullopt;
    const Result<std::string> text = ToJson(list);
    if (path && text && !list.resources.empty()) Write(*path, *text);
  }
  metav1::APIGroupList groups;
  groups.groups = served.groups;
  const Result<std::string> text = ToJson(groups);
  if (text && !groups.groups.empty()) Write(GroupsPath(), *text);
}

std::optional<std::string> DiscoveryFiles::ResourcesPath(const GroupVersion& version) const {
  if (!IsPlainName(version.version) || (!version.group.empty() && !IsPlainName(version.group))) return std::nullopt;
  return folder_ + "/" + version.ToString() + "/serverresources.json";
}

std::optional<std::string> DiscoveryFiles::Read(const std::string& path, Loaded& loaded) const {
  const bool isOwn = own_.contains(path);
  if (only_own_ && !isOwn) return std::nullopt;
  std::error_code failed;
  const fs::file_time_type changed = fs::last_write_time(path, failed);
  if (failed) return std::nullopt;
  const auto age = fs::file_time_type::clock::now() - changed;
  if (age >= max_age_ || age <= -max_age_) return std::nullopt;
  Result<std::string> content = Environment::Process().ReadRegularFile(path);
  if (!content) return std::nullopt;
  loaded.age = std::max(loaded.age, std::chrono::duration_cast<std::chrono::nanoseconds>(age));
  loaded.isOwn = loaded.isOwn && isOwn;
  return *std::move(content);
}

void DiscoveryFiles::Write(const std::string& path, const std::string& content) {
  if (ReplaceFile(path, content)) own_.insert(path);
}

}  // namespace k8s::internal
