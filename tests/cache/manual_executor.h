#pragma once

#include <atomic>
#include <cstddef>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include <k8s/base/executor.h>

namespace k8s::fakes {

/// Runs tasks when a test says so, on its thread.
class ManualExecutor final : public Executor {
 public:
  void Post(Task task) override {
    std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }

  /// Tasks that wait.
  std::size_t Pending() const {
    std::lock_guard lock(mutex_);
    return tasks_.size();
  }

  /// Until none is left.
  void RunAll() {
    while (RunOne()) continue;
  }

  /// Runs what `wait`, which waits for tasks, needs to come to its end, and what is left then: a task that is never run keeps
  /// whatever it holds, this executor perhaps.
  template <class Wait>
  void RunWhile(Wait&& wait) {
    std::atomic<bool> ended = false;
    std::thread driver([&] {
      while (!ended) {
        if (!RunOne()) std::this_thread::yield();
      }
    });
    wait();
    ended = true;
    driver.join();
    RunAll();
  }

  bool RunOne() {
    Task task;
    {
      std::lock_guard lock(mutex_);
      if (tasks_.empty()) return false;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
    return true;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Task> tasks_;
};

}  // namespace k8s::fakes
