#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/after.h>
#include <k8s/cache/inside_callback.h>
#include <k8s/cache/listener.h>

namespace k8s::internal {
namespace {

// Then others have their turn on the executor.
constexpr int kNotificationsAtOnce = 64;
// So long a handler may take for a call, and wait for a thread, without being told of.
constexpr std::chrono::seconds kPatience{10};

Error EscapedFrom(const ObjectKey& key, const std::string& what) {
  return Error(ErrorCode::kInternal, fmt::format("an exception left the handler for {}: {}", key.ToString(), what));
}

Error Blocking(const ObjectKey& key) {
  return Error(ErrorCode::kDeadlineExceeded,
               fmt::format("the handler for {} has not returned for {} s: it keeps a thread from others", key.ToString(),
                           kPatience.count()));
}

Error Starving(std::size_t pending) {
  return Error(ErrorCode::kDeadlineExceeded,
               fmt::format("a handler has waited {} s for a thread; notifications pending: {}", kPatience.count(), pending));
}

}  // namespace

Listener::Listener(Handler handler, std::shared_ptr<Executor> executor, std::size_t backlogBound, ErrorHandler onError,
                   HandlerWatch watch)
    : handler_(std::move(handler)),
      executor_(std::move(executor)),
      on_error_(std::move(onError)),
      watch_(std::move(watch)),
      backlog_(backlogBound) {}

void Listener::Add(Notification notification) {
  std::lock_guard lock(mutex_);
  if (closed_) return;
  const bool wasInitialLeft = backlog_.InitialSize() > 0;
  backlog_.Push(std::move(notification));
  if (wasInitialLeft && backlog_.InitialSize() == 0) changed_.notify_all();  // what was left is gone, and is never told
}

void Listener::Wake() {
  bool isWatched = false;
  {
    std::lock_guard lock(mutex_);
    if (closed_ || backlog_.size() == 0 || std::exchange(scheduled_, true)) return;
    isWatched = std::exchange(watched_, true);
    if (!isWatched) told_when_watched_ = told_;
  }
  if (!isWatched) WatchOver();
  executor_->Post([self = shared_from_this()] { self->Work(); });
}

// As long as there is something to tell. Nothing is posted for a listener that was closed meanwhile.
void Listener::WatchOver() {
  const auto look = [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->LookAfter();
  };
  auto looked = watch_.clock->WaitUntilAsync(After(watch_.clock->Now(), kPatience), {.stop = closing_.get_token()})
                    .Then([look, executor = watch_.executor](const Result<void>& waited) {
                      if (waited) executor->Post(look);
                    });
}

void Listener::LookAfter() {
  std::optional<Error> report;
  {
    std::lock_guard lock(mutex_);
    const bool isStuck = scheduled_ && told_ == std::exchange(told_when_watched_, told_);
    if (isStuck && !reported_) {
      report = running_ != nullptr ? Blocking(running_->Key()) : Starving(backlog_.size());
    }
    reported_ = isStuck;
    watched_ = scheduled_ && !closed_;
    if (!watched_) return;
  }
  if (report) on_error_(*report);
  WatchOver();
}

void Listener::EndInitialList() {
  {
    std::lock_guard lock(mutex_);
    initial_list_ended_ = true;
  }
  changed_.notify_all();
}

void Listener::Work() {
  for (int told = 0; told < kNotificationsAtOnce; ++told) {
    if (!TellNext()) return;
  }
  executor_->Post([self = shared_from_this()] { self->Work(); });
}

bool Listener::TellNext() {
  std::optional<Notification> next;
  {
    std::lock_guard lock(mutex_);
    next = backlog_.Pop();
    if (!next) {
      scheduled_ = false;
      return false;
    }
    running_ = &*next;
    ++told_;
  }
  std::string escaped;
  {
    const InsideCallback inside(this);
    try {
      handler_(*next);
    } catch (const std::exception& exception) {
      escaped = exception.what();
      if (escaped.empty()) escaped = "without words";
    } catch (...) {
      escaped = "of an unknown type";
    }
    if (!escaped.empty() && on_error_) on_error_(EscapedFrom(next->Key(), escaped));
  }
  {
    std::lock_guard lock(mutex_);
    running_ = nullptr;
  }
  changed_.notify_all();
  return true;
}

bool Listener::SyncedLocked() const {
  return initial_list_ended_ && backlog_.InitialSize() == 0 && !(running_ != nullptr && running_->inInitialList);
}

bool Listener::HasSynced() const {
  std::lock_guard lock(mutex_);
  return SyncedLocked();
}

Result<void> Listener::WaitForSync(const CallContext& context) const {
  std::unique_lock lock(mutex_);
  const auto settled = [&] { return closed_ || SyncedLocked(); };
  if (context.deadline) {
    changed_.wait_until(lock, context.stop, *context.deadline, settled);
  } else {
    changed_.wait(lock, context.stop, settled);
  }
  if (closed_) return Error(ErrorCode::kCancelled, "waiting for a handler that was removed");
  if (SyncedLocked()) return {};
  if (context.stop.stop_requested()) return Error(ErrorCode::kCancelled, "waiting for a handler was cancelled");
  return Error(ErrorCode::kDeadlineExceeded, fmt::format("a handler has {} notifications left", backlog_.size()));
}

std::size_t Listener::Pending() const {
  std::lock_guard lock(mutex_);
  return backlog_.size();
}

std::size_t Listener::Merged() const {
  std::lock_guard lock(mutex_);
  return backlog_.Merged();
}

void Listener::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    backlog_.Clear();
  }
  closing_.request_stop();
  changed_.notify_all();
}

void Listener::WaitUntilIdle() const {
  if (IsRunningHere()) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return running_ == nullptr; });
}

bool Listener::IsClosed() const {
  std::lock_guard lock(mutex_);
  return closed_;
}

bool Listener::IsRunningHere() const { return InsideCallback::Of(this); }

}  // namespace k8s::internal
