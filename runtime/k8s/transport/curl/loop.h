#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include <k8s/base/function.h>
#include <k8s/base/result.h>
#include <k8s/transport/curl/alarms.h>

namespace k8s::curl {

/// One thread that runs tasks in order, looks after sockets and keeps alarms. It starts with the first task and goes on until
/// Stop().
///
/// Tasks and alarms may do anything, stop the loop too; watchers may not.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  using Task = UniqueFunction<void()>;

  class Watcher {
   public:
    virtual ~Watcher() = default;
    /// `events` as of epoll.
    virtual void Ready(int fd, std::uint32_t events) = 0;
  };

  /// kUnavailable without descriptors.
  static Result<std::shared_ptr<Loop>> Make();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Runs `task` on the thread. False, and nothing happens, once the loop has stopped or if no thread can be had.
  /// From any thread, as the next two.
  bool Post(Task task);
  /// Runs what was posted and then `last`, and ends the thread; without a thread `last` runs here. On that very thread `last`
  /// runs at once, and the thread ends by itself when the task returns that called this.
  void Stop(Task last = {});
  bool OnThread() const;

  // On the thread only.

  /// Watches for these events of epoll; none: no longer.
  void Watch(int fd, std::uint32_t events, Watcher* watcher);
  Alarms& GetAlarms() { return alarms_; }

 private:
  Loop(int epoll, int wake) : epoll_(epoll), wake_(wake) {}
  bool StartThread();
  void Run();
  void RunTasks();
  void RunAlarms();
  void WaitForEvents();
  int Patience();
  bool Finished() const;

  const int epoll_;
  const int wake_;

  mutable std::mutex mutex_;
  std::deque<Task> tasks_;
  bool stopped_ = false;  // no task is taken any more; the thread ends with those that are there
  std::thread thread_;

  Alarms alarms_;
  std::unordered_map<int, Watcher*> watchers_;
};

}  // namespace k8s::curl
