#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/meta/field_selector.h>
#include <k8s/testkit/core/request_info.h>
#include <k8s/testkit/core/target.h>

namespace k8s::testkit::core {
namespace {

std::string VerbOf(std::string_view method, const Target& target, const RequestInfo& info) {
  const bool isCollection = info.name.empty();
  if (method == "POST") return "create";
  if (method == "PUT") return "update";
  if (method == "PATCH") return "patch";
  if (method == "DELETE") return isCollection ? "deletecollection" : "delete";
  if (!isCollection) return "get";
  return target.Flag("watch") ? "watch" : "list";
}

/// `[namespaces/<ns>/]<plural>[/<name>[/<subresource>]]`
void ReadResource(std::span<const std::string> rest, RequestInfo& info) {
  if (rest.size() > 2 && rest[0] == "namespaces" && rest[2] != "status" && rest[2] != "finalize") {
    info.namespace_ = rest[1];
    rest = rest.subspan(2);
  } else if (rest.size() > 1 && rest[0] == "namespaces") {
    info.namespace_ = rest[1];
  }
  if (!rest.empty()) info.resource = rest[0];
  if (rest.size() > 1) info.name = rest[1];
  if (rest.size() > 2) info.subresource = rest[2];
}

/// The one object that a list, a watch or a deletion of several is about, if it says so.
std::string SelectedName(const Target& target) {
  const auto selector = fields::Selector::Parse(target.Parameter("fieldSelector"));
  if (!selector) return {};
  for (const fields::Requirement& requirement : selector->Requirements()) {
    if (requirement.equal && requirement.field == "metadata.name") return requirement.value;
  }
  return {};
}

}  // namespace

RequestInfo InfoOf(const Request& request) {
  RequestInfo info{.verb = internal::Lower(request.method)};
  const auto target = ParseTarget(request.target);
  if (!target || target->segments.empty()) return info;
  const std::span<const std::string> path = target->segments;
  const bool isCore = path[0] == "api";
  const std::size_t prefix = isCore ? 2 : 3;
  if ((!isCore && path[0] != "apis") || path.size() <= prefix) return info;
  if (!isCore) info.group = path[1];
  info.version = path[prefix - 1];
  ReadResource(path.subspan(prefix), info);
  info.verb = VerbOf(request.method, *target, info);
  if (info.name.empty() && info.verb != "create") info.name = SelectedName(*target);
  return info;
}

}  // namespace k8s::testkit::core
