#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include <k8s/base/clock.h>
#include <k8s/base/rate_limiter.h>

namespace k8s {

/// Decides how long an item has to wait that failed.
///
/// Thread safety: all members, from any thread; so must be those of one's own. An exception that leaves one costs a
/// RateLimitingQueue nothing: the item waits for a second.
template <class T>
class ItemRateLimiter {
 public:
  using Duration = std::chrono::nanoseconds;

  virtual ~ItemRateLimiter() = default;

  /// The item failed once more: after how long it may be tried again.
  virtual Duration When(const T& item) = 0;
  /// The item is done with, whether it succeeded or is given up: its failures count no longer.
  virtual void Forget(const T& item) = 0;
  /// How often it has failed since: client-go's NumRequeues.
  virtual int Failures(const T& item) const = 0;
};

namespace internal {

/// `base` doubled so many times, at most `most`.
std::chrono::nanoseconds Doubled(std::chrono::nanoseconds base, int times, std::chrono::nanoseconds most);

template <class T>
class FailureCounts {
 public:
  /// How many there were before this one.
  int Add(const T& item) {
    std::lock_guard lock(mutex_);
    int& count = counts_[item];
    failing_.store(counts_.size(), std::memory_order_relaxed);
    return count == kMost ? count : count++;
  }
  /// Of items of which none has failed, as most of the time, this costs next to nothing.
  void Forget(const T& item) {
    if (failing_.load(std::memory_order_relaxed) == 0) return;
    std::lock_guard lock(mutex_);
    counts_.erase(item);
    failing_.store(counts_.size(), std::memory_order_relaxed);
  }
  int Of(const T& item) const {
    std::lock_guard lock(mutex_);
    const auto found = counts_.find(item);
    return found == counts_.end() ? 0 : found->second;
  }

 private:
  static constexpr int kMost = 1'000'000'000;

  mutable std::mutex mutex_;
  std::unordered_map<T, int> counts_;
  std::atomic<std::size_t> failing_ = 0;  // counts_.size(): whoever counted a failure of an item sees it when that is forgotten
};

}  // namespace internal

/// Twice as long after each failure of an item: `base`, 2 `base`, 4 `base`, ... up to `most`.
template <class T>
class ExponentialItemRateLimiter final : public ItemRateLimiter<T> {
 public:
  using typename ItemRateLimiter<T>::Duration;

  explicit ExponentialItemRateLimiter(Duration base = std::chrono::milliseconds(1), Duration most = std::chrono::seconds(1000))
      : base_(base), most_(most) {}

  Duration When(const T& item) override { return internal::Doubled(base_, failures_.Add(item), most_); }
  void Forget(const T& item) override { failures_.Forget(item); }
  int Failures(const T& item) const override { return failures_.Of(item); }

 private:
  const Duration base_;
  const Duration most_;
  internal::FailureCounts<T> failures_;
};

/// `fast` after each of the first `fastAttempts` failures of an item, then `slow`.
template <class T>
class FastSlowItemRateLimiter final : public ItemRateLimiter<T> {
 public:
  using typename ItemRateLimiter<T>::Duration;

  FastSlowItemRateLimiter(Duration fast, Duration slow, int fastAttempts)
      : fast_(fast), slow_(slow), fast_attempts_(fastAttempts) {}

  Duration When(const T& item) override { return failures_.Add(item) < fast_attempts_ ? fast_ : slow_; }
  void Forget(const T& item) override { failures_.Forget(item); }
  int Failures(const T& item) const override { return failures_.Of(item); }

 private:
  const Duration fast_;
  const Duration slow_;
  const int fast_attempts_;
  internal::FailureCounts<T> failures_;
};

/// A bucket of tokens for all items together, which does not count failures.
template <class T>
class BucketItemRateLimiter final : public ItemRateLimiter<T> {
 public:
  using typename ItemRateLimiter<T>::Duration;

  BucketItemRateLimiter(std::shared_ptr<RateLimiter> bucket, std::shared_ptr<Clock> clock)
      : bucket_(std::move(bucket)), clock_(std::move(clock)) {}

  Duration When(const T& /*item*/) override {
    const Clock::TimePoint now = clock_->Now();
    return *bucket_->Take(now) - now;
  }
  void Forget(const T& /*item*/) override {}
  int Failures(const T& /*item*/) const override { return 0; }

 private:
  const std::shared_ptr<RateLimiter> bucket_;
  const std::shared_ptr<Clock> clock_;
};

/// What the strictest of several says.
template <class T>
class MaxOfItemRateLimiter final : public ItemRateLimiter<T> {
 public:
  using typename ItemRateLimiter<T>::Duration;

  explicit MaxOfItemRateLimiter(std::vector<std::shared_ptr<ItemRateLimiter<T>>> limiters) : limiters_(std::move(limiters)) {}

  Duration When(const T& item) override {
    Duration longest{};
    for (const auto& limiter : limiters_) longest = std::max(longest, limiter->When(item));
    return longest;
  }
  void Forget(const T& item) override {
    for (const auto& limiter : limiters_) limiter->Forget(item);
  }
  int Failures(const T& item) const override {
    int most = 0;
    for (const auto& limiter : limiters_) most = std::max(most, limiter->Failures(item));
    return most;
  }

 private:
  const std::vector<std::shared_ptr<ItemRateLimiter<T>>> limiters_;
};

/// What another says, but no longer than `most`.
template <class T>
class MaxWaitItemRateLimiter final : public ItemRateLimiter<T> {
 public:
  using typename ItemRateLimiter<T>::Duration;

  MaxWaitItemRateLimiter(std::shared_ptr<ItemRateLimiter<T>> limiter, Duration most)
      : limiter_(std::move(limiter)), most_(most) {}

  Duration When(const T& item) override { return std::min(limiter_->When(item), most_); }
  void Forget(const T& item) override { limiter_->Forget(item); }
  int Failures(const T& item) const override { return limiter_->Failures(item); }

 private:
  const std::shared_ptr<ItemRateLimiter<T>> limiter_;
  const Duration most_;
};

/// What client-go's controllers use: 5 ms doubled up to 1000 s for each item, and ten a second, a hundred at once, for all.
template <class T>
std::shared_ptr<ItemRateLimiter<T>> DefaultItemRateLimiter(std::shared_ptr<Clock> clock) {
  using std::chrono_literals::operator""ms;
  using std::chrono_literals::operator""s;
  auto each = std::make_shared<ExponentialItemRateLimiter<T>>(5ms, 1000s);
  auto all = std::make_shared<BucketItemRateLimiter<T>>(std::make_shared<RateLimiter>(10, 100), std::move(clock));
  return std::make_shared<MaxOfItemRateLimiter<T>>(
      std::vector<std::shared_ptr<ItemRateLimiter<T>>>{std::move(each), std::move(all)});
}

}  // namespace k8s
