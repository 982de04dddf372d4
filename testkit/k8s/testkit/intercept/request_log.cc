#include <utility>

#include <k8s/base/call_end.h>
#include <k8s/testkit/intercept/request_log.h>

namespace k8s::testkit {
namespace {

constexpr std::size_t kMaxRequests = 100'000;
constexpr std::size_t kMaxBytes = std::size_t{64} << 20;

Request WithoutProof(Request request) {
  request.headers.Remove("Authorization");
  return request;
}

}  // namespace

void RequestLog::Add(const Request& request) {
  auto entry = std::make_shared<const Request>(WithoutProof(request));
  {
    std::lock_guard lock(mutex_);
    bytes_ += entry->body.size();
    entries_.push_back(std::move(entry));
    ++added_;
    DropOldest();
  }
  changed_.notify_all();
}

void RequestLog::DropOldest() {
  while (entries_.size() > kMaxRequests || bytes_ > kMaxBytes) {
    bytes_ -= entries_.front()->body.size();
    entries_.pop_front();
  }
}

void RequestLog::Clear() {
  std::lock_guard lock(mutex_);
  entries_.clear();
  bytes_ = 0;
}

std::vector<Request> RequestLog::Select(const RequestMatcher& matcher) const {
  std::deque<Entry> entries;
  {
    std::lock_guard lock(mutex_);
    entries = entries_;
  }
  std::vector<Request> selected;
  for (const Entry& entry : entries) {
    if (matcher.Matches(*entry)) selected.push_back(*entry);
  }
  return selected;
}

Result<std::vector<Request>> RequestLog::Await(const RequestMatcher& matcher, std::size_t count,
                                               const CallContext& context) const {
  while (true) {
    std::unique_lock lock(mutex_);
    const std::uint64_t seen = added_;
    lock.unlock();
    std::vector<Request> selected = Select(matcher);
    if (selected.size() >= count) return selected;
    if (Result<void> changed = AwaitChange(seen, context); !changed) {
      return changed.error().WithContext("waiting for " + std::to_string(count) + " requests, of which there are " +
                                         std::to_string(selected.size()));
    }
  }
}

Result<void> RequestLog::AwaitChange(std::uint64_t seen, const CallContext& context) const {
  std::unique_lock lock(mutex_);
  const auto changed = [&] { return added_ != seen; };
  const bool isChanged = context.deadline ? changed_.wait_until(lock, context.stop, *context.deadline, changed)
                                          : changed_.wait(lock, context.stop, changed);
  if (isChanged) return {};
  return context.stop.stop_requested() ? CallCancelled() : CallDeadlineExceeded();
}

}  // namespace k8s::testkit
