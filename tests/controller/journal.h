#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

namespace k8s::fakes {

/// What happened, in words, and waiting for it.
///
/// Thread safety: all members, from any thread.
class Journal {
 public:
  void Note(std::string line) {
    {
      std::lock_guard lock(mutex_);
      lines_.push_back(std::move(line));
    }
    changed_.notify_all();
  }

  std::vector<std::string> Lines() const {
    std::lock_guard lock(mutex_);
    return lines_;
  }
  std::size_t Count(const std::string& line) const {
    std::lock_guard lock(mutex_);
    return static_cast<std::size_t>(std::count(lines_.begin(), lines_.end(), line));
  }

  /// Whether there were so many lines in time.
  bool WaitFor(std::size_t lines) const {
    return Wait([&] { return lines_.size() >= lines; });
  }
  /// Whether it was noted so often in time.
  bool WaitFor(const std::string& line, std::ptrdiff_t times = 1) const {
    return Wait([&] { return std::count(lines_.begin(), lines_.end(), line) >= times; });
  }

 private:
  template <class Arrived>
  bool Wait(Arrived arrived) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), arrived);
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<std::string> lines_;
};

}  // namespace k8s::fakes
