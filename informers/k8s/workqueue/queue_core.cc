#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <k8s/workqueue/brief_lock.h>
#include <k8s/workqueue/queue_core.h>
#include <k8s/workqueue/queue_state.h>

namespace k8s::internal {
namespace {

using TimePoint = Clock::TimePoint;

std::optional<Error> EndOf(const CallContext& context) {
  if (context.stop.stop_requested()) return Error(ErrorCode::kCancelled, "waiting for a work queue was cancelled");
  if (context.deadline && std::chrono::steady_clock::now() >= *context.deadline) {
    return Error(ErrorCode::kDeadlineExceeded, "the deadline has passed while waiting for a work queue");
  }
  return std::nullopt;
}

void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, const CallContext& context) {
  if (context.deadline) {
    changed.wait_until(lock, *context.deadline);
  } else {
    changed.wait(lock);
  }
}

}  // namespace

/// Puts a QueueState under a lock, threads to sleep until there is something for them, and delays on a clock.
class QueueCore::Driver : public std::enable_shared_from_this<Driver> {
 public:
  explicit Driver(WorkQueueOptions options)
      : clock_(options.clock ? std::move(options.clock) : std::make_shared<SystemClock>()),
        observer_(std::move(options.observer)) {}

  void Add(std::unique_ptr<QueueNode> item, int priority);
  void AddAfter(TimePoint::duration delay, std::unique_ptr<QueueNode> item, int priority);
  Result<const QueueNode*> Get(const CallContext& context);
  void Done(const QueueItem& item);
  void ShutDown();
  Result<void> ShutDownWithDrain(const CallContext& context);

  bool ShuttingDown() const {
    std::lock_guard lock(mutex_);
    return state_.Closed();
  }
  std::size_t Len() const {
    std::lock_guard lock(mutex_);
    return state_.Depth();
  }
  WorkQueueStats Stats() const {
    std::lock_guard lock(mutex_);
    return state_.Stats(clock_->Now());
  }

 private:
  using Lock = std::unique_lock<std::mutex>;

  const QueueNode* Take(Lock lock);
  void Close(bool draining);
  void UnlockAndWake(Lock& lock);
  void WakeAll();
  void SetTimer();
  void OnTimer(std::uint64_t timer);
  template <class... Args>
  void Tell(void (WorkQueueObserver::*what)(Args...), Args... args) const;
  TimePoint TimeOfAdding() const { return observer_ ? clock_->Now() : TimePoint(); }

  const std::shared_ptr<Clock> clock_;
  const std::shared_ptr<WorkQueueObserver> observer_;

  mutable std::mutex mutex_;
  QueueState state_;

  std::condition_variable changed_;  // there may be something to take
  std::size_t sleeping_ = 0;
  bool waking_ = false;  // one that sleeps was told, and does not run yet: it tells the next if there is more

  std::condition_variable drained_;
  bool draining_ = false;

  // One wait on the clock, for the item that is due next.
  std::optional<TimePoint> timer_at_;
  std::uint64_t timer_ = 0;
  std::stop_source timer_stop_;
};

template <class... Args>
void QueueCore::Driver::Tell(void (WorkQueueObserver::*what)(Args...), Args... args) const {
  if (!observer_) return;
  try {
    (*observer_.*what)(args...);
  } catch (...) {  // of the user's: the item goes its way all the same
    return;
  }
}

void QueueCore::Driver::Add(std::unique_ptr<QueueNode> item, int priority) {
  const TimePoint now = TimeOfAdding();
  Lock lock = LockBriefly(mutex_);
  const bool added = state_.Add(item, priority, now);
  UnlockAndWake(lock);
  if (added) Tell(&WorkQueueObserver::OnAdded);
}

void QueueCore::Driver::AddAfter(TimePoint::duration delay, std::unique_ptr<QueueNode> item, int priority) {
  const bool atOnce = delay <= TimePoint::duration::zero();
  const TimePoint now = clock_->Now();
  {
    std::lock_guard lock(mutex_);
    if (state_.Closed()) return;
    state_.CountRetry();
    if (!atOnce) state_.AddAt(After(now, delay), item, priority);
  }
  Tell(&WorkQueueObserver::OnDelayed);
  if (atOnce) {
    Add(std::move(item), priority);
  } else {
    SetTimer();
  }
}

Result<const QueueNode*> QueueCore::Driver::Get(const CallContext& context) {
  if (auto error = EndOf(context)) return *std::move(error);
  if (Lock lock = LockBriefly(mutex_); state_.HasWaiting() || state_.Closed()) return Take(std::move(lock));

  std::stop_callback onStop(context.stop, [this] { WakeAll(); });
  Lock lock(mutex_);
  while (!state_.HasWaiting() && !state_.Closed()) {
    if (auto error = EndOf(context)) return *std::move(error);
    ++sleeping_;
    Wait(lock, changed_, context);
    --sleeping_;
    waking_ = false;
  }
  return Take(std::move(lock));
}

const QueueNode* QueueCore::Driver::Take(Lock lock) {
  if (!state_.HasWaiting()) return nullptr;
  const TimePoint now = clock_->Now();
  const QueueNode& node = state_.Take(now);
  const TimePoint::duration waited = now - node.addedAt;
  UnlockAndWake(lock);
  Tell(&WorkQueueObserver::OnTaken, waited);
  return &node;
}

void QueueCore::Driver::Done(const QueueItem& item) {
  Lock lock = LockBriefly(mutex_);
  const QueueState::Finished finished = state_.Done(item);
  if (draining_ && state_.Idle()) drained_.notify_all();
  UnlockAndWake(lock);
  if (finished.wasProcessed && observer_) Tell(&WorkQueueObserver::OnDone, clock_->Now() - finished.takenAt);
}

void QueueCore::Driver::ShutDown() { Close(false); }

Result<void> QueueCore::Driver::ShutDownWithDrain(const CallContext& context) {
  Close(true);
  std::stop_callback onStop(context.stop, [this] { WakeAll(); });
  Lock lock(mutex_);
  while (!state_.Idle()) {
    if (!draining_) return Error(ErrorCode::kCancelled, "the work queue was shut down while it was drained");
    if (auto error = EndOf(context)) return *std::move(error);
    Wait(lock, drained_, context);
  }
  return {};
}

void QueueCore::Driver::Close(bool draining) {
  std::stop_source timer;
  std::vector<std::unique_ptr<QueueNode>> dropped;
  {
    std::lock_guard lock(mutex_);
    dropped = state_.Close();
    draining_ = draining;
    timer = timer_stop_;
  }
  timer.request_stop();
  WakeAll();
}

// Wakes one thread at a time, which wakes the next one if it leaves something to take: as many run as there is work for.
void QueueCore::Driver::UnlockAndWake(Lock& lock) {
  const bool wake = state_.HasWaiting() && sleeping_ > 0 && !std::exchange(waking_, true);
  lock.unlock();
  if (wake) changed_.notify_one();
}

void QueueCore::Driver::WakeAll() {
  { std::lock_guard lock(mutex_); }  // whoever looked before it was to be woken sleeps by now
  changed_.notify_all();
  drained_.notify_all();
}

void QueueCore::Driver::SetTimer() {
  std::stop_source replaced;
  std::stop_source stop;
  std::uint64_t timer = 0;
  TimePoint at;
  {
    std::lock_guard lock(mutex_);
    const std::optional<TimePoint> due = state_.NextDue();
    if (!due || (timer_at_ && *timer_at_ <= *due)) return;
    timer_at_ = at = *due;
    timer = ++timer_;
    replaced = std::exchange(timer_stop_, stop);
  }
  replaced.request_stop();
  auto waiting = clock_->WaitUntilAsync(at, {.stop = stop.get_token()});
  auto handled = std::move(waiting).Then([weak = weak_from_this(), timer](Result<void> waited) {
    if (!waited) return;
    if (const auto self = weak.lock()) self->OnTimer(timer);
  });
}

void QueueCore::Driver::OnTimer(std::uint64_t timer) {
  const TimePoint now = clock_->Now();
  Lock lock(mutex_);
  if (timer == timer_) timer_at_.reset();
  const std::size_t added = state_.AddDue(now);
  UnlockAndWake(lock);
  for (std::size_t i = 0; i < added; ++i) Tell(&WorkQueueObserver::OnAdded);
  SetTimer();
}

QueueCore::QueueCore(WorkQueueOptions options) : driver_(std::make_shared<Driver>(std::move(options))) {}
QueueCore::~QueueCore() { driver_->ShutDown(); }

void QueueCore::Add(std::unique_ptr<QueueNode> item, int priority) { driver_->Add(std::move(item), priority); }
void QueueCore::AddAfter(Clock::TimePoint::duration delay, std::unique_ptr<QueueNode> item, int priority) {
  driver_->AddAfter(delay, std::move(item), priority);
}
Result<const QueueNode*> QueueCore::Get(const CallContext& context) { return driver_->Get(context); }
void QueueCore::Done(const QueueItem& item) { driver_->Done(item); }
void QueueCore::ShutDown() { driver_->ShutDown(); }
Result<void> QueueCore::ShutDownWithDrain(const CallContext& context) { return driver_->ShutDownWithDrain(context); }
bool QueueCore::ShuttingDown() const { return driver_->ShuttingDown(); }
std::size_t QueueCore::Len() const { return driver_->Len(); }
WorkQueueStats QueueCore::Stats() const { return driver_->Stats(); }

}  // namespace k8s::internal
