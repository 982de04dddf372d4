#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <k8s/base/ascii.h>
#include <k8s/rest/request_info.h>
#include <k8s/rest/url.h>

namespace k8s::internal {
namespace {

// What lies below a namespace, and is not a resource in it.
constexpr std::string_view kBelowNamespace[] = {"finalize", "status"};

using Segments = std::vector<std::string_view>;

Segments SegmentsOf(std::string_view path) {
  Segments segments;
  segments.reserve(8);  // as many as a subresource of a named group has
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    if (end != 0) segments.push_back(path.substr(0, end));
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
  }
  return segments;
}

bool HasFlag(std::string_view query, std::string_view flag) {
  while (!query.empty()) {
    const std::size_t end = query.find('&');
    if (query.substr(0, end) == flag) return true;
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
  }
  return false;
}

std::string_view VerbOf(std::string_view method, bool isCollection, bool isWatch) {
  if (method == "POST") return "create";
  if (method == "PUT") return "update";
  if (method == "PATCH") return "patch";
  if (method == "DELETE") return isCollection ? "deletecollection" : "delete";
  if (!isCollection) return "get";
  return isWatch ? "watch" : "list";
}

bool IsBelowNamespace(std::string_view segment) {
  return std::find(std::begin(kBelowNamespace), std::end(kBelowNamespace), segment) != std::end(kBelowNamespace);
}

std::string Joined(Segments::const_iterator begin, Segments::const_iterator end) {
  std::string joined;
  for (auto part = begin; part != end; ++part) {
    if (!joined.empty()) joined += '/';
    joined += PercentDecode(*part);
  }
  return joined;
}

}  // namespace

RequestInfo InfoOf(std::string_view method, std::string_view target) {
  const std::size_t question = target.find('?');
  const std::string_view query = question == std::string_view::npos ? std::string_view() : target.substr(question + 1);
  const Segments segments = SegmentsOf(target.substr(0, question));
  RequestInfo info{.verb = Lower(method)};

  const bool isCore = segments.size() > 2 && segments[0] == "api";
  const bool isGroup = segments.size() > 3 && segments[0] == "apis";
  if (!isCore && !isGroup) return info;
  auto next = segments.begin() + 1;
  if (isGroup) info.group = PercentDecode(*next++);
  info.version = PercentDecode(*next++);
  const auto left = [&] { return segments.end() - next; };
  if (left() > 1 && *next == "namespaces") {
    info.namespace_ = PercentDecode(next[1]);
    if (left() > 2 && !IsBelowNamespace(next[2])) next += 2;
  }
  info.resource = PercentDecode(*next++);
  if (left() > 0) info.name = PercentDecode(*next++);
  info.subresource = Joined(next, segments.end());
  info.verb = VerbOf(method, info.name.empty(), HasFlag(query, "watch=true"));
  return info;
}

bool AnswersLate(const Request& request) {
  const std::string_view target = request.target;
  const std::size_t question = target.find('?');
  return request.info.subresource == "log" && question != std::string_view::npos &&
         HasFlag(target.substr(question + 1), "follow=true");
}

}  // namespace k8s::internal
