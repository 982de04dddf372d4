#pragma once

#include <memory>
#include <string>
#include <utility>

#include <k8s/base/result.h>
#include <k8s/rest/resource_client.h>
#include <k8s/rest/rest_client.h>
#include <k8s/transport/transport.h>

namespace k8s {

/// Clients of any kind by its type alone: what a Clientset is for kinds that are known by name, this is for templates, for
/// custom resources, and for programs that want no more than a type's header.
///
/// ```
/// auto client = k8s::Client::Create(config);
/// auto pod = client->Resource<corev1::Pod>("default").Get("web-0");
/// auto nodes = client->Resource<corev1::Node>().List();   // needs node_list.h, too
/// ```
///
/// What lies below single kinds (logs, scale, eviction) has the Clientset.
///
/// A cheap handle: copies, and all clients made of it, share one connection pool. Thread safety: all members, from any thread.
class Client {
 public:
  /// A client of the configured server. Errors: see RestClient::Create(). Nothing is sent yet.
  static Result<Client> Create(const Config& config, const ClientOptions& options = ClientOptions()) {
    return Of(RestClient::Create(config, options));
  }

  /// A client over a transport that is there already.
  static Result<Client> Create(std::shared_ptr<Transport> transport, const ClientOptions& options = ClientOptions()) {
    return Of(RestClient::Create(std::move(transport), options));
  }

  explicit Client(RestClient rest) : rest_(std::move(rest)) {}

  /// The verbs of T, in one namespace; with an empty one it lists and watches all of them.
  template <class T>
  requires(T::kNamespaced) ResourceClient<T> Resource(std::string namespace_ = {})
  const { return ResourceClient<T>(rest_, std::move(namespace_)); }

  /// The verbs of a cluster-scoped T.
  template <class T>
  requires(!T::kNamespaced) ResourceClient<T> Resource()
  const { return ResourceClient<T>(rest_); }

  /// What it stands on, for paths that have no type.
  const RestClient& Rest() const { return rest_; }

 private:
  static Result<Client> Of(Result<RestClient> rest) {
    return std::move(rest).transform([](RestClient&& made) { return Client(std::move(made)); });
  }

  RestClient rest_;
};

}  // namespace k8s
