#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <k8s/base/call_end.h>
#include <k8s/base/clock.h>
#include <k8s/base/service_thread.h>

namespace k8s {
namespace {

using TimePoint = Clock::TimePoint;

bool EndsByDeadline(TimePoint at, const CallContext& context) { return context.deadline && *context.deadline < at; }

// When a wait ends by itself, and how.
TimePoint EndOf(TimePoint at, const CallContext& context) { return EndsByDeadline(at, context) ? *context.deadline : at; }
Result<void> OutcomeOf(TimePoint at, const CallContext& context) {
  if (EndsByDeadline(at, context)) return CallDeadlineExceeded();
  return {};
}

}  // namespace

/// The waits of one clock, in the order of their ends, and the thread that ends them.
class SystemClock::Timers : public std::enable_shared_from_this<Timers> {
 public:
  Future<void> Add(TimePoint at, const CallContext& context);
  void Close();

 private:
  struct Wait;
  using Waits = std::multimap<TimePoint, std::shared_ptr<Wait>>;

  // Who takes a wait out of the queue is who ends it.
  struct Canceller {
    std::weak_ptr<Timers> timers;
    std::weak_ptr<Wait> wait;
    void operator()() const;
  };

  struct Wait {
    Wait(Promise<void> ending, Result<void> with) : promise(std::move(ending)), outcome(std::move(with)) {}
    Promise<void> promise;
    Result<void> outcome;
    Waits::iterator place;
    bool queued = false;
    std::optional<std::stop_callback<Canceller>> on_stop;
  };

  bool HasThread();
  void Work();
  std::shared_ptr<Wait> TakeDue(std::unique_lock<std::mutex>& lock);
  bool Take(Wait& wait);

  std::mutex mutex_;
  std::condition_variable changed_;
  Waits waits_;
  bool closed_ = false;
  std::thread thread_;
};

Future<void> SystemClock::Timers::Add(TimePoint at, const CallContext& context) {
  Promise<void> promise;
  Future<void> future = promise.GetFuture();
  const auto wait = std::make_shared<Wait>(std::move(promise), OutcomeOf(at, context));
  {
    std::lock_guard lock(mutex_);
    if (closed_) return Future<void>(Result<void>(CallCancelled()));
    if (!HasThread()) return Future<void>(Result<void>(Error(ErrorCode::kUnavailable, "no thread can be had for waits")));
    wait->place = waits_.emplace(EndOf(at, context), wait);
    wait->queued = true;
  }
  changed_.notify_one();
  // Without the lock: if the call was stopped already, the callback runs here, and takes it.
  if (context.stop.stop_possible()) wait->on_stop.emplace(context.stop, Canceller{weak_from_this(), wait});
  return future;
}

// Started with the first wait, with the lock held.
bool SystemClock::Timers::HasThread() {
  if (thread_.joinable()) return true;
  try {
    thread_ = std::thread([self = shared_from_this()] { self->Work(); });
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

void SystemClock::Timers::Canceller::operator()() const {
  const auto self = timers.lock();
  const auto ending = wait.lock();
  if (!self || !ending) return;
  if (self->Take(*ending)) ending->promise.Set(CallCancelled());
}

bool SystemClock::Timers::Take(Wait& wait) {
  std::lock_guard lock(mutex_);
  if (!std::exchange(wait.queued, false)) return false;
  waits_.erase(wait.place);
  return true;
}

std::shared_ptr<SystemClock::Timers::Wait> SystemClock::Timers::TakeDue(std::unique_lock<std::mutex>& lock) {
  while (!closed_) {
    if (waits_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waits_.begin();
    if (first->first > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, TimePoint(first->first));  // a copy: the wait may be taken meanwhile
      continue;
    }
    std::shared_ptr<Wait> due = std::move(first->second);
    waits_.erase(first);
    due->queued = false;
    return due;
  }
  return nullptr;
}

void SystemClock::Timers::Work() {
  internal::BecomeServiceThread();
  std::unique_lock lock(mutex_);
  while (std::shared_ptr<Wait> due = TakeDue(lock)) {
    lock.unlock();
    due->promise.Set(std::move(due->outcome));
    due.reset();
    lock.lock();
  }
}

void SystemClock::Timers::Close() {
  Waits left;
  {
    std::lock_guard lock(mutex_);
    const bool mayWait = !internal::OnServiceThread() && thread_.get_id() != std::this_thread::get_id();
    // Before it can end. It holds the timers, and ends as soon as the continuation returns that it runs.
    if (thread_.joinable() && !mayWait) thread_.detach();
    closed_ = true;
    left.swap(waits_);
    for (const auto& entry : left) entry.second->queued = false;
  }
  changed_.notify_one();
  for (const auto& entry : left) entry.second->promise.Set(CallCancelled());
  left.clear();
  if (thread_.joinable()) thread_.join();
}

SystemClock::SystemClock() : timers_(std::make_shared<Timers>()) {}

SystemClock::~SystemClock() { timers_->Close(); }

Result<void> SystemClock::WaitUntil(TimePoint at, const CallContext& context) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_until(lock, context.stop, EndOf(at, context), [] { return false; });
  if (context.stop.stop_requested()) return CallCancelled();
  return OutcomeOf(at, context);
}

Future<void> SystemClock::WaitUntilAsync(TimePoint at, const CallContext& context) { return timers_->Add(at, context); }

}  // namespace k8s
