#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <k8s/base/service_thread.h>
#include <k8s/cache/handler_threads.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kUsualThreads = 4;
constexpr std::size_t kMostThreads = 64;
constexpr auto kPatience = 1s;

}  // namespace

/// The tasks, and the threads that take them. One more thread stands by while tasks wait for threads: it looks whether any is
/// taken up, and if not it goes to work itself.
class HandlerThreads::Crew : public std::enable_shared_from_this<Crew> {
 public:
  // False where no thread is to be had.
  bool Begin() {
    std::lock_guard lock(mutex_);
    return StartLocked([](Crew& crew) { crew.Work(); }, working_);
  }

  void Post(Task task) {
    std::vector<std::thread> ended;
    {
      std::lock_guard lock(mutex_);
      if (closed_) return;
      tasks_.push_back(std::move(task));
      GrowLocked();
      ended.swap(ended_);
    }
    posted_.notify_one();
    for (std::thread& thread : ended) thread.join();
  }

  void Close() {
    std::deque<Task> unrun;
    std::vector<std::thread> threads;
    {
      std::lock_guard lock(mutex_);
      threads.swap(threads_);
      std::move(ended_.begin(), ended_.end(), std::back_inserter(threads));
      ended_.clear();
      const auto isThis = [](const std::thread& thread) { return thread.get_id() == std::this_thread::get_id(); };
      if (OnServiceThread() || std::any_of(threads.begin(), threads.end(), isThis)) {
        // Before any of them can end. They hold the crew, and end as soon as their tasks return.
        for (std::thread& thread : threads) thread.detach();
        threads.clear();
      }
      closed_ = true;
      unrun.swap(tasks_);
    }
    posted_.notify_all();
    closing_.notify_all();
    unrun.clear();  // outside the lock, and before anything waits: a task may own anything
    for (std::thread& thread : threads) thread.join();
  }

 private:
  using Role = void (*)(Crew&);

  // More threads, if tasks wait that nobody idle will take.
  void GrowLocked() {
    if (tasks_.size() <= idle_) return;
    if (working_ < kUsualThreads) {
      StartLocked([](Crew& crew) { crew.Work(); }, working_);
    } else if (standing_by_ == 0 && working_ < kMostThreads) {
      StartLocked([](Crew& crew) { crew.StandBy(); }, standing_by_);
    }
  }

  bool StartLocked(Role role, std::size_t& count) {
    try {
      threads_.emplace_back([self = shared_from_this(), role] { role(*self); });
    } catch (const std::system_error&) {
      return false;
    }
    ++count;
    return true;
  }

  void Work() {
    std::unique_lock lock(mutex_);
    while (!closed_) {
      if (tasks_.empty()) {
        if (idle_ >= kUsualThreads) return EndLocked(working_);
        ++idle_;
        posted_.wait(lock, [&] { return closed_ || !tasks_.empty(); });
        --idle_;
        continue;
      }
      Task task = std::move(tasks_.front());
      tasks_.pop_front();
      ++taken_;
      lock.unlock();
      task();
      task = {};
      lock.lock();
    }
  }

  void StandBy() {
    std::unique_lock lock(mutex_);
    std::uint64_t seen = 0;
    do {
      seen = taken_;
      closing_.wait_for(lock, kPatience, [&] { return closed_; });
      if (closed_) return;
      if (tasks_.empty()) return EndLocked(standing_by_);
    } while (taken_ != seen);
    --standing_by_;
    ++working_;
    GrowLocked();
    lock.unlock();
    Work();
  }

  // This thread ends; somebody else is to join it. Not once it is closed.
  void EndLocked(std::size_t& count) {
    --count;
    const auto own = std::find_if(threads_.begin(), threads_.end(),
                                  [](const std::thread& thread) { return thread.get_id() == std::this_thread::get_id(); });
    ended_.push_back(std::move(*own));
    threads_.erase(own);
  }

  std::mutex mutex_;
  std::condition_variable posted_;
  std::condition_variable closing_;
  std::deque<Task> tasks_;
  std::vector<std::thread> threads_;
  std::vector<std::thread> ended_;
  std::size_t working_ = 0;
  std::size_t idle_ = 0;  // of those
  std::size_t standing_by_ = 0;
  std::uint64_t taken_ = 0;  // tasks, ever
  bool closed_ = false;
};

HandlerThreads::HandlerThreads() : crew_(std::make_shared<Crew>()) {}

Result<std::shared_ptr<HandlerThreads>> HandlerThreads::Make() {
  std::shared_ptr<HandlerThreads> threads(new HandlerThreads);
  if (!threads->crew_->Begin()) return Error(ErrorCode::kUnavailable, "no thread can be had");
  return threads;
}

Result<std::shared_ptr<HandlerThreads>> HandlerThreads::OfProgram() {
  static std::mutex mutex;
  static std::weak_ptr<HandlerThreads> ofProgram;
  std::lock_guard lock(mutex);
  if (auto threads = ofProgram.lock()) return threads;
  Result<std::shared_ptr<HandlerThreads>> made = Make();
  if (made) ofProgram = *made;
  return made;
}

HandlerThreads::~HandlerThreads() { crew_->Close(); }

void HandlerThreads::Post(Task task) {
  const std::shared_ptr<Crew> crew = crew_;  // the task may have destroyed this before we have told of it
  crew->Post(std::move(task));
}

}  // namespace k8s::internal
