#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/dynamic/unstructured.h>
#include <k8s/dynamic/unstructured_list.h>
#include <k8s/dynamic/untyped_core.h>
#include <k8s/dynamic/untyped_watch.h>
#include <k8s/meta/group_version.h>
#include <k8s/rest/options.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/rest_client.h>

namespace k8s {

/// What lies below the objects of a resource, without types: "status", "scale". Objects that are sent name what they are below,
/// in their metadata.
///
/// Errors: those of DynamicResourceClient. Thread safety: all members, from any thread.
class DynamicSubresourceClient {
 public:
  explicit DynamicSubresourceClient(internal::UntypedCore core) : core_(std::move(core)) {}

  Result<Unstructured> Get(std::string_view name, const GetOptions& options = GetOptions(),
                           const CallContext& context = CallContext()) const;
  Future<Unstructured> GetAsync(std::string_view name, const GetOptions& options = GetOptions(),
                                const CallContext& context = CallContext()) const;
  /// What comes may be of another kind than what was sent; of an eviction it is a Status.
  Result<Unstructured> Create(const Unstructured& object, const CreateOptions& options = CreateOptions(),
                              const CallContext& context = CallContext()) const;
  Future<Unstructured> CreateAsync(const Unstructured& object, const CreateOptions& options = CreateOptions(),
                                   const CallContext& context = CallContext()) const;
  Result<Unstructured> Update(const Unstructured& object, const UpdateOptions& options = UpdateOptions(),
                              const CallContext& context = CallContext()) const;
  Future<Unstructured> UpdateAsync(const Unstructured& object, const UpdateOptions& options = UpdateOptions(),
                                   const CallContext& context = CallContext()) const;
  Result<Unstructured> Patch(std::string_view name, const k8s::Patch& patch, const PatchOptions& options = PatchOptions(),
                             const CallContext& context = CallContext()) const;
  Future<Unstructured> PatchAsync(std::string_view name, const k8s::Patch& patch, const PatchOptions& options = PatchOptions(),
                                  const CallContext& context = CallContext()) const;
  Result<Unstructured> Apply(const Unstructured& object, const ApplyOptions& options,
                             const CallContext& context = CallContext()) const;
  Future<Unstructured> ApplyAsync(const Unstructured& object, const ApplyOptions& options,
                                  const CallContext& context = CallContext()) const;

 private:
  internal::UntypedCore core_;
};

/// The verbs of one resource without types: what ResourceClient<T> is, where there is no T. Whether the resource has a verb,
/// the server knows. Objects travel as JSON.
///
/// Errors, of every verb: those of ResourceClient; kInvalidArgument also for names of the resource that no path can hold.
///
/// A cheap, copyable handle. Thread safety: all members, from any thread.
class DynamicResourceClient {
 public:
  explicit DynamicResourceClient(internal::UntypedCore core) : core_(std::move(core)) {}

  Result<Unstructured> Get(std::string_view name, const GetOptions& options = GetOptions(),
                           const CallContext& context = CallContext()) const;
  Future<Unstructured> GetAsync(std::string_view name, const GetOptions& options = GetOptions(),
                                const CallContext& context = CallContext()) const;

  /// All objects, or a page of them. Each names its apiVersion and kind, also where the server leaves them out.
  Result<UnstructuredList> List(const ListOptions& options = ListOptions(), const CallContext& context = CallContext()) const;
  Future<UnstructuredList> ListAsync(const ListOptions& options = ListOptions(),
                                     const CallContext& context = CallContext()) const;
  /// All of them, read a page at a time, as k8s::ListAll() does.
  Result<UnstructuredList> ListAll(const ListOptions& options = ListOptions(),
                                   const CallContext& context = CallContext()) const;

  Result<UntypedWatch<Unstructured>> Watch(const ListOptions& options = ListOptions(),
                                           const CallContext& context = CallContext()) const;
  Future<UntypedWatch<Unstructured>> WatchAsync(const ListOptions& options = ListOptions(),
                                                const CallContext& context = CallContext()) const;

  Result<Unstructured> Create(const Unstructured& object, const CreateOptions& options = CreateOptions(),
                              const CallContext& context = CallContext()) const;
  Future<Unstructured> CreateAsync(const Unstructured& object, const CreateOptions& options = CreateOptions(),
                                   const CallContext& context = CallContext()) const;

  /// Replaces the object of the same name. Nothing gets lost on the way: what was read is sent.
  Result<Unstructured> Update(const Unstructured& object, const UpdateOptions& options = UpdateOptions(),
                              const CallContext& context = CallContext()) const;
  Future<Unstructured> UpdateAsync(const Unstructured& object, const UpdateOptions& options = UpdateOptions(),
                                   const CallContext& context = CallContext()) const;

  Result<Unstructured> Patch(std::string_view name, const k8s::Patch& patch, const PatchOptions& options = PatchOptions(),
                             const CallContext& context = CallContext()) const;
  Future<Unstructured> PatchAsync(std::string_view name, const k8s::Patch& patch, const PatchOptions& options = PatchOptions(),
                                  const CallContext& context = CallContext()) const;

  /// Server-side apply: claims all that `object` has, empty or not. kInvalidArgument: it carries managedFields, or
  /// `options.include` is not empty.
  Result<Unstructured> Apply(const Unstructured& object, const ApplyOptions& options,
                             const CallContext& context = CallContext()) const;
  Future<Unstructured> ApplyAsync(const Unstructured& object, const ApplyOptions& options,
                                  const CallContext& context = CallContext()) const;

  /// Returns the object if the server answers with it, else nothing.
  Result<std::optional<Unstructured>> Delete(std::string_view name, const DeleteOptions& options = DeleteOptions(),
                                             const CallContext& context = CallContext()) const;
  Future<std::optional<Unstructured>> DeleteAsync(std::string_view name, const DeleteOptions& options = DeleteOptions(),
                                                  const CallContext& context = CallContext()) const;

  Result<void> DeleteCollection(const DeleteOptions& options = DeleteOptions(), const ListOptions& selection = ListOptions(),
                                const CallContext& context = CallContext()) const;
  Future<void> DeleteCollectionAsync(const DeleteOptions& options = DeleteOptions(),
                                     const ListOptions& selection = ListOptions(),
                                     const CallContext& context = CallContext()) const;

  /// What lies below the objects: "status", "scale".
  DynamicSubresourceClient Subresource(std::string path) const {
    return DynamicSubresourceClient(core_.Below(std::move(path)));
  }

 private:
  internal::UntypedCore core_;
};

/// Clients of any resource by its name alone, of objects without types: for kinds that this program was not compiled with.
///
/// ```
/// k8s::DynamicClient client(clients.Rest());
/// auto crontabs = client.Resource({"stable.example.com", "v1", "crontabs"}, "default");
/// auto crontab = crontabs.Get("nightly");
/// crontab->Set("spec.suspend", true);
/// auto updated = crontabs.Update(*crontab);
/// ```
///
/// Types meet it halfway: `Unstructured::From(pod)` and `object.As<corev1::Pod>()`. The resource of a kind tells RestMapper.
///
/// A cheap handle. Thread safety: all members, from any thread.
class DynamicClient {
 public:
  /// Errors: as RestClient::Create(). Nothing is sent yet.
  static Result<DynamicClient> Create(const Config& config, const ClientOptions& options = ClientOptions());
  static Result<DynamicClient> Create(std::shared_ptr<Transport> transport, const ClientOptions& options = ClientOptions());

  explicit DynamicClient(RestClient rest) : rest_(std::move(rest)) {}

  /// A resource of the cluster, or in one namespace; without one it lists and watches all of them, and writes objects to the
  /// namespace in their metadata.
  DynamicResourceClient Resource(GroupVersionResource resource, std::string namespace_ = {}) const {
    return DynamicResourceClient(internal::UntypedCore(rest_, std::move(resource), std::move(namespace_)));
  }

  const RestClient& Rest() const { return rest_; }

 private:
  RestClient rest_;
};

}  // namespace k8s
