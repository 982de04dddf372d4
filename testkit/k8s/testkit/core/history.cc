#include <algorithm>
#include <utility>

#include <k8s/testkit/core/history.h>

namespace k8s::testkit::core {

void History::Append(Event event) {
  events_.push_back(std::move(event));
  if (events_.size() > capacity_) ForgetOldest();
}

void History::Compact(std::uint64_t version) {
  while (!events_.empty() && events_.front().Version() <= version) ForgetOldest();
  floor_ = std::max(floor_, version);
}

void History::BeginAnew(std::uint64_t version) {
  events_.clear();
  floor_ = last_forgotten_ = std::max(floor_, version);
}

void History::ForgetOldest() {
  last_forgotten_ = events_.front().Version();
  floor_ = std::max(floor_, last_forgotten_);
  events_.pop_front();
}

const Event* History::After(std::uint64_t version) const {
  const auto next = std::upper_bound(events_.begin(), events_.end(), version,
                                     [](std::uint64_t wanted, const Event& event) { return wanted < event.Version(); });
  return next == events_.end() ? nullptr : &*next;
}

}  // namespace k8s::testkit::core
