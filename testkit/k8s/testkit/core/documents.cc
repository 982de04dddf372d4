#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <k8s/testkit/core/discovery.h>
#include <k8s/testkit/core/documents.h>
#include <k8s/testkit/core/encodings.h>
#include <k8s/testkit/core/media_type.h>
#include <k8s/testkit/core/openapi_paths.h>
#include <k8s/testkit/core/responses.h>
#include <k8s/testkit/core/route.h>

namespace k8s::testkit::core {
namespace {

using Segments = std::span<const std::string>;

/// Whoever can take the aggregated form gets it, whatever they like better.
bool TakesAggregated(const Request& request) {
  const auto ranges = AcceptedBy(request.headers);
  return std::any_of(ranges.begin(), ranges.end(), [](const MediaRange& range) {
    return range.IncludesJson() && range.as == "APIGroupDiscoveryList" && range.group == "apidiscovery.k8s.io" &&
           range.version == "v2";
  });
}

Outcome<Response> Found(std::string document) {
  if (document.empty()) return NoSuchPage();
  return JsonResponse(200, std::move(document));
}

/// A document of which there is but one form.
Outcome<Response> Plain(const Request& request, std::string document) {
  const auto ranges = AcceptedBy(request.headers);
  const bool isTaken = std::any_of(ranges.begin(), ranges.end(), [](const MediaRange& range) {
    return range.as.empty() && (range.IncludesJson() || range.type == kYamlType || range.type == kProtobufType);
  });
  if (!isTaken) return NotAcceptable();
  return Found(std::move(document));
}

Response TextResponse(std::string text) {
  return {.status = 200, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(text)};
}

/// The document, unless the client has it already.
Response Unless(const Request& request, const TaggedDocument& document, std::string_view type) {
  const std::string tag = '"' + document.hash + '"';
  Response response{.status = 200,
                    .headers = {{"Content-Type", std::string(type)}, {"ETag", tag}, {"Vary", "Accept"}},
                    .body = document.text};
  const std::string* known = request.headers.Find("If-None-Match");
  if (known == nullptr || known->find(tag) == std::string::npos) return response;
  return {.status = 304, .headers = {{"ETag", tag}, {"Vary", "Accept"}}};
}

Outcome<Response> Aggregated(const Catalog& catalog, const Request& request, bool core) {
  Response response = Unless(request, Tagged(AggregatedJson(catalog, core)), kAggregatedDiscoveryType);
  response.headers.Set("Cache-Control", "public");
  return response;
}

/// The group and version that `api/<version>` or `apis/<group>/<version>` names.
const GroupVersion* FindGroupVersion(const Catalog& catalog, Segments path) {
  if (path.size() == 2 && path[0] == "api") return catalog.Find("", path[1]);
  if (path.size() == 3 && path[0] == "apis") return catalog.Find(path[1], path[2]);
  return nullptr;
}

/// There is no protobuf of these documents. Who admits nothing else is told so as the real server does, without a word.
Outcome<Response> OpenApiResponse(const Request& request, const TaggedDocument& document) {
  const auto ranges = AcceptedBy(request.headers);
  if (std::none_of(ranges.begin(), ranges.end(), [](const MediaRange& range) { return range.IncludesJson(); })) {
    return Response{.status = 406};
  }
  return Unless(request, document, "application/json");
}

/// Who asks for a hash that the document has not any more is sent to the one that it has.
Outcome<Response> GetOpenApiOf(const GroupVersion& groupVersion, OpenApiDocuments& openApi, const Request& request,
                               const Target& target) {
  const TaggedDocument& document = openApi.V3(groupVersion);
  const std::string_view hash = target.Parameter("hash");
  if (hash.empty()) return OpenApiResponse(request, document);
  if (hash == document.hash) {
    auto response = OpenApiResponse(request, document);
    if (response) response->headers.Set("Cache-Control", "public, immutable");
    return response;
  }
  return Response{.status = 301, .headers = {{"Location", "/openapi/v3/" + RootOf(groupVersion) + "?hash=" + document.hash}}};
}

Outcome<Response> GetOpenApi(const Catalog& catalog, OpenApiDocuments& openApi, const Request& request, const Target& target) {
  const Segments path = Segments(target.segments).subspan(1);
  if (path.size() == 1 && path[0] == "v2") return OpenApiResponse(request, openApi.V2(catalog));
  if (path.empty() || path[0] != "v3") return NoSuchPage();
  if (path.size() == 1) return TextResponse(openApi.V3Index(catalog));
  const GroupVersion* groupVersion = FindGroupVersion(catalog, path.subspan(1));
  if (groupVersion == nullptr) return Response{.status = 404};  // without a word
  return GetOpenApiOf(*groupVersion, openApi, request, target);
}

Outcome<Response> GetDiscovery(const Catalog& catalog, const Request& request, Segments path) {
  const bool core = path[0] == "api";
  if (path.size() == 1 && TakesAggregated(request)) return Aggregated(catalog, request, core);
  if (path.size() == 1 && !core) return Plain(request, GroupsJson(catalog));
  if (path.size() == 2 && !core) return Plain(request, GroupJson(catalog, path[1]));
  if (auto refusal = RefuseForms(request, kForms)) return *refusal;
  if (path.size() == 1) return Plain(request, CoreVersionsJson(catalog));
  const GroupVersion* groupVersion = FindGroupVersion(catalog, path);
  if (groupVersion == nullptr) return UnknownVersion(catalog, core ? std::string_view() : path[1]);
  return Plain(request, ResourcesJson(*groupVersion));
}

Outcome<Response> GetVersion(const Request& request) {
  if (auto refusal = RefuseForms(request, std::array{kJsonType})) return *refusal;
  return Found(VersionJson());
}

}  // namespace

bool IsDocument(const Target& target) {
  const auto& path = target.segments;
  if (path.empty()) return true;
  if (path[0] == "api") return path.size() <= 2;
  if (path[0] == "apis") return path.size() <= 3;
  return true;
}

Outcome<Response> GetDocument(const Catalog& catalog, OpenApiDocuments& openApi, const Request& request, const Target& target) {
  const Segments path = target.segments;
  if (request.method != "GET") return MethodNotAllowed();
  if (path.empty()) return UnknownResource();
  if (path[0] == "api" || path[0] == "apis") return GetDiscovery(catalog, request, path);
  if (path[0] == "openapi") return GetOpenApi(catalog, openApi, request, target);
  if (path.size() > 1) return UnknownResource();
  if (path[0] == "version") return GetVersion(request);
  if (path[0] == "healthz" || path[0] == "livez" || path[0] == "readyz") {
    return TextResponse("ok");
  }
  return UnknownResource();
}

}  // namespace k8s::testkit::core
