#include <algorithm>
#include <cstddef>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <k8s/api/meta/v1/api_versions.h>
#include <k8s/base/after.h>
#include <k8s/codec/json.h>
#include <k8s/codec/value.h>
#include <k8s/discovery/aggregated.h>
#include <k8s/discovery/consolidate.h>
#include <k8s/discovery/discovery_client.h>
#include <k8s/meta/quoted.h>
#include <k8s/rest/rest_call.h>
#include <k8s/rest/url.h>

namespace k8s {
namespace {

using internal::Quoted;

constexpr const char* kJson = "application/json";

// Group versions that are asked for one by one: so many at once, and no more than so many.
constexpr std::size_t kAtOnce = 16;
constexpr std::size_t kMostVersions = 4096;

constexpr int kNotFound = 404;

CallContext Limited(const CallContext& context, std::chrono::milliseconds timeout) {
  CallContext limited = context;
  const auto latest = After(std::chrono::steady_clock::now(), timeout);
  if (!limited.deadline || latest < *limited.deadline) limited.deadline = latest;
  return limited;
}

// The groups that `/api` or `/apis` tells, and their resources if they are in the same answer.
struct Root {
  ServedResources served;
  bool isAggregated = false;
};

metav1::APIGroup CoreGroup(const metav1::APIVersions& core) {
  metav1::APIGroup group;
  for (const std::string& version : core.versions) {
    auto& told = group.versions.emplace_back();
    told.groupVersion = version;
    told.version = version;
  }
  if (!group.versions.empty()) group.preferredVersion = group.versions.front();
  return group;
}

Result<Root> ReadRoot(const Response& answer, bool isCore) {
  Root root;
  const std::string* contentType = answer.headers.Find("Content-Type");
  if (contentType != nullptr && internal::IsAggregated(*contentType)) {
    root.isAggregated = true;
    return internal::ReadAggregated(answer.body).transform([&](ServedResources&& served) {
      root.served = std::move(served);
      return std::move(root);
    });
  }
  if (isCore) {
    return FromJson<metav1::APIVersions>(answer.body).transform([&](metav1::APIVersions&& core) {
      if (!core.versions.empty()) root.served.groups.push_back(CoreGroup(core));
      return std::move(root);
    });
  }
  return FromJson<metav1::APIGroupList>(answer.body).transform([&](metav1::APIGroupList&& all) {
    root.served.groups = std::move(all.groups);
    return std::move(root);
  });
}

// An aggregated server need not have a core group, nor an old one any other.
Result<Root> Ask(const RestClient& client, bool isCore, bool aggregated, const CallContext& context) {
  const char* path = isCore ? "/api" : "/apis";
  const char* accept = aggregated ? internal::kAcceptAggregated.data() : kJson;
  const Result<Response> answer = client.Call({.path = path, .accept = accept}).Answer(context);
  if (!answer && answer.error().HttpStatus() == kNotFound) return Root{.served = {}, .isAggregated = aggregated};
  if (!answer) return answer.error();
  return ReadRoot(*answer, isCore).transform_error([&](const Error& error) {
    return error.WithContext(fmt::format("reading what {} tells", path));
  });
}

struct Roots {
  Root core;
  Root named;
};

Result<Roots> AskBoth(const RestClient& client, bool aggregated, const CallContext& context) {
  Result<Root> core = Ask(client, true, aggregated, context);
  if (!core) return core.error();
  Result<Root> named = Ask(client, false, aggregated, context);
  if (!named) return named.error();
  return Roots{*std::move(core), *std::move(named)};
}

ServedResources Together(Roots&& roots) {
  ServedResources all = std::move(roots.core.served);
  ServedResources& others = roots.named.served;
  std::ranges::move(others.groups, std::back_inserter(all.groups));
  std::ranges::move(others.resources, std::back_inserter(all.resources));
  all.failed.merge(others.failed);
  return internal::Consolidated(std::move(all));
}

Result<std::string> PathOf(const GroupVersion& version) {
  std::string path = version.group.empty() ? "/api" : "/apis";
  if (!version.group.empty()) {
    Result<std::string> group = PathSegment(version.group, "group");
    if (!group) return group;
    path += "/" + *group;
  }
  return PathSegment(version.version, "version").transform([&](const std::string& segment) { return path + "/" + segment; });
}

Future<metav1::APIResourceList> AskForList(const RestClient& client, const GroupVersion& version, const CallContext& context) {
  Result<std::string> path = PathOf(version);
  if (!path) return Future<metav1::APIResourceList>(Result<metav1::APIResourceList>(path.error()));
  return client.Call({.path = *path, .accept = kJson})
      .IntoAsync<metav1::APIResourceList>(context)
      .Then([version](Result<metav1::APIResourceList> list) -> Result<metav1::APIResourceList> {
        const bool isMissingCore = !list && version.group.empty() && list.error().HttpStatus() == kNotFound;
        if (isMissingCore) list = metav1::APIResourceList();
        if (list) list->groupVersion = version.ToString();  // whatever it says: it is the answer to this question
        return list;
      });
}

std::vector<GroupVersion> VersionsOf(const std::vector<metav1::APIGroup>& groups) {
  std::vector<GroupVersion> versions;
  for (const metav1::APIGroup& group : groups) {
    for (const auto& version : group.versions) versions.push_back({group.name, version.version});
  }
  return versions;
}

// One request for each group version. What fails is told; that the caller gives up is an Error.
Result<ServedResources> AskForEach(const RestClient& client, ServedResources served, const CallContext& context) {
  const std::vector<GroupVersion> versions = VersionsOf(served.groups);
  if (versions.size() > kMostVersions) {
    return Error(ErrorCode::kDecode,
                 fmt::format("the server tells of {} group versions, more than {}", versions.size(), kMostVersions));
  }
  std::deque<Future<metav1::APIResourceList>> asked;
  std::size_t next = 0;
  for (const GroupVersion& version : versions) {
    while (next < versions.size() && asked.size() < kAtOnce) asked.push_back(AskForList(client, versions[next++], context));
    Result<metav1::APIResourceList> list = asked.front().Get(context);
    asked.pop_front();
    if (list) {
      served.resources.push_back(*std::move(list));
      continue;
    }
    const bool isOver =
        context.stop.stop_requested() || (context.deadline && *context.deadline <= std::chrono::steady_clock::now());
    if (isOver) return list.error();
    served.failed.emplace(version, list.error());
  }
  return served;
}

Result<std::map<std::string, std::string>> ReadPlaces(const std::string& json) {
  const Result<Value> index = Value::FromJson(json);
  if (!index) return index.error();
  std::map<std::string, std::string> places;
  const Value* paths = index->Find("paths");
  if (paths == nullptr || !paths->IsObject()) return Error(ErrorCode::kDecode, "paths: not an object");
  for (const auto [name, entry] : *paths->AsObject()) {
    const Value* place = entry.Find("serverRelativeURL");
    const auto text = place == nullptr ? std::nullopt : place->AsString();
    if (!text) return Error(ErrorCode::kDecode, fmt::format("paths[{}]: no serverRelativeURL", Quoted(name)));
    places.emplace(name, *text);
  }
  return places;
}

// A path with its query. It comes from a server, and may lead nowhere but to that server.
Result<RestRequest> RequestFor(std::string_view place) {
  if (!place.starts_with('/') || place.starts_with("//")) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{} is no path on the server", Quoted(place)));
  }
  const std::size_t mark = place.find('?');
  RestRequest request{.path = std::string(place.substr(0, mark)), .accept = kJson};
  std::string_view query = mark == std::string_view::npos ? std::string_view() : place.substr(mark + 1);
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string_view value = equals == part.size() ? std::string_view() : part.substr(equals + 1);
    request.query.emplace_back(PercentDecode(part.substr(0, equals)), PercentDecode(value));
    query.remove_prefix(std::min(part.size() + 1, query.size()));
  }
  return request;
}

}  // namespace

Result<metav1::APIGroupList> DiscoveryClient::Groups(const CallContext& context) const {
  return AskBoth(client_, false, Limited(context, options_.timeout)).transform([](Roots&& roots) {
    metav1::APIGroupList list;
    list.groups = Together(std::move(roots)).groups;
    return list;
  });
}

Result<metav1::APIResourceList> DiscoveryClient::Resources(const GroupVersion& version, const CallContext& context) const {
  return AskForList(client_, version, context).Get(context);
}

Result<ServedResources> DiscoveryClient::ServedResources(const CallContext& context) const {
  const CallContext limited = Limited(context, options_.timeout);
  Result<Roots> roots = AskBoth(client_, options_.aggregated, limited);
  if (!roots) return roots.error();
  const bool isComplete = roots->core.isAggregated && roots->named.isAggregated;
  k8s::ServedResources served = Together(*std::move(roots));
  if (isComplete) return served;
  served.resources.clear();
  served.failed.clear();
  return AskForEach(client_, std::move(served), limited).transform(&internal::Consolidated);
}

Result<version::Info> DiscoveryClient::ServerVersion(const CallContext& context) const {
  return client_.Call({.path = "/version"}).Into<version::Info>(context);
}

Future<version::Info> DiscoveryClient::ServerVersionAsync(const CallContext& context) const {
  return client_.Call({.path = "/version"}).IntoAsync<version::Info>(context);
}

Result<std::string> DiscoveryClient::OpenApiV2(const CallContext& context) const {
  return client_.Call({.path = "/openapi/v2", .accept = kJson}).Raw(context);
}

Future<std::string> DiscoveryClient::OpenApiV2Async(const CallContext& context) const {
  return client_.Call({.path = "/openapi/v2", .accept = kJson}).RawAsync(context);
}

Result<std::map<std::string, std::string>> DiscoveryClient::OpenApiV3Paths(const CallContext& context) const {
  return client_.Call({.path = "/openapi/v3", .accept = kJson})
      .Raw(context)
      .and_then(&ReadPlaces)
      .transform_error([](const Error& error) { return error.WithContext("reading the index of OpenAPI v3"); });
}

Result<std::string> DiscoveryClient::OpenApiV3(std::string_view place, const CallContext& context) const {
  return RequestFor(place).and_then([&](const RestRequest& request) { return client_.Call(request).Raw(context); });
}

Future<std::string> DiscoveryClient::OpenApiV3Async(std::string_view place, const CallContext& context) const {
  const Result<RestRequest> request = RequestFor(place);
  if (!request) return Future<std::string>(Result<std::string>(request.error()));
  return client_.Call(*request).RawAsync(context);
}

}  // namespace k8s
