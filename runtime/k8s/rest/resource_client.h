#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/codec/resource.h>
#include <k8s/rest/options.h>
#include <k8s/rest/patch.h>
#include <k8s/rest/resource_core.h>
#include <k8s/rest/rest_client.h>
#include <k8s/rest/text_stream.h>
#include <k8s/rest/watch.h>

namespace k8s {

/// The verbs of one kind, in one namespace or in the cluster. What a resource does not support does not exist on its client:
/// `T::kVerbs` decides at compile time.
///
/// The generated clients (`clients.CoreV1().Pods("default")`) are this with the kind's subresources; it also serves any type
/// with the same constants, as those of custom resources.
///
/// Every verb is there twice: one that waits, and an `...Async` twin that returns a Future. Options are aggregates, the last
/// parameter bounds the call:
///
/// ```
/// auto pods = clients.CoreV1().Pods("default");
/// auto list = pods.List({.labelSelector = "app=web"}, k8s::CallContext::Within(5s));
/// ```
///
/// Errors, of every verb: kInvalidArgument (no name, no namespace, an object that cannot be written as JSON; nothing was sent),
/// the server's own (see ErrorCode), kUnavailable, kDecode, kCancelled, kDeadlineExceeded. Reads are tried again when a kept
/// connection turns out to be closed; a write is never sent twice.
///
/// A cheap, copyable handle. Thread safety: all members, from any thread.
template <class T>
class ResourceClient {
 public:
  using Object = T;

  /// A client of a namespaced kind; with an empty namespace it lists and watches all of them, and writes objects to the
  /// namespace in their metadata.
  ResourceClient(RestClient client, std::string namespace_) requires(T::kNamespaced)
      : core_(std::move(client), T::kResource, std::move(namespace_)) {}

  /// A client of a cluster-scoped kind.
  explicit ResourceClient(RestClient client) requires(!T::kNamespaced)
      : core_(std::move(client), T::kResource, std::string()) {}

  /// Reads one object. kNotFound if there is none of that name.
  Result<T> Get(std::string_view name, const GetOptions& options = GetOptions(),
                const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kGet)) {
    return core_.template Fetch<T>(core_.Get(name, "", options), context);
  }
  Future<T> GetAsync(std::string_view name, const GetOptions& options = GetOptions(),
                     const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kGet)) {
    return core_.template FetchAsync<T>(core_.Get(name, "", options), context);
  }

  /// Reads all objects, or a page of them: `metadata.resourceVersion` is where a watch goes on, `metadata.continue_` where the
  /// next page does. kGone if a continue token has expired.
  auto List(const ListOptions& options = ListOptions(), const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kList)) {
    return core_.template Fetch<typename T::ListType>(core_.List(options), context);
  }
  auto ListAsync(const ListOptions& options = ListOptions(), const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kList)) {
    return core_.template FetchAsync<typename T::ListType>(core_.List(options), context);
  }

  /// Opens a stream of changes: see WatchStream. kGone if the resourceVersion is too old.
  Result<WatchStream<T>> Watch(const ListOptions& options = ListOptions(), const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kWatch)) {
    auto request = core_.Watch(options);
    const std::string action = core_.ActionOf(request);
    return Watching(core_.Client(), core_.Open(std::move(request), context), action);
  }
  Future<WatchStream<T>> WatchAsync(const ListOptions& options = ListOptions(),
                                    const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kWatch)) {
    auto request = core_.Watch(options);
    std::string action = core_.ActionOf(request);
    return core_.OpenAsync(std::move(request), context)
        .Then([client = core_.Client(), action = std::move(action)](Result<std::unique_ptr<ByteStream>> stream) {
          return Watching(client, std::move(stream), action);
        });
  }

  /// Creates an object, and returns it as the server has completed it. kAlreadyExists if there is one of that name. With
  /// `metadata.generateName` the server chooses the name.
  Result<T> Create(const T& object, const CreateOptions& options = CreateOptions(),
                   const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kCreate)) {
    return core_.template Fetch<T>(core_.Create(T::kType, &object, object.metadata.namespace_, options), context);
  }
  Future<T> CreateAsync(const T& object, const CreateOptions& options = CreateOptions(),
                        const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kCreate)) {
    return core_.template FetchAsync<T>(core_.Create(T::kType, &object, object.metadata.namespace_, options), context);
  }

  /// Replaces the object of the same name. With `metadata.resourceVersion` only if it has not changed since: else kConflict.
  /// Fields that are newer than the generated API get lost on the way through T; Patch() and Apply() leave them alone.
  Result<T> Update(const T& object, const UpdateOptions& options = UpdateOptions(),
                   const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kUpdate)) {
    return core_.template Fetch<T>(core_.Update(NameOf(object), "", T::kType, &object, options), context);
  }
  Future<T> UpdateAsync(const T& object, const UpdateOptions& options = UpdateOptions(),
                        const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kUpdate)) {
    return core_.template FetchAsync<T>(core_.Update(NameOf(object), "", T::kType, &object, options), context);
  }

  /// Changes an object, and returns it as it is then.
  Result<T> Patch(std::string_view name, const k8s::Patch& patch, const PatchOptions& options = PatchOptions(),
                  const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kPatch)) {
    return core_.template Fetch<T>(core_.Patch(name, "", patch, options), context);
  }
  Future<T> PatchAsync(std::string_view name, const k8s::Patch& patch, const PatchOptions& options = PatchOptions(),
                       const CallContext& context = CallContext()) const requires(T::kVerbs.Has(codec::Verb::kPatch)) {
    return core_.template FetchAsync<T>(core_.Patch(name, "", patch, options), context);
  }

  /// Server-side apply: claims the fields that `object` sets in the name of `options.fieldManager`, creates the object if there
  /// is none, and gives up fields claimed before and not set now. Empty fields claim nothing; name them in `options.include` if
  /// they shall. kConflict if another manager owns one of them, unless `options.force`.
  Result<T> Apply(const T& object, const ApplyOptions& options, const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kPatch)) {
    return core_.template Fetch<T>(core_.Apply(NameOf(object), "", T::kType, &object, options), context);
  }
  Future<T> ApplyAsync(const T& object, const ApplyOptions& options, const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kPatch)) {
    return core_.template FetchAsync<T>(core_.Apply(NameOf(object), "", T::kType, &object, options), context);
  }

  /// Deletes an object. Returns it as it is if the server answers with it, because finalizers or a grace period keep it for
  /// now, or because that is the way of its kind; else nothing.
  Result<std::optional<T>> Delete(std::string_view name, const DeleteOptions& options = DeleteOptions(),
                                  const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kDelete)) {
    auto request = core_.Delete(name, options);
    const std::string action = core_.ActionOf(request);
    return Deleted(core_.Send(std::move(request), context), action);
  }
  Future<std::optional<T>> DeleteAsync(std::string_view name, const DeleteOptions& options = DeleteOptions(),
                                       const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kDelete)) {
    auto request = core_.Delete(name, options);
    std::string action = core_.ActionOf(request);
    return core_.SendAsync(std::move(request), context).Then([action = std::move(action)](Result<Response> response) {
      return Deleted(response, action);
    });
  }

  /// Deletes all objects of the namespace, or of all of them, that `selection` selects.
  Result<void> DeleteCollection(const DeleteOptions& options = DeleteOptions(), const ListOptions& selection = ListOptions(),
                                const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kDeleteCollection)) {
    auto request = core_.DeleteCollection(options, selection);
    const std::string action = core_.ActionOf(request);
    return Done(core_.Send(std::move(request), context), action);
  }
  Future<void> DeleteCollectionAsync(const DeleteOptions& options = DeleteOptions(),
                                     const ListOptions& selection = ListOptions(),
                                     const CallContext& context = CallContext()) const
      requires(T::kVerbs.Has(codec::Verb::kDeleteCollection)) {
    auto request = core_.DeleteCollection(options, selection);
    std::string action = core_.ActionOf(request);
    return core_.SendAsync(std::move(request), context).Then([action = std::move(action)](Result<Response> response) {
      return Done(response, action);
    });
  }

 protected:
  // What the generated clients make their subresources of. R is the type of the answer.

  template <class R>
  Result<R> GetSubresource(std::string_view name, std::string_view subresource, const GetOptions& options,
                           const CallContext& context) const {
    return core_.template Fetch<R>(core_.Get(name, subresource, options), context);
  }
  template <class R>
  Future<R> GetSubresourceAsync(std::string_view name, std::string_view subresource, const GetOptions& options,
                                const CallContext& context) const {
    return core_.template FetchAsync<R>(core_.Get(name, subresource, options), context);
  }

  template <class R, class Body>
  Result<R> CreateSubresource(std::string_view name, std::string_view subresource, const Body& body,
                              const CreateOptions& options, const CallContext& context) const {
    const Body named = Named(body, name);
    return core_.template Fetch<R>(core_.CreateSubresource(name, subresource, Body::kType, &named, options), context);
  }
  template <class R, class Body>
  Future<R> CreateSubresourceAsync(std::string_view name, std::string_view subresource, const Body& body,
                                   const CreateOptions& options, const CallContext& context) const {
    const Body named = Named(body, name);
    return core_.template FetchAsync<R>(core_.CreateSubresource(name, subresource, Body::kType, &named, options), context);
  }

  template <class R, class Body>
  Result<R> UpdateSubresource(std::string_view name, std::string_view subresource, const Body& body,
                              const UpdateOptions& options, const CallContext& context) const {
    return core_.template Fetch<R>(core_.Update(NameOf(body, name), subresource, Body::kType, &body, options), context);
  }
  template <class R, class Body>
  Future<R> UpdateSubresourceAsync(std::string_view name, std::string_view subresource, const Body& body,
                                   const UpdateOptions& options, const CallContext& context) const {
    return core_.template FetchAsync<R>(core_.Update(NameOf(body, name), subresource, Body::kType, &body, options), context);
  }

  template <class R>
  Result<R> PatchSubresource(std::string_view name, std::string_view subresource, const k8s::Patch& patch,
                             const PatchOptions& options, const CallContext& context) const {
    return core_.template Fetch<R>(core_.Patch(name, subresource, patch, options), context);
  }
  template <class R>
  Future<R> PatchSubresourceAsync(std::string_view name, std::string_view subresource, const k8s::Patch& patch,
                                  const PatchOptions& options, const CallContext& context) const {
    return core_.template FetchAsync<R>(core_.Patch(name, subresource, patch, options), context);
  }

  template <class R, class Body>
  Result<R> ApplySubresource(std::string_view name, std::string_view subresource, const Body& body, const ApplyOptions& options,
                             const CallContext& context) const {
    return core_.template Fetch<R>(core_.Apply(NameOf(body, name), subresource, Body::kType, &body, options), context);
  }
  template <class R, class Body>
  Future<R> ApplySubresourceAsync(std::string_view name, std::string_view subresource, const Body& body,
                                  const ApplyOptions& options, const CallContext& context) const {
    return core_.template FetchAsync<R>(core_.Apply(NameOf(body, name), subresource, Body::kType, &body, options), context);
  }

  Result<std::string> GetText(std::string_view name, std::string_view subresource, const Query& query,
                              const CallContext& context) const {
    return Text(core_.Send(core_.GetText(name, subresource, query), context));
  }
  Future<std::string> GetTextAsync(std::string_view name, std::string_view subresource, const Query& query,
                                   const CallContext& context) const {
    return core_.SendAsync(core_.GetText(name, subresource, query), context).Then(&Text);
  }

  Result<TextStream> OpenText(std::string_view name, std::string_view subresource, const Query& query,
                              const CallContext& context) const {
    auto request = core_.GetText(name, subresource, query);
    const std::string action = core_.ActionOf(request);
    return TextStream::Over(core_.Open(std::move(request), context), core_.Client().GetExecutor(), action);
  }
  Future<TextStream> OpenTextAsync(std::string_view name, std::string_view subresource, const Query& query,
                                   const CallContext& context) const {
    auto request = core_.GetText(name, subresource, query);
    std::string action = core_.ActionOf(request);
    return core_.OpenAsync(std::move(request), context)
        .Then(
            [executor = core_.Client().GetExecutor(), action = std::move(action)](Result<std::unique_ptr<ByteStream>> stream) {
              return TextStream::Over(std::move(stream), executor, action);
            });
  }

  Result<std::string> GetProxied(std::string_view name, std::string_view subresource, const ProxyOptions& options,
                                 const CallContext& context) const {
    return Text(core_.Send(core_.GetProxied(name, subresource, options), context));
  }
  Future<std::string> GetProxiedAsync(std::string_view name, std::string_view subresource, const ProxyOptions& options,
                                      const CallContext& context) const {
    return core_.SendAsync(core_.GetProxied(name, subresource, options), context).Then(&Text);
  }

 private:
  template <class Body>
  static internal::ObjectName NameOf(const Body& body) {
    return NameOf(body, body.metadata.name);
  }
  template <class Body>
  static internal::ObjectName NameOf(const Body& body, std::string_view name) {
    return {name, body.metadata.namespace_, !body.metadata.managedFields.empty()};
  }

  // A body that is sent to a subresource repeats the name of the object it is about; a caller need not.
  template <class Body>
  Body Named(Body body, std::string_view name) const {
    if (body.metadata.name.empty()) body.metadata.name = name;
    if (body.metadata.namespace_.empty()) body.metadata.namespace_ = core_.Namespace();
    return body;
  }

  static Result<WatchStream<T>> Watching(const RestClient& client, Result<std::unique_ptr<ByteStream>> stream,
                                         const std::string& action) {
    if (!stream) return stream.error();
    return internal::WatchCore::Over(std::move(*stream), client.GetExecutor(), action)
        .transform([](std::shared_ptr<internal::WatchCore>&& core) { return WatchStream<T>(std::move(core)); });
  }

  static Result<std::optional<T>> Deleted(const Result<Response>& response, const std::string& action) {
    if (!response) return response.error();
    const Result<bool> isStatus = internal::IsStatus(*response, action);
    if (!isStatus) return isStatus.error();
    if (*isStatus) return std::optional<T>();
    return internal::ResourceCore::Decoded<T>(response, action).transform([](T&& object) {
      return std::optional<T>(std::move(object));
    });
  }

  static Result<void> Done(const Result<Response>& response, const std::string& action) {
    if (!response) return response.error();
    if (const Result<bool> isStatus = internal::IsStatus(*response, action); !isStatus) return isStatus.error();
    return {};
  }

  static Result<std::string> Text(Result<Response> response) {
    return std::move(response).transform([](Response&& answer) { return std::move(answer.body); });
  }

  internal::ResourceCore core_;
};

}  // namespace k8s
