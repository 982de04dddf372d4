#include <string_view>

#include <k8s/testkit/core/identity.h>
#include <k8s/testkit/intercept/request_matcher.h>

namespace k8s::testkit {
namespace {

constexpr std::string_view kCoreGroup = "core";
constexpr std::string_view kWithSubresources = "/*";

bool Fits(std::string_view wanted, std::string_view actual) { return wanted.empty() || wanted == actual; }

bool FitsGroup(std::string_view wanted, const RequestInfo& info) {
  if (wanted == kCoreGroup) return info.group.empty() && !info.resource.empty();
  return Fits(wanted, info.group);
}

bool FitsResource(std::string_view wanted, const RequestInfo& info) {
  if (wanted.ends_with(kWithSubresources)) return wanted.substr(0, wanted.size() - kWithSubresources.size()) == info.resource;
  return Fits(wanted, info.subresource.empty() ? info.resource : info.resource + "/" + info.subresource);
}

bool FitsUserAgent(std::string_view wanted, const Headers& headers) {
  if (wanted.empty()) return true;
  const std::string* agent = headers.Find("User-Agent");
  return agent != nullptr && agent->find(wanted) != std::string::npos;
}

bool FitsUser(std::string_view wanted, const Headers& headers) {
  if (wanted.empty()) return true;
  const std::string* user = headers.Find(core::kUser);
  return user != nullptr && *user == wanted;
}

}  // namespace

bool RequestMatcher::Matches(const Request& request) const {
  const RequestInfo& info = request.info;
  return Fits(verb, info.verb) && FitsGroup(group, info) && FitsResource(resource, info) && Fits(namespace_, info.namespace_) &&
         Fits(name, info.name) && FitsUserAgent(userAgent, request.headers) && FitsUser(user, request.headers) &&
         (!where || where(request));
}

}  // namespace k8s::testkit
