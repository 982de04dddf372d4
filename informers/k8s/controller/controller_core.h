#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/future.h>
#include <k8s/base/result.h>
#include <k8s/cache/event_handler.h>
#include <k8s/controller/controller_options.h>
#include <k8s/controller/places.h>
#include <k8s/controller/reconcile.h>
#include <k8s/workqueue/rate_limiting_queue.h>

namespace k8s::internal {

/// What a controller hears of, or reads: an informer without its type.
struct ControllerSource {
  std::function<void()> start;
  std::function<Result<void>(const CallContext&)> waitForSync;
  HandlerRegistration handler = {};
};

/// A controller without the types of what it watches: the queue, and the workers.
///
/// Thread safety: all members, from any thread.
class ControllerCore : public std::enable_shared_from_this<ControllerCore> {
 public:
  ControllerCore(ReconcileFunc reconcile, ControllerOptions options);
  ControllerCore(AsyncReconcileFunc reconcile, ControllerOptions options);
  ~ControllerCore();
  ControllerCore(const ControllerCore&) = delete;
  ControllerCore& operator=(const ControllerCore&) = delete;

  void Add(const std::vector<ObjectKey>& keys, int priority);
  void AddAfter(ObjectKey key, std::chrono::nanoseconds delay);
  void AddSource(ControllerSource source);

  Result<void> Run(const CallContext& context);
  void Stop();
  ControllerStatus Status() const;

 private:
  using TimePoint = Clock::TimePoint;

  ControllerCore(ReconcileFunc reconcile, AsyncReconcileFunc reconcileAsync, ControllerOptions options);

  Result<void> WaitForSync();
  Result<void> RunWorkers();
  void Work();
  void Dispatch();
  std::optional<TakenItem<ObjectKey>> Next();

  Result<Reconciled> Reconcile(const ObjectKey& key) const;
  Future<Reconciled> BeginReconcile(const ObjectKey& key) const;
  CallContext ContextOfOne() const;
  void Finish(const TakenItem<ObjectKey>& taken, const Result<Reconciled>& result, TimePoint began);
  void Tell(const ObjectKey& key, const Result<Reconciled>& result, ReconcileOutcome outcome, TimePoint began);

  void At(TimePoint at, std::function<void()> what) const;
  std::vector<std::shared_ptr<ControllerSource>> Sources() const;

  const ControllerOptions options_;
  const std::shared_ptr<Clock> clock_;
  const ReconcileFunc reconcile_;  // one of the two
  const AsyncReconcileFunc reconcile_async_;

  RateLimitingQueue<ObjectKey> queue_;
  Places places_;
  std::stop_source stop_;    // nothing new is begun
  std::stop_source cancel_;  // what is under way is to end
  std::stop_source ended_;   // no timer is needed any more

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<ControllerSource>> sources_;
  bool running_ = false;
  bool began_ = false;
  bool synced_ = false;
  std::uint64_t reconciled_ = 0;
  std::uint64_t failed_ = 0;
  std::uint64_t given_up_ = 0;
};

}  // namespace k8s::internal
