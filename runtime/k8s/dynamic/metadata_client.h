#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/dynamic/partial_object_metadata.h>
#include <k8s/dynamic/untyped_core.h>
#include <k8s/dynamic/untyped_watch.h>
#include <k8s/meta/group_version.h>
#include <k8s/rest/options.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/rest_client.h>

namespace k8s {

/// The verbs of one resource, for whoever needs only the metadata of its objects: what travels is a fraction of them. There is
/// no create and no update, as there would be nothing to write.
///
/// Answers are asked for in protobuf, which every kind has of its metadata, custom resources included. A server that answers
/// with whole objects has them cut down here.
///
/// Errors, of every verb: those of DynamicResourceClient; kDecode for an answer that is no object.
///
/// A cheap, copyable handle. Thread safety: all members, from any thread.
class MetadataResourceClient {
 public:
  MetadataResourceClient(const RestClient& client, const GroupVersionResource& resource, const std::string& namespace_);

  Result<PartialObjectMetadata> Get(std::string_view name, const GetOptions& options = GetOptions(),
                                    const CallContext& context = CallContext()) const;
  Future<PartialObjectMetadata> GetAsync(std::string_view name, const GetOptions& options = GetOptions(),
                                         const CallContext& context = CallContext()) const;

  Result<PartialObjectMetadataList> List(const ListOptions& options = ListOptions(),
                                         const CallContext& context = CallContext()) const;
  Future<PartialObjectMetadataList> ListAsync(const ListOptions& options = ListOptions(),
                                              const CallContext& context = CallContext()) const;

  /// All of them, read a page at a time, as k8s::ListAll() does.
  Result<PartialObjectMetadataList> ListAll(const ListOptions& options = ListOptions(),
                                            const CallContext& context = CallContext()) const;

  Result<UntypedWatch<PartialObjectMetadata>> Watch(const ListOptions& options = ListOptions(),
                                                    const CallContext& context = CallContext()) const;
  Future<UntypedWatch<PartialObjectMetadata>> WatchAsync(const ListOptions& options = ListOptions(),
                                                         const CallContext& context = CallContext()) const;

  /// Of the whole object, of which the metadata comes back: to set a label, or to take a finalizer away.
  Result<PartialObjectMetadata> Patch(std::string_view name, const k8s::Patch& patch,
                                      const PatchOptions& options = PatchOptions(),
                                      const CallContext& context = CallContext()) const;
  Future<PartialObjectMetadata> PatchAsync(std::string_view name, const k8s::Patch& patch,
                                           const PatchOptions& options = PatchOptions(),
                                           const CallContext& context = CallContext()) const;

  Result<std::optional<PartialObjectMetadata>> Delete(std::string_view name, const DeleteOptions& options = DeleteOptions(),
                                                      const CallContext& context = CallContext()) const;
  Future<std::optional<PartialObjectMetadata>> DeleteAsync(std::string_view name,
                                                           const DeleteOptions& options = DeleteOptions(),
                                                           const CallContext& context = CallContext()) const;

  Result<void> DeleteCollection(const DeleteOptions& options = DeleteOptions(), const ListOptions& selection = ListOptions(),
                                const CallContext& context = CallContext()) const;
  Future<void> DeleteCollectionAsync(const DeleteOptions& options = DeleteOptions(),
                                     const ListOptions& selection = ListOptions(),
                                     const CallContext& context = CallContext()) const;

 private:
  internal::UntypedCore core_;
  internal::UntypedCore lists_;
};

/// Clients of the metadata of any resource, by its name alone: for garbage collectors, counters, whoever looks at labels and
/// owners.
///
/// ```
/// k8s::MetadataClient metadata(clients.Rest());
/// auto list = metadata.Resource({"apps", "v1", "deployments"}, "default").List();
/// ```
///
/// A cheap handle. Thread safety: all members, from any thread.
class MetadataClient {
 public:
  explicit MetadataClient(RestClient rest) : rest_(std::move(rest)) {}

  /// As DynamicClient::Resource().
  MetadataResourceClient Resource(const GroupVersionResource& resource, const std::string& namespace_ = {}) const {
    return MetadataResourceClient(rest_, resource, namespace_);
  }

  const RestClient& Rest() const { return rest_; }

 private:
  RestClient rest_;
};

}  // namespace k8s
