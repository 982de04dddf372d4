#include <k8s/rest/impersonation.h>
#include <k8s/rest/url.h>

namespace k8s::internal {

Result<Headers> ImpersonationHeaders(const Impersonation& who) {
  Headers headers;
  if (who.user.empty()) {
    if (who.uid.empty() && who.groups.empty() && who.extra.empty()) return headers;
    return Error(ErrorCode::kConfig, "impersonation needs a user");
  }
  headers.Add("Impersonate-User", who.user);
  if (!who.uid.empty()) headers.Add("Impersonate-Uid", who.uid);
  for (const std::string& group : who.groups) headers.Add("Impersonate-Group", group);
  for (const auto& [key, values] : who.extra) {
    for (const std::string& value : values) headers.Add("Impersonate-Extra-" + PercentEncode(key), value);
  }
  return headers;
}

}  // namespace k8s::internal
