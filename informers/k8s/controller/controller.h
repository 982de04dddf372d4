#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/cache/shared_informer.h>
#include <k8s/controller/controller_core.h>
#include <k8s/controller/controller_options.h>
#include <k8s/controller/owned_by.h>
#include <k8s/controller/reconcile.h>
#include <k8s/meta/object_key.h>

namespace k8s {

/// What is to be reconciled as an object changes: none, one or several keys. Called on the threads of handlers: fast, without
/// waiting; it may read caches.
template <class T>
using KeyMapping = std::function<std::vector<ObjectKey>(const T& object)>;

/// Keeps things as they should be: whenever an object changes that it watches, one function is called that brings what is there
/// to what should be there. Around it, this is informers, a rate limited queue and workers.
///
/// ```
/// k8s::Controller controller([&](const k8s::ObjectKey& key, const k8s::CallContext& context) -> k8s::Result<k8s::Reconciled> {
///   auto deployment = deployments.Lister().Namespaced(key.namespace_).Get(key.name);
///   if (!deployment) return k8s::Reconciled{};  // it is gone
///   ...
///   return k8s::Reconciled{.requeueAfter = 10min};
/// });
/// controller.Watch(deployments);
/// controller.Watch(replicaSets, k8s::OwnedBy<appsv1::Deployment>());
/// auto ran = controller.Run({.stop = token});
/// ```
///
/// - A key is never reconciled by two workers at once. Changes that come meanwhile lead to one more call.
/// - What fails is tried again, by the rate limiter; a success makes it forget the failures.
/// - What was there when the controller began, and resyncs, give way to changes (kLowPriority), also when they are tried again.
/// - Workers begin when the caches of all that is watched are complete.
///
/// It may be destroyed when Run() has returned. Its informers go on: they are their factory's. Thread safety: all members, from
/// any thread, that of a reconciliation included, save Run().
class Controller {
 public:
  explicit Controller(ReconcileFunc reconcile, ControllerOptions options = ControllerOptions())
      : core_(std::make_shared<internal::ControllerCore>(std::move(reconcile), std::move(options))) {}
  /// Those that are under way need no thread; `workers` is how many that may be.
  explicit Controller(AsyncReconcileFunc reconcile, ControllerOptions options = ControllerOptions())
      : core_(std::make_shared<internal::ControllerCore>(std::move(reconcile), std::move(options))) {}
  Controller(const Controller&) = delete;
  Controller& operator=(const Controller&) = delete;

  /// Objects of this informer are reconciled as they come, change and go.
  template <class T>
  void Watch(const SharedInformer<T>& informer) {
    Watch<T>(informer, [](const T& object) { return std::vector{KeyOf(object)}; });
  }

  /// As objects of this informer come, change and go, what they map to is reconciled; of one that has changed or is gone, what
  /// it mapped to before, too. An exception that leaves `keys` is told to the informer's onError.
  template <class T>
  void Watch(const SharedInformer<T>& informer, KeyMapping<std::type_identity_t<T>> keys) {
    core_->AddSource({.start = [informer] { informer.Start(); },
                      .waitForSync = [informer](const CallContext& context) { return informer.WaitForCacheSync(context); },
                      .handler = informer.AddEventHandler(HandlerFor<T>(core_.get(), std::move(keys)))});
  }

  /// The cache of this informer is complete as well before the first object is reconciled.
  template <class T>
  void Read(const SharedInformer<T>& informer) {
    core_->AddSource({.start = [informer] { informer.Start(); },
                      .waitForSync = [informer](const CallContext& context) { return informer.WaitForCacheSync(context); }});
  }

  /// Reconciles an object for a reason that no informer knows.
  void Add(ObjectKey key) { core_->Add({std::move(key)}, 0); }
  void AddAfter(ObjectKey key, std::chrono::nanoseconds delay) { core_->AddAfter(std::move(key), delay); }

  /// Starts the informers, waits for their caches, and works, on this thread and those of the other workers, until it is to
  /// stop: by Stop(), or by the context. Nothing new is begun then; it returns when what is under way has ended. Once.
  ///
  /// Errors: kDeadlineExceeded, if the caches are not complete within ControllerOptions::syncTimeout, with what is missing and
  /// why, or by the context's deadline; kCancelled if an informer was stopped before it was complete; kInvalidArgument for a
  /// second call; kUnavailable where the system has no threads left for the workers. That it was stopped is none.
  Result<void> Run(const CallContext& context = CallContext()) { return core_->Run(context); }

  /// Makes Run() return, for good; does not wait for that.
  void Stop() { core_->Stop(); }

  ControllerStatus Status() const { return core_->Status(); }

 private:
  // The core takes the handler away before it goes.
  template <class T>
  static EventHandler<T> HandlerFor(internal::ControllerCore* core, KeyMapping<T> keys) {
    const auto shared = std::make_shared<const KeyMapping<T>>(std::move(keys));
    const auto changed = [core, shared](const T& before, const T& after) {
      const std::vector<ObjectKey> was = (*shared)(before);
      const std::vector<ObjectKey> is = (*shared)(after);
      if (was != is) core->Add(was, 0);
      core->Add(is, 0);
    };
    return {.onAdd = [core, shared](const Shared<T>& object,
                                    bool inInitialList) { core->Add((*shared)(*object), inInitialList ? kLowPriority : 0); },
            .onUpdate =
                [core, shared, changed](const Shared<T>& before, const Shared<T>& after) {
                  if (before == after) return core->Add((*shared)(*after), kLowPriority);
                  changed(*before, *after);
                },
            .onDelete = [changed](const Deleted<T>& gone) { changed(*gone.before, *gone.object); }};
  }

  std::shared_ptr<internal::ControllerCore> core_;
};

}  // namespace k8s
