#include <algorithm>
#include <array>

#include <k8s/testkit/access/authorizer.h>
#include <k8s/testkit/core/go_text.h>

namespace k8s::testkit::access {
namespace {

using core::Quoted;

bool Has(const std::vector<std::string>& list, std::string_view wanted) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& entry) { return entry == "*" || entry == wanted; });
}

std::string ResourceOf(const RequestInfo& info) {
  return info.subresource.empty() ? info.resource : info.resource + "/" + info.subresource;
}

bool Permits(const Permission& permission, const RequestInfo& info) {
  return Has(permission.verbs, info.verb) && Has(permission.groups, info.group) &&
         Has(permission.resources, ResourceOf(info)) && (permission.names.empty() || Has(permission.names, info.name)) &&
         (permission.namespaces.empty() || (!info.namespace_.empty() && Has(permission.namespaces, info.namespace_)));
}

bool IsBelow(std::string_view path, std::string_view root) {
  return path == root || (path.starts_with(root) && path[root.size()] == '/');
}

/// As the cluster roles system:public-info-viewer and system:discovery have it.
bool IsPublic(std::string_view path) {
  constexpr std::array<std::string_view, 4> kHealth = {"/healthz", "/livez", "/readyz", "/version"};
  return std::find(kHealth.begin(), kHealth.end(), path) != kHealth.end();
}
bool IsDiscovery(std::string_view path) { return IsBelow(path, "/api") || IsBelow(path, "/apis") || IsBelow(path, "/openapi"); }

/// Everybody may ask about themselves.
bool IsSelfReview(const RequestInfo& info) {
  return info.verb == "create" && (info.group == "authorization.k8s.io" || info.group == "authentication.k8s.io") &&
         info.resource.starts_with("self");
}

}  // namespace

bool MayDo(const User& user, bool isAnonymous, const Attempt& attempt) {
  const RequestInfo& info = attempt.info;
  if (info.resource.empty()) {
    const bool isOpen = IsPublic(attempt.path) || (!isAnonymous && IsDiscovery(attempt.path));
    if (info.verb == "get" && isOpen) return true;
    return std::any_of(user.may.begin(), user.may.end(), [&](const Permission& permission) {
      return permission.namespaces.empty() && Has(permission.verbs, info.verb) && Has(permission.resources, attempt.path);
    });
  }
  if (!isAnonymous && IsSelfReview(info)) return true;
  return std::any_of(user.may.begin(), user.may.end(), [&](const Permission& permission) { return Permits(permission, info); });
}

core::Failure Unauthorized() { return {401, "Unauthorized", "Unauthorized"}; }

core::Failure Forbidden(std::string_view user, const Attempt& attempt) {
  const RequestInfo& info = attempt.info;
  core::Failure failure(403, "Forbidden", {});
  failure.hasDetails = true;
  if (info.resource.empty()) {
    failure.message = "forbidden: User " + Quoted(user) + " cannot " + info.verb + " path " + Quoted(attempt.path);
    return failure;
  }
  const core::ResourceName resource{.group = info.group, .plural = info.resource};
  failure.name = info.name;
  failure.group = info.group;
  failure.kind = info.resource;
  failure.message = resource.Qualified() + (info.name.empty() ? "" : " " + Quoted(info.name)) + " is forbidden: User " +
                    Quoted(user) + " cannot " + info.verb + " resource " + Quoted(ResourceOf(info)) + " in API group " +
                    Quoted(info.group) +
                    (info.namespace_.empty() ? " at the cluster scope" : " in the namespace " + Quoted(info.namespace_));
  return failure;
}

}  // namespace k8s::testkit::access
