#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/executor.h>
#include <k8s/base/result.h>
#include <k8s/cache/backlog.h>

namespace k8s::internal {

/// What looks after a handler that does not return: a clock, and where it is then told of.
struct HandlerWatch {
  std::shared_ptr<Clock> clock;
  std::shared_ptr<Executor> executor;
};

/// One handler of an informer: tells it what happened, one notification at a time and in order, on an executor. A slow one
/// delays itself alone.
///
/// Thread safety: all members, from any thread.
class Listener : public std::enable_shared_from_this<Listener> {
 public:
  using Handler = std::function<void(const Notification&)>;
  using ErrorHandler = std::function<void(const Error&)>;

  /// An exception that leaves `handler` is told to `onError`, and the next notification follows. So is, once, a call that takes
  /// longer than ten seconds or as long a wait for a thread, found out at most ten seconds later.
  Listener(Handler handler, std::shared_ptr<Executor> executor, std::size_t backlogBound, ErrorHandler onError,
           HandlerWatch watch);

  /// Something to be told, when it is woken.
  void Add(Notification notification);
  /// Begins to tell what there is, unless it is at it.
  void Wake();
  /// All of the initial list was notified.
  void EndInitialList();

  /// Whether the handler was told the whole initial list and has returned from it.
  bool HasSynced() const;
  /// Waits for that. kCancelled, kDeadlineExceeded; kCancelled also when it is closed.
  Result<void> WaitForSync(const CallContext& context) const;

  std::size_t Pending() const;
  std::size_t Merged() const;

  /// Nothing is told any more; what is pending is dropped. A call that runs goes on.
  void Close();
  /// Waits for the call that runs, unless it is this thread's own. For a closed one.
  void WaitUntilIdle() const;
  bool IsClosed() const;
  /// Asked to stop when it is closed.
  std::stop_token Closing() const { return closing_.get_token(); }
  /// Whether this thread is within a call of the handler.
  bool IsRunningHere() const;

 private:
  void Work();
  bool TellNext();
  bool SyncedLocked() const;
  void WatchOver();
  void LookAfter();

  const Handler handler_;
  const std::shared_ptr<Executor> executor_;
  const ErrorHandler on_error_;
  const HandlerWatch watch_;
  std::stop_source closing_;

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  Backlog backlog_;
  bool scheduled_ = false;
  const Notification* running_ = nullptr;  // what the handler is being told
  std::uint64_t told_ = 0;                 // how many it was, that included
  bool watched_ = false;
  std::uint64_t told_when_watched_ = 0;
  bool reported_ = false;
  bool initial_list_ended_ = false;
  bool closed_ = false;
};

}  // namespace k8s::internal
