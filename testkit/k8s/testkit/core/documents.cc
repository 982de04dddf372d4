#include <algorithm>
#include <span>
#include <utility>

#include <k8s/testkit/core/discovery.h>
#include <k8s/testkit/core/documents.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/openapi.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/core/route.h>

namespace k8s::testkit::core {
namespace {

using Segments = std::span<const std::string>;

bool PrefersAggregated(const Request& request) {
  for (const MediaRange& range : AcceptedBy(request.headers)) {
    if (!range.IncludesJson()) continue;
    if (range.as.empty()) return false;
    if (range.as == "APIGroupDiscoveryList" && range.group == "apidiscovery.k8s.io" && range.version == "v2") return true;
  }
  return false;
}

Outcome<Response> Found(std::string document) {
  if (document.empty()) return NoSuchPage();
  return JsonResponse(200, std::move(document));
}

Outcome<Response> Aggregated(const Catalog& catalog, bool core) {
  Response response = JsonResponse(200, AggregatedJson(catalog, core));
  response.headers.Set("Content-Type", std::string(kAggregatedDiscoveryType));
  return response;
}

/// The group and version that `api/<version>` or `apis/<group>/<version>` names.
const GroupVersion* FindGroupVersion(const Catalog& catalog, Segments path) {
  if (path.size() == 2 && path[0] == "api") return catalog.Find("", path[1]);
  if (path.size() == 3 && path[0] == "apis") return catalog.Find(path[1], path[2]);
  return nullptr;
}

/// There is no protobuf of these documents. Who admits nothing else is told so as the real server does, without a word.
Outcome<Response> OpenApiResponse(const Request& request, std::string document) {
  const auto ranges = AcceptedBy(request.headers);
  if (std::none_of(ranges.begin(), ranges.end(), [](const MediaRange& range) { return range.IncludesJson(); })) {
    return Response{.status = 406};
  }
  return JsonResponse(200, std::move(document));
}

Outcome<Response> GetOpenApi(const Catalog& catalog, const Request& request, Segments path) {
  if (path.size() == 1 && path[0] == "v2") return OpenApiResponse(request, OpenApiV2Json(catalog));
  if (path.empty() || path[0] != "v3") return UnknownResource();
  if (path.size() == 1) return Found(OpenApiV3IndexJson(catalog));
  const GroupVersion* groupVersion = FindGroupVersion(catalog, path.subspan(1));
  return groupVersion == nullptr ? UnknownResource() : OpenApiResponse(request, OpenApiV3Json(*groupVersion));
}

Outcome<Response> GetDiscovery(const Catalog& catalog, const Request& request, Segments path) {
  const bool core = path[0] == "api";
  if (path.size() == 1 && PrefersAggregated(request)) return Aggregated(catalog, core);
  if (path.size() == 1) return Found(core ? CoreVersionsJson(catalog) : GroupsJson(catalog));
  if (path.size() == 2 && !core) return Found(GroupJson(catalog, path[1]));
  const GroupVersion* groupVersion = FindGroupVersion(catalog, path);
  if (groupVersion == nullptr) return UnknownVersion(catalog, core || path.size() < 2 ? std::string_view() : path[1]);
  return Found(ResourcesJson(*groupVersion));
}

}  // namespace

bool IsDocument(const Target& target) {
  const auto& path = target.segments;
  if (path.empty()) return true;
  if (path[0] == "api") return path.size() <= 2;
  if (path[0] == "apis") return path.size() <= 3;
  return true;
}

Outcome<Response> GetDocument(const Catalog& catalog, const Request& request, const Target& target) {
  const Segments path = target.segments;
  if (request.method != "GET") return MethodNotAllowed();
  if (path.empty()) return UnknownResource();
  if (path[0] == "api" || path[0] == "apis") return GetDiscovery(catalog, request, path);
  if (path[0] == "openapi") return GetOpenApi(catalog, request, path.subspan(1));
  if (path.size() > 1) return UnknownResource();
  if (path[0] == "version") return Found(VersionJson());
  if (path[0] == "healthz" || path[0] == "livez" || path[0] == "readyz") {
    return Response{.status = 200, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = "ok"};
  }
  return UnknownResource();
}

}  // namespace k8s::testkit::core
