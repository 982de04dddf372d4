#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/call_end.h>
#include <k8s/base/result.h>

namespace k8s::internal {

/// Lets one of those who need the same thing fetch it, on its own thread, while the others wait for it: however many ask, the
/// server is asked once. Who gives up ends only its own wait: if that was the one who fetched, the next begins anew.
///
/// Thread safety: all members, from any thread.
template <class T>
class SharedFetch {
 public:
  /// What `fetch(context)` gives, called here or by somebody who asked for the same `version` of it and is not done yet.
  template <class Fetch>
  Result<T> Run(std::uint64_t version, const CallContext& context, Fetch&& fetch) {
    std::unique_lock lock(mutex_);
    while (running_) {
      const std::uint64_t round = round_;
      const bool isSame = version_ == version;
      if (Result<void> ended = Await(lock, round, context); !ended) return ended.error();
      if (isSame && round_ == round + 1 && result_ && !WasGivenUp(*result_)) return *result_;
    }
    running_ = true;
    version_ = version;
    lock.unlock();
    Result<T> result = fetch(context);
    lock.lock();
    running_ = false;
    ++round_;
    result_ = result;
    changed_.notify_all();
    return result;
  }

 private:
  Result<void> Await(std::unique_lock<std::mutex>& lock, std::uint64_t round, const CallContext& context) {
    const auto isOver = [&] { return round_ != round; };
    const bool waited = context.deadline ? changed_.wait_until(lock, context.stop, *context.deadline, isOver)
                                         : changed_.wait(lock, context.stop, isOver);
    if (waited) return {};
    return context.stop.stop_requested() ? CallCancelled() : CallDeadlineExceeded();
  }

  static bool WasGivenUp(const Result<T>& result) {
    if (result) return false;
    return result.error().Code() == ErrorCode::kCancelled || result.error().Code() == ErrorCode::kDeadlineExceeded;
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool running_ = false;
  std::uint64_t version_ = 0;  // of what is being fetched, or was last
  std::uint64_t round_ = 0;    // how many have ended
  std::optional<Result<T>> result_;
};

}  // namespace k8s::internal
