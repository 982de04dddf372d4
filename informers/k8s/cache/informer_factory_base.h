#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/cache/informer_options.h>
#include <k8s/cache/shared_informer.h>
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

  /// Starts what was asked for and is not started yet. To be called again when more was.
  void Start() const;
  /// Stops all for good; see SharedInformer::Stop().
  void Stop() const;

  /// Waits until all informers that were asked for have synced. kCancelled, kDeadlineExceeded: the message names those that
  /// have not, each with its last failure.
  Result<void> WaitForCacheSync(const CallContext& context) const;

  struct NamedStatus {
    std::string resource;  ///< "deployments.apps"
    InformerStatus status;
  };
  std::vector<NamedStatus> Statuses() const;

 private:
  struct State;
  std::shared_ptr<internal::InformerCore> FindOrMake(const codec::ApiResource& resource) const;
  std::vector<std::shared_ptr<internal::InformerCore>> All() const;

  std::shared_ptr<State> state_;
};

}  // namespace k8s
