#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <k8s/discovery/discovery_client.h>
#include <k8s/rest/rest_client.h>
#include <k8s/transport/transport.h>

namespace k8s::test {

inline constexpr const char* kAggregatedV2 = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// A server that has pages, and a 404 for what has none. It remembers what was asked.
///
/// Thread safety: all members, from any thread.
class Pages final : public Transport {
 public:
  void Put(const std::string& path, std::string body, std::string contentType = "application/json", int status = 200) {
    std::lock_guard lock(mutex_);
    pages_[path] = {.status = status, .headers = {{"Content-Type", std::move(contentType)}}, .body = std::move(body)};
  }
  void Fail(const std::string& path, int status) { Put(path, "no", "text/plain", status); }

  /// What /api and /apis tell, at once.
  void Aggregate(const std::string& core, const std::string& others) {
    Put("/api", R"({"items":[)" + core + "]}", kAggregatedV2);
    Put("/apis", R"({"items":[)" + others + "]}", kAggregatedV2);
  }

  std::vector<Request> Asked() const {
    std::lock_guard lock(mutex_);
    return asked_;
  }
  std::vector<std::string> Paths() const {
    std::vector<std::string> paths;
    for (const Request& request : Asked()) paths.push_back(request.target);
    return paths;
  }

  Future<Response> SendAsync(Request request, CallContext context) override {
    std::lock_guard lock(mutex_);
    if (context.stop.stop_requested()) return Future<Response>(Result<Response>(Error(ErrorCode::kCancelled, "stopped")));
    const auto page = pages_.find(request.target.substr(0, request.target.find('?')));
    asked_.push_back(std::move(request));
    if (page != pages_.end()) return Future<Response>(Result<Response>(page->second));
    return Future<Response>(Result<Response>(Response{.status = 404, .headers = {}, .body = "404 page not found"}));
  }
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request, CallContext) override {
    return Future<std::unique_ptr<ByteStream>>(
        Result<std::unique_ptr<ByteStream>>(Error(ErrorCode::kUnsupported, "pages are no streams")));
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Response> pages_;
  std::vector<Request> asked_;
};

/// A client that tries everything once.
inline RestClient ClientOf(const std::shared_ptr<Pages>& pages) {
  ClientOptions options;
  options.retry.maxRetries = 0;
  return *RestClient::Create(pages, options);
}

// Groups, versions and resources in the aggregated form.

inline std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}
inline std::string Group(const std::string& name, const std::vector<std::string>& versions) {
  return R"({"metadata":{"name":")" + name + R"("},"versions":[)" + Joined(versions) + "]}";
}
inline std::string Version(const std::string& name, const std::vector<std::string>& resources,
                           const std::string& freshness = "Current") {
  return R"({"version":")" + name + R"(","freshness":")" + freshness + R"(","resources":[)" + Joined(resources) + "]}";
}
/// `more` is put into the resource: further members of it.
inline std::string Resource(const std::string& plural, const std::string& kind, const std::string& more = {}) {
  return R"({"resource":")" + plural + R"(","responseKind":{"group":"","version":"","kind":")" + kind +
         R"("},"scope":"Namespaced","verbs":["get","list"])" + (more.empty() ? "" : "," + more) + "}";
}

}  // namespace k8s::test
