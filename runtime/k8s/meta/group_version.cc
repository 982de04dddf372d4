#include <fmt/format.h>

#include <k8s/meta/group_version.h>
#include <k8s/meta/quoted.h>

namespace k8s {
namespace {

std::string Joined(const std::string& name, const std::string& group) {
  return group.empty() ? name : fmt::format("{}.{}", name, group);
}

}  // namespace

std::string GroupVersion::ToString() const { return group.empty() ? version : fmt::format("{}/{}", group, version); }

Result<GroupVersion> GroupVersion::Parse(std::string_view apiVersion) {
  const std::size_t slash = apiVersion.find('/');
  const bool isCore = slash == std::string_view::npos;
  const std::string_view group = isCore ? std::string_view() : apiVersion.substr(0, slash);
  const std::string_view version = isCore ? apiVersion : apiVersion.substr(slash + 1);
  if (version.empty() || (!isCore && group.empty()) || version.find('/') != std::string_view::npos) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{} is neither \"version\" nor \"group/version\"", internal::Quoted(apiVersion)));
  }
  return k8s::GroupVersion{std::string(group), std::string(version)};
}

std::string GroupResource::ToString() const { return Joined(resource, group); }

std::string GroupKind::ToString() const { return Joined(kind, group); }

std::string GroupVersionResource::ToString() const { return fmt::format("{}.{}.{}", resource, version, group); }

std::string GroupVersionKind::ToString() const { return fmt::format("{}.{}.{}", kind, version, group); }

Result<GroupVersionKind> GroupVersionKind::Parse(std::string_view apiVersion, std::string_view kind) {
  return k8s::GroupVersion::Parse(apiVersion).transform([&](k8s::GroupVersion&& parsed) {
    return GroupVersionKind{std::move(parsed.group), std::move(parsed.version), std::string(kind)};
  });
}

}  // namespace k8s
