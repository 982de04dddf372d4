#include <system_error>
#include <utility>

#include <k8s/base/service_thread.h>
#include <k8s/testkit/memory/loop.h>

namespace k8s::testkit::memory {

Result<void> Loop::Start() {
  std::lock_guard lock(mutex_);
  if (stopped_ || thread_.joinable()) return {};
  try {
    thread_ = std::thread([self = shared_from_this()] { self->Run(); });
  } catch (const std::system_error&) {
    return Error(ErrorCode::kUnavailable, "no thread is left for a transport");
  }
  return {};
}

void Loop::Post(Task task) {
  {
    std::lock_guard lock(mutex_);
    if (!finished_) {
      tasks_.push_back(std::move(task));
      changed_.notify_one();
      return;
    }
  }
  task();
}

void Loop::PostAt(TimePoint when, Task task) {
  std::lock_guard lock(mutex_);
  if (stopped_) return;
  later_.emplace(when, std::move(task));
  changed_.notify_one();
}

void Loop::Stop() {
  std::multimap<TimePoint, Task> dropped;
  std::thread thread;
  {
    std::lock_guard lock(mutex_);
    if (std::exchange(stopped_, true)) return;
    if (!thread_.joinable()) finished_ = true;
    dropped.swap(later_);  // destroyed without the lock: a task may own anything
    thread.swap(thread_);
    changed_.notify_one();
  }
  if (!thread.joinable()) return;
  if (thread.get_id() == std::this_thread::get_id()) {
    thread.detach();
  } else {
    thread.join();
  }
}

void Loop::Run() {
  internal::BecomeServiceThread();
  while (Task task = Take()) task();
}

Loop::Task Loop::Take() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (!later_.empty() && later_.begin()->first <= std::chrono::steady_clock::now()) {
      tasks_.push_back(std::move(later_.extract(later_.begin()).mapped()));
    }
    if (!tasks_.empty()) {
      Task task = std::move(tasks_.front());
      tasks_.pop_front();
      return task;
    }
    if (stopped_) {
      finished_ = true;
      return {};
    }
    if (later_.empty()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, later_.begin()->first);
    }
  }
}

}  // namespace k8s::testkit::memory
