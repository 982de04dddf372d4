#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <k8s/transport/transport.h>

namespace k8s {

struct Config;
class Environment;

struct HttpCacheOptions {
  /// Where answers are kept, for other processes too; see HttpCacheFolder(). Empty: nothing is kept.
  std::string folder = {};
  /// What all answers may take on the disk; the oldest go, and nothing else in the folder. One that is larger than an eighth of
  /// it, or than 8 MiB, is not kept.
  std::uint64_t maxBytes = std::uint64_t{64} << 20;
};

/// Keeps answers to GETs that have an ETag in files, and asks the server with `If-None-Match` whether they still hold: of
/// discovery and OpenAPI, the documents that a server tells again and again, a few bytes travel instead of some megabytes. What
/// the server calls `public` and `immutable`, as the documents of OpenAPI v3 are below their hash, is not asked for again at
/// all.
///
/// ```
/// k8s::ClientOptions options;
/// options.middleware.push_back(k8s::HttpCache({.folder = k8s::HttpCacheFolder(*config)}));
/// k8s::DiscoveryClient discovery(k8s::RestClient::Create(*config, options).value());
/// ```
///
/// Each user asks with credentials of its own, so nobody is shown what the server would not show; but whoever may read the
/// folder may read the documents. Its files have a form of their own: kubectl's, in `http` beside it, are an inner matter of a
/// library of Go. They are replaced as a whole; one that is torn, or of something else, counts as none, and one that cannot be
/// written is no error. A cached answer has the status and headers of before.
///
/// Files are read and written on the thread that calls, so only calls that wait use them (Result, not Future), and no streams.
///
/// Thread safety: the transports that it makes, from any thread; any number of them and of processes may share a folder.
std::function<std::shared_ptr<Transport>(std::shared_ptr<Transport> inner)> HttpCache(HttpCacheOptions options);

/// `$KUBECACHEDIR`, or else `~/.kube/cache`, then `http-client-cpp/<host>_<port>`. Empty where there is no home.
std::string HttpCacheFolder(const Config& config);
std::string HttpCacheFolder(const Config& config, const Environment& environment);

}  // namespace k8s
