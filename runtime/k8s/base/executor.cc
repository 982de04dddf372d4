#include <algorithm>
#include <system_error>
#include <utility>

#include <k8s/base/executor.h>
#include <k8s/base/executor_thread.h>
#include <k8s/base/idle_threads.h>
#include <k8s/base/service_thread.h>

namespace k8s {

struct ThreadPool::Queue {
  std::mutex mutex;
  std::deque<Task> tasks;
  internal::IdleThreads idle;
  bool closed = false;
};

ThreadPool::ThreadPool() : queue_(std::make_shared<Queue>()) {}

Result<std::unique_ptr<ThreadPool>> ThreadPool::Make(std::size_t threads) {
  std::unique_ptr<ThreadPool> pool(new ThreadPool);
  try {
    for (std::size_t i = 0; i < threads; ++i) {
      pool->threads_.emplace_back([queue = pool->queue_, own = pool.get()] {
        internal::executorOfThisThread = own;
        Work(queue);
      });
    }
  } catch (const std::system_error&) {
    return Error(ErrorCode::kUnavailable, "no thread can be had");
  }
  return pool;
}

ThreadPool::~ThreadPool() {
  const auto isThis = [](const std::thread& thread) { return thread.get_id() == std::this_thread::get_id(); };
  const bool mayWait = !internal::OnServiceThread() && std::ranges::none_of(threads_, isThis);
  if (!mayWait) {
    // Before any of them can end. They hold the queue, and end as soon as their tasks return.
    for (std::thread& thread : threads_) thread.detach();
  }
  std::deque<Task> unrun;
  {
    std::lock_guard lock(queue_->mutex);
    queue_->closed = true;
    unrun.swap(queue_->tasks);  // destroyed outside the lock: a task may own anything
    queue_->idle.CallAll();
  }
  if (!mayWait) return;
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::Post(Task task) {
  const std::shared_ptr<Queue> queue = queue_;  // the task may have destroyed the pool before we have told of it
  std::lock_guard lock(queue->mutex);
  if (queue->closed) return;
  queue->tasks.push_back(std::move(task));
  queue->idle.CallOne();
}

void ThreadPool::Work(const std::shared_ptr<Queue>& queue) {
  std::unique_lock lock(queue->mutex);
  bool hasWorked = false;
  while (true) {
    while (!queue->closed && queue->tasks.empty()) queue->idle.Wait(lock, std::exchange(hasWorked, false));
    if (queue->tasks.empty()) return;
    Task task = std::move(queue->tasks.front());
    queue->tasks.pop_front();
    lock.unlock();
    task();
    task = {};
    hasWorked = true;
    lock.lock();
  }
}

}  // namespace k8s
