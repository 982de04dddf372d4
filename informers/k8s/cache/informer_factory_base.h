#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/cache/cached_object.h>
#include <k8s/cache/informer_options.h>
#include <k8s/cache/shared_informer.h>
#include <k8s/meta/group_version.h>
#include <k8s/rest/rest_client.h>

namespace k8s {

/// Makes informers and shares them: one for each resource, whoever asks. InformerFactory, which is generated, has a function
/// for each group version beside.
///
/// A cheap handle; its informers stop with the last one, and with the last handle of each. Thread safety: all members, from any
/// thread.
class InformerFactoryBase {
 public:
  explicit InformerFactoryBase(RestClient client, InformerOptions options = InformerOptions());

  /// Of a Clientset, or whatever else stands on a RestClient.
  template <class Clients>
  requires requires(const Clients& clients) {
    { clients.Rest() } -> std::convertible_to<RestClient>;
  }
  explicit InformerFactoryBase(const Clients& clients, InformerOptions options = InformerOptions())
      : InformerFactoryBase(RestClient(clients.Rest()), std::move(options)) {}

  /// The informer of a resource; the same for each call. It is to be started.
  template <Watchable T>
  SharedInformer<T> For() const {
    return SharedInformer<T>(FindOrMake(T::kResource));
  }

  /// An informer that keeps only these fields of each object, each with all that is below it: "metadata.labels",
  /// "spec.containers[*].image" (FieldFilterOptions::keep), and what tells objects apart: name, namespace, uid and
  /// resourceVersion. Nothing else is ever built, and what is kept is kept packed, as with InformerOptions::compact. It is
  /// another informer than For<T>(), with a watch of its own; the same for each call with the same fields.
  ///
  /// In what it hands out, all other members are empty. Such an object must not be written back with Update(), which would
  /// empty them on the server: send a patch, or read the whole object first.
  ///
  /// kInvalidArgument: a field that the type does not have, which is named.
  template <Watchable T>
  Result<SharedInformer<T>> Projected(const std::vector<std::string>& fields) const {
    return FindOrMakeProjected(T::kResource, fields).transform([](const std::shared_ptr<internal::InformerCore>& informer) {
      return SharedInformer<T>(informer);
    });
  }

  /// The informer of any resource by its name, of objects without a type: For<Unstructured>(), or of their metadata alone,
  /// which is a fraction of them: For<PartialObjectMetadata>(). The same for each call with the same name.
  ///
  /// ```
  /// auto crontabs = informers.For<k8s::Unstructured>({"stable.example.com", "v1", "crontabs"});
  /// auto pods = informers.For<k8s::PartialObjectMetadata>({"", "v1", "pods"});
  /// ```
  ///
  /// `namespaced`: false of a resource of the cluster, which a factory of some namespaces follows as a whole. RestMapper tells.
  ///
  /// kInvalidArgument: a name that no path can hold.
  template <Untyped T>
  Result<SharedInformer<T>> For(const GroupVersionResource& resource, bool namespaced = true) const {
    constexpr bool kMetadataOnly = std::same_as<T, PartialObjectMetadata>;
    return FindOrMakeUntyped(resource, namespaced, kMetadataOnly)
        .transform([](const std::shared_ptr<internal::InformerCore>& informer) { return SharedInformer<T>(informer); });
  }

  /// Starts what was asked for and is not started yet. To be called again when more was.
  void Start() const;
  /// Stops all for good, at the same time; see SharedInformer::Stop().
  void Stop() const;

  /// Waits until all informers that were asked for have synced. kCancelled, kDeadlineExceeded: the message names those that
  /// have not, each with its last failure.
  Result<void> WaitForCacheSync(const CallContext& context) const;

  struct NamedStatus {
    std::string resource;             ///< "deployments.apps"
    std::vector<std::string> fields;  ///< Those of a projected one
    bool metadataOnly = false;        ///< It follows the metadata of its objects alone
    InformerStatus status;
  };
  std::vector<NamedStatus> Statuses() const;

 private:
  struct State;
  std::shared_ptr<internal::InformerCore> FindOrMake(const codec::ApiResource& resource) const;
  Result<std::shared_ptr<internal::InformerCore>> FindOrMakeProjected(const codec::ApiResource& resource,
                                                                      const std::vector<std::string>& fields) const;
  Result<std::shared_ptr<internal::InformerCore>> FindOrMakeUntyped(const GroupVersionResource& resource, bool namespaced,
                                                                    bool metadataOnly) const;
  std::vector<std::shared_ptr<internal::InformerCore>> All() const;

  std::shared_ptr<State> state_;
};

}  // namespace k8s
