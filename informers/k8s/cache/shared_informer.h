#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/cache/cached_object.h>
#include <k8s/cache/event_handler.h>
#include <k8s/cache/informer_core.h>
#include <k8s/cache/lister.h>
#include <k8s/cache/store_reader.h>

namespace k8s {

/// Follows a resource of a server and keeps what is there: a cache that reads without requests, and handlers that hear of every
/// change. One watch serves all who share it. What fails is tried again for ever; the cache keeps what it has meanwhile, and
/// shows a list only when it is complete.
///
/// It is a StoreReader: `pods.Get(key)`, `pods.AddIndex(...)`, `pods.ByIndex(...)`.
///
/// ```
/// k8s::InformerFactory informers(clients);
/// auto pods = informers.For<corev1::Pod>();
/// auto handlers = pods.AddEventHandler({.onAdd = [&](const auto& pod, bool) { queue.Add(k8s::KeyOf(*pod)); }});
/// informers.Start();
/// if (auto synced = informers.WaitForCacheSync({.stop = token}); !synced) return Fail(synced.error());
/// auto pod = pods.Lister().Namespaced("default").Get("web-0");
/// ```
///
/// A cheap handle; the informer stops with the last one, that of its factory included. Thread safety: all members, from any
/// thread.
template <class T>
requires(Watchable<T> || Untyped<T>) class SharedInformer : public StoreReader<T> {
 public:
  explicit SharedInformer(std::shared_ptr<internal::InformerCore> informer)
      : StoreReader<T>(informer->Store()), informer_(std::move(informer)) {}

  k8s::Lister<T> Lister() const { return k8s::Lister<T>(*this); }

  /// A handler, at any time: it hears first of all objects there are, and then of every change. It is called as long as the
  /// registration lives. After Stop() it is never called.
  HandlerRegistration AddEventHandler(EventHandler<T> handler, const HandlerOptions& options = HandlerOptions()) const {
    return HandlerRegistration(informer_->GetShared(), informer_->AddListener(Untyped(std::move(handler)), options));
  }

  /// Changes every object before it goes into the cache, once: to drop what nobody needs. An Error, which is reported, keeps
  /// the object out. Runs on a thread of the client; it must not wait. kInvalidArgument once the informer was started.
  Result<void> SetTransform(std::function<Result<void>(T& object)> transform) const {
    return informer_->SetTransform(
        [transform = std::move(transform)](void* object) { return transform(*static_cast<T*>(object)); });
  }

  /// Begins, and returns at once. A second call, or one after Stop(), does nothing.
  void Start() const { informer_->Start(); }
  /// For good: ends the watch, and waits for what runs on its behalf, every call of it; within a callback of this informer it
  /// does not wait. No callback begins any more, and the cache keeps what it has. In a continuation on the client's executor it
  /// waits for callbacks alone, so that it may be called there, and an informer may end there: if that is a ThreadPool. Of
  /// another one it must not be the only thread.
  void Stop() const { informer_->Stop(); }

  /// Whether the cache has held the whole state of the server once.
  bool HasSynced() const { return informer_->HasSynced(); }
  /// Waits for that. kCancelled, also after Stop(); kDeadlineExceeded; the message has the last failure.
  Result<void> WaitForCacheSync(const CallContext& context) const { return informer_->WaitForSync(context); }

  InformerStatus Status() const { return informer_->Status(); }

 private:
  static internal::Listener::Handler Untyped(EventHandler<T> handler) {
    return [handler = std::move(handler)](const internal::Notification& next) {
      using Kind = internal::Notification::Kind;
      const auto typed = [](const internal::Stored& stored) { return StoreReader<T>::Typed(stored); };
      switch (next.kind) {
        case Kind::kAdd:
          if (handler.onAdd) handler.onAdd(typed(next.after), next.inInitialList);
          return;
        case Kind::kUpdate:
          if (handler.onUpdate) handler.onUpdate(typed(next.before), typed(next.after));
          return;
        case Kind::kResync:
          if (!handler.onUpdate) return;
          return TellSame(handler, typed(next.after));
        case Kind::kDelete:
          if (handler.onDelete) handler.onDelete(Gone(next));
          return;
      }
    };
  }

  static void TellSame(const EventHandler<T>& handler, const Shared<T>& object) { handler.onUpdate(object, object); }

  // Of a packed object each state is made anew: the same one only once.
  static Deleted<T> Gone(const internal::Notification& next) {
    Shared<T> last = StoreReader<T>::Typed(next.last);
    Shared<T> before = next.before == next.last ? last : StoreReader<T>::Typed(next.before);
    return {next.Key(), std::move(last), next.lastStateUnknown, std::move(before)};
  }

  std::shared_ptr<internal::InformerCore> informer_;
};

}  // namespace k8s
