#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/testkit/intercept/request_matcher.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit {

/// The requests that came, without what proves who sent them. The oldest are dropped when there are too many, as a program that
/// serves for weeks must not grow.
///
/// Thread safety: all members, from any thread. Matchers are not called under the lock.
class RequestLog {
 public:
  void Add(const Request& request);
  void Clear();

  std::vector<Request> Select(const RequestMatcher& matcher) const;
  /// Waits until there are so many.
  Result<std::vector<Request>> Await(const RequestMatcher& matcher, std::size_t count, const CallContext& context) const;

 private:
  using Entry = std::shared_ptr<const Request>;

  void DropOldest();
  Result<void> AwaitChange(std::uint64_t seen, const CallContext& context) const;

  mutable std::mutex mutex_;  ///< guards what follows
  mutable std::condition_variable_any changed_;
  std::deque<Entry> entries_;
  std::size_t bytes_ = 0;  ///< of the bodies
  std::uint64_t added_ = 0;
};

}  // namespace k8s::testkit
