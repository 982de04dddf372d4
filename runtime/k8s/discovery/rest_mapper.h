#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/result.h>
#include <k8s/discovery/cached_discovery.h>
#include <k8s/discovery/rest_mapping.h>
#include <k8s/meta/group_version.h>

namespace k8s {

struct RestMapperOptions {
  /// What nobody has heard of makes it ask the server anew, as it may have come meanwhile: so many times in a row, and then as
  /// often as this. In between the answer is that there is no such thing.
  int refreshBurst = 5;
  std::chrono::milliseconds refreshEvery = std::chrono::seconds(5);
  /// What that is measured by; null: the machine's clock. For tests.
  std::shared_ptr<Clock> clock = {};
};

/// Tells which resource has the objects of a kind, which kind a resource has, and whether it is in namespaces; by what the
/// server serves. It asks when it is first needed, and again when it does not know something: a CRD that was created a moment
/// ago is found. However many look for what is missing, one of them asks.
///
/// ```
/// k8s::RestMapper mapper(k8s::CachedDiscovery(k8s::DiscoveryClient(client.Rest())));
/// auto mapping = mapper.MappingOf({"apps", "Deployment"});   // mapping->resource: deployments.v1.apps
/// auto pods = mapper.Named("po");                            // as kubectl takes names
/// ```
///
/// What is there several times: groups in the server's order, the core group before all; of a group the version that it
/// prefers, then the others.
///
/// Errors, of every question: kNotFound (what is asked for is not served; the message tells which group versions could not be
/// read, if any), and those of CachedDiscovery::Served().
///
/// A cheap handle. Thread safety: all members, from any thread.
class RestMapper {
 public:
  explicit RestMapper(CachedDiscovery discovery, RestMapperOptions options = RestMapperOptions());

  /// Where the objects of a kind are, in that version or, with an empty one, in the best. kInvalidArgument: the same version of
  /// the kind is served as several resources, which are named.
  Result<RestMapping> MappingOf(const GroupKind& kind, std::string_view version = {},
                                const CallContext& context = CallContext()) const;
  /// In all its versions, the best first.
  Result<std::vector<RestMapping>> MappingsOf(const GroupKind& kind, const CallContext& context = CallContext()) const;

  /// What a resource is. Group and version may be empty: the best of all; a group that nobody has counts as the beginning of
  /// one. The name may be the plural, the singular, that of the kind, in whatever case, or a short one ("deploy") if it is none
  /// of these.
  Result<RestMapping> Find(const GroupVersionResource& resource, const CallContext& context = CallContext()) const;
  /// All that it may be, the best first: more than one tells that the name alone is ambiguous.
  Result<std::vector<RestMapping>> FindAll(const GroupVersionResource& resource,
                                           const CallContext& context = CallContext()) const;
  /// What kubectl takes such an argument for: "deploy", "deployments.apps", "deployments.v1.apps".
  Result<RestMapping> Named(std::string_view argument, const CallContext& context = CallContext()) const;

  /// The resources of a category ("all"), each in its best version. Empty if nothing is in it; that does not ask again.
  Result<std::vector<RestMapping>> InCategory(std::string_view category, const CallContext& context = CallContext()) const;

  /// The kind of what lies below the objects of a resource: of "scale" below deployments autoscaling/v1, Scale.
  Result<GroupVersionKind> KindBelow(const GroupVersionResource& resource, std::string_view subresource,
                                     const CallContext& context = CallContext()) const;

  /// Forgets everything; the next question asks the server.
  void Reset() const;

  const CachedDiscovery& Discovery() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace k8s
