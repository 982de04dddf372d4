#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <k8s/base/ascii.h>
#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/discovery/cache_files.h>
#include <k8s/discovery/http_cache.h>
#include <k8s/discovery/stored_answers.h>

namespace k8s {
namespace {

constexpr int kOk = 200;
constexpr int kNotModified = 304;

std::string_view ValueOf(const Headers& headers, std::string_view name) {
  const std::string* value = headers.Find(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

/// Calls `visit` with each element of all headers of that name: they are lists, which may come in several.
template <class Visit>
void ForEachElement(const Headers& headers, std::string_view name, const Visit& visit) {
  for (const auto& [key, value] : headers) {
    if (!Headers::SameName(key, name)) continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (const std::string_view element = internal::Trimmed(rest.substr(0, comma)); !element.empty()) visit(element);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
}

bool Directs(const Response& answer, std::string_view directive) {
  bool found = false;
  ForEachElement(answer.headers, "Cache-Control",
                 [&](std::string_view element) { found = found || Headers::SameName(element, directive); });
  return found;
}

/// Whether the answer depends on nothing of the request but its target and the media types that it takes.
bool IsOfKeyAlone(const Response& answer) {
  bool isOfKey = true;
  ForEachElement(answer.headers, "Vary", [&](std::string_view element) {
    isOfKey = isOfKey && (Headers::SameName(element, "Accept") || Headers::SameName(element, "Accept-Encoding"));
  });
  return isOfKey;
}

bool MayBeKept(const Response& answer) {
  return answer.status == kOk && !ValueOf(answer.headers, "ETag").empty() && !Directs(answer, "no-store") &&
         IsOfKeyAlone(answer);
}

bool NeverChanges(const Response& answer) { return Directs(answer, "public") && Directs(answer, "immutable"); }

class CachingTransport final : public Transport {
 public:
  CachingTransport(std::shared_ptr<Transport> inner, HttpCacheOptions options)
      : inner_(std::move(inner)), answers_(std::move(options.folder), options.maxBytes) {}

  Future<Response> SendAsync(Request request, CallContext context) override {
    return inner_->SendAsync(std::move(request), std::move(context));
  }
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    return inner_->OpenAsync(std::move(request), std::move(context));
  }
  Result<std::unique_ptr<ByteStream>> Open(Request request, const CallContext& context) override {
    return inner_->Open(std::move(request), context);
  }

  Result<Response> Send(Request request, const CallContext& context) override {
    const bool isPlainRead = request.method == "GET" && request.headers.Find("If-None-Match") == nullptr;
    if (!isPlainRead) return inner_->Send(std::move(request), context);
    const std::string key = request.target + " " + std::string(ValueOf(request.headers, "Accept"));
    const std::optional<Response> known = answers_.Find(key);
    if (known && NeverChanges(*known)) return *known;
    if (known) request.headers.Set("If-None-Match", std::string(ValueOf(known->headers, "ETag")));
    Result<Response> answer = inner_->Send(std::move(request), context);
    if (!answer) return answer;
    if (known && answer->status == kNotModified) {
      answers_.Renew(key);
      return *known;
    }
    if (MayBeKept(*answer)) answers_.Keep(key, *answer);
    return answer;
  }

 private:
  const std::shared_ptr<Transport> inner_;
  const internal::StoredAnswers answers_;
};

}  // namespace

std::function<std::shared_ptr<Transport>(std::shared_ptr<Transport>)> HttpCache(HttpCacheOptions options) {
  return [options = std::move(options)](std::shared_ptr<Transport> inner) -> std::shared_ptr<Transport> {
    if (options.folder.empty()) return inner;
    return std::make_shared<CachingTransport>(std::move(inner), options);
  };
}

std::string HttpCacheFolder(const Config& config) { return HttpCacheFolder(config, Environment::Process()); }

std::string HttpCacheFolder(const Config& config, const Environment& environment) {
  const std::string host = internal::FolderOf(config.server);
  const std::string root = internal::CacheRoot(environment);
  return host.empty() || root.empty() ? std::string() : root + "/http-client-cpp/" + host;
}

}  // namespace k8s
