#pragma once

#include <string_view>
#include <utility>

#include <k8s/api/autoscaling/v1/scale.h>
#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/discovery/rest_mapper.h>
#include <k8s/meta/group_version.h>
#include <k8s/rest/options.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/rest_client.h>

namespace k8s {

/// Reads and sets how many there shall be of whatever can be scaled, custom resources included. Servers have more than one kind
/// for that; here it is always autoscaling/v1.
///
/// ```
/// k8s::ScaleClient scales(client.Rest(), mapper);
/// auto scale = scales.Get({"apps", "deployments"}, "default", "web");
/// scale->spec.replicas = 3;
/// auto scaled = scales.Update({"apps", "deployments"}, *scale);
/// ```
///
/// A resource is taken as RestMapper::Find() takes it. The namespace is empty for kinds without one.
///
/// Errors, of every verb: those of RestMapper::Find(), kNotFound also for a resource that cannot be scaled; kUnsupported for
/// one whose scale is of a kind that nobody knows; those of ResourceClient.
///
/// A cheap handle. Thread safety: all members, from any thread.
class ScaleClient {
 public:
  ScaleClient(RestClient client, RestMapper mapper) : client_(std::move(client)), mapper_(std::move(mapper)) {}

  Result<autoscalingv1::Scale> Get(const GroupResource& resource, std::string_view namespace_, std::string_view name,
                                   const GetOptions& options = GetOptions(), const CallContext& context = CallContext()) const;

  /// Of the object that the scale's metadata names. With its resourceVersion only if the object has not changed since: else
  /// kConflict.
  Result<autoscalingv1::Scale> Update(const GroupResource& resource, const autoscalingv1::Scale& scale,
                                      const UpdateOptions& options = UpdateOptions(),
                                      const CallContext& context = CallContext()) const;

  /// The patch is one of the kind that the server has: of its `spec.replicas` all of them.
  Result<autoscalingv1::Scale> Patch(const GroupResource& resource, std::string_view namespace_, std::string_view name,
                                     const k8s::Patch& patch, const PatchOptions& options = PatchOptions(),
                                     const CallContext& context = CallContext()) const;

 private:
  RestClient client_;
  RestMapper mapper_;
};

}  // namespace k8s
