#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <k8s/base/clock.h>
#include <k8s/base/error.h>
#include <k8s/controller/outcome.h>
#include <k8s/meta/object_key.h>
#include <k8s/workqueue/item_rate_limiter.h>
#include <k8s/workqueue/work_queue_options.h>

namespace k8s {

/// Is told of each reconciliation, for counters and histograms. How things stand is asked for, with Controller::Status().
///
/// The calls come on the threads of the workers, several at once: they must be short and thread-safe. An
/// exception that leaves one is ignored.
class ControllerObserver {
 public:
  using Duration = Clock::TimePoint::duration;

  virtual ~ControllerObserver() = default;

  /// `controller_runtime_reconcile_total`, by outcome, and `controller_runtime_reconcile_time_seconds`.
  virtual void OnReconciled(const ObjectKey& /*key*/, ReconcileOutcome /*outcome*/, Duration /*took*/) {}
};

struct ControllerOptions {
  /// What errors call it: "the bandwidth controller has waited 120 s".
  std::string name = "controller";

  /// So many objects are reconciled at a time; never one by two.
  std::size_t workers = 1;

  /// When a failed one is tried again; null: DefaultItemRateLimiter(), 5 ms doubled up to 1000 s. One that
  /// throws is told to onError, and the object is tried again in a second.
  std::shared_ptr<ItemRateLimiter<ObjectKey>> rateLimiter = {};
  /// After so many retries it is left alone until something changes; empty: never.
  std::optional<int> maxRetries = {};

  /// What was watched must be synced in time, or Run() fails and says what is not.
  std::chrono::milliseconds syncTimeout = std::chrono::minutes(2);
  /// A deadline for each reconciliation, in its context.
  std::optional<std::chrono::milliseconds> reconcileTimeout = {};
  /// Once it is to stop, what is under way has so long to end by itself; then its context is stopped.
  std::chrono::milliseconds gracePeriod = std::chrono::seconds(30);

  /// Hears of each failed reconciliation, and of exceptions of the rate limiter. Called on the threads of the workers, several
  /// at once.
  std::function<void(const ObjectKey& key, const Error& error)> onError = {};
  std::shared_ptr<ControllerObserver> observer = {};
  std::shared_ptr<WorkQueueObserver> queueObserver = {};

  /// What waits are measured by; null: the machine's. For tests.
  std::shared_ptr<Clock> clock = {};
};

/// How a controller is, at a moment.
struct ControllerStatus {
  bool running = false;          ///< Within Run()
  bool synced = false;           ///< All it watches was synced: its workers run
  bool stopping = false;         ///< It was told to stop
  std::uint64_t reconciled = 0;  ///< Reconciliations that have ended, those that failed too
  std::uint64_t failed = 0;
  std::uint64_t givenUp = 0;
  WorkQueueStats queue = {};  ///< `processing` are those under way
};

}  // namespace k8s
