#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <k8s/base/function.h>
#include <k8s/base/result.h>

namespace k8s {

/// Where continuations and callbacks run. An implementation may run a task on any thread, but never inside Post().
///
/// Thread safety: Post() may be called from any thread.
class Executor {
 public:
  using Task = UniqueFunction<void()>;

  virtual ~Executor() = default;

  /// Runs `task` later, exactly once, unless the executor is destroyed before; then the task is destroyed unrun.
  virtual void Post(Task task) = 0;
};

/// A fixed number of threads that take tasks in the order in which they were posted. Of those that have nothing to do, the one
/// that worked last takes the next: tasks that follow each other stay on one thread, and so does the memory that they use.
///
/// The destructor lets running tasks end, destroys waiting ones and joins the threads. A task that is destroying its own pool
/// would wait for itself, and a thread of a transport or a clock for a task that waits for it: there the threads end by
/// themselves, when their tasks return.
class ThreadPool final : public Executor {
 public:
  /// kUnavailable: the system has no thread left to give, or not as many.
  static Result<std::unique_ptr<ThreadPool>> Make(std::size_t threads);
  ~ThreadPool() override;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void Post(Task task) override;

 private:
  struct Queue;
  ThreadPool();
  static void Work(const std::shared_ptr<Queue>& queue);

  std::shared_ptr<Queue> queue_;  // shared with the threads, so that one of them may outlive the pool it destroyed
  std::vector<std::thread> threads_;
};

}  // namespace k8s
