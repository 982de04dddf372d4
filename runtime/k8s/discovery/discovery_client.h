#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/api/meta/v1/api_group_list.h>
#include <k8s/api/meta/v1/api_resource_list.h>
#include <k8s/api/version/info.h>
#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/discovery/served_resources.h>
#include <k8s/meta/group_version.h>
#include <k8s/rest/rest_client.h>

namespace k8s {

struct DiscoveryOptions {
  /// What a question may take at most that several requests answer, unless its CallContext has a deadline that is sooner.
  std::chrono::milliseconds timeout{32'000};
  /// Ask for everything at once, which servers from 1.26 on can tell; others are asked for each group version all the same.
  bool aggregated = true;
};

/// Learns from a server what it serves: groups, versions, resources, the documents that describe them. It remembers nothing;
/// that is what CachedDiscovery is for.
///
/// ```
/// k8s::DiscoveryClient discovery(client.Rest());
/// auto served = discovery.ServedResources();
/// if (!served->failed.empty()) Warn(k8s::DescribeFailures(*served));   // the rest is complete
/// for (const auto& list : k8s::PreferredResources(*served)) ...
/// ```
///
/// Errors, of every question: the server's own, kUnavailable, kDecode, kCancelled, kDeadlineExceeded.
///
/// A cheap handle. Thread safety: all members, from any thread.
class DiscoveryClient {
 public:
  explicit DiscoveryClient(RestClient client, DiscoveryOptions options = DiscoveryOptions())
      : client_(std::move(client)), options_(options) {}

  /// All groups with their versions. A server without the core group has none of that name; that is no error.
  Result<metav1::APIGroupList> Groups(const CallContext& context = CallContext()) const;

  /// What one group version has, and what lies below its objects. Of the core group's, one that is not there is empty.
  Result<metav1::APIResourceList> Resources(const GroupVersion& version, const CallContext& context = CallContext()) const;

  /// Everything: in two requests where the server can aggregate, else one for each group version, several at a time. What
  /// could not be learned of single group versions is told beside the rest; an Error means that nothing could.
  Result<k8s::ServedResources> ServedResources(const CallContext& context = CallContext()) const;

  /// `/version`.
  Result<version::Info> ServerVersion(const CallContext& context = CallContext()) const;
  Future<version::Info> ServerVersionAsync(const CallContext& context = CallContext()) const;

  /// The whole API as one document of OpenAPI v2, in JSON; some 4 MB.
  Result<std::string> OpenApiV2(const CallContext& context = CallContext()) const;
  Future<std::string> OpenApiV2Async(const CallContext& context = CallContext()) const;

  /// Where the documents of OpenAPI v3 are, one for each group version: "apis/apps/v1" to
  /// "/openapi/v3/apis/apps/v1?hash=...". What has that hash never changes.
  Result<std::map<std::string, std::string>> OpenApiV3Paths(const CallContext& context = CallContext()) const;
  /// One of these documents, in JSON, by its place. kInvalidArgument: that is no path on the server.
  Result<std::string> OpenApiV3(std::string_view place, const CallContext& context = CallContext()) const;
  Future<std::string> OpenApiV3Async(std::string_view place, const CallContext& context = CallContext()) const;

  const RestClient& Rest() const { return client_; }

 private:
  RestClient client_;
  DiscoveryOptions options_;
};

}  // namespace k8s
