#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <vector>

namespace k8s::internal {

/// The threads of a pool that have nothing to do. The one that worked last is called first: it has what such work needs at
/// hand, its own part of the allocator's memory above all. So work that comes bit by bit stays on one thread, and what it lets
/// go of is where it asks for more.
///
/// Thread safety: all members under one mutex of the user's.
class IdleThreads {
 public:
  /// Until this thread is called. `hasWorked`: since it was called the last time; if others took what it was called for, it has
  /// not, and comes after those that have.
  void Wait(std::unique_lock<std::mutex>& lock, bool hasWorked) {
    Thread self;
    threads_.insert(hasWorked ? threads_.end() : threads_.begin(), &self);
    self.called.wait(lock, [&] { return self.isCalled; });
  }

  /// Does nothing if there is none.
  void CallOne() {
    if (threads_.empty()) return;
    Thread& last = *threads_.back();
    threads_.pop_back();
    last.isCalled = true;
    last.called.notify_one();  // with the lock: behind it the thread may be gone
  }

  void CallAll() {
    while (!threads_.empty()) CallOne();
  }

  std::size_t size() const { return threads_.size(); }

 private:
  struct Thread {
    std::condition_variable called;
    bool isCalled = false;
  };
  std::vector<Thread*> threads_;  // to be called from the end
};

}  // namespace k8s::internal
