#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include <k8s/base/function.h>
#include <k8s/base/result.h>

namespace k8s::testkit::memory {

/// One thread that runs tasks in order, some of them later, from Start() to Stop().
///
/// Thread safety: all members, from any thread.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  using Task = UniqueFunction<void()>;
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Starts the thread, unless it runs or has been stopped. kUnavailable: no thread is left.
  Result<void> Start();

  /// Runs `task` on the thread; here and now once that has ended, because nobody else is left to do it.
  void Post(Task task);
  /// Runs `task` on the thread once it is time, unless the loop is stopped before.
  void PostAt(TimePoint when, Task task);

  /// Runs what was posted, drops what waits for its time, and ends the thread. Called by one of its own tasks it cannot wait
  /// for that; then the thread ends by itself.
  void Stop();

 private:
  void Run();
  /// The next task that is due; an empty one when the loop is stopped and has run everything.
  Task Take();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::multimap<TimePoint, Task> later_;
  bool stopped_ = false;   ///< the thread is to end
  bool finished_ = false;  ///< it takes no more tasks
  std::thread thread_;
};

}  // namespace k8s::testkit::memory
