#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <k8s/cache/reflector_machine.h>
#include <k8s/cache/watch_errors.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using Step = ReflectorMachine::Step;

constexpr std::int64_t kPageSize = 500;              // as kubectl's and client-go's
constexpr int kMostInitialWatches = 3;               // that are cut off before they have sent the present state
constexpr int kMostSilences = 10;                    // within the present state, together
constexpr std::chrono::minutes kLongestAskedFor{5};  // of a server that asks to be left alone

// "0" stands for whatever the server has in its cache; it is no version.
bool IsVersion(const std::string& version) { return !version.empty() && version != "0"; }

// A watch that went on for a while and was cut off has told what it could: the next one goes on behind it. Our own bound on a
// watch that the server forgot to end is one such end.
bool IsOrdinaryEnd(const std::optional<Error>& error) {
  return !error || error->Code() == ErrorCode::kDeadlineExceeded ||
         (error->Code() == ErrorCode::kUnavailable && error->HttpStatus() == 0);
}

}  // namespace

ReflectorMachine::ReflectorMachine(const ReflectorRules& rules, std::function<double()> random)
    : rules_(rules), random_(std::move(random)), backoff_(rules.backoff, random_), watch_list_(rules.watchList) {}

Step ReflectorMachine::Begin() { return BeginCycle(); }

Step ReflectorMachine::BeginCycle() {
  if (std::exchange(began_, true)) ++restarts_;
  return watch_list_ ? BeginInitialWatch() : BeginList();
}

Step ReflectorMachine::BeginList() {
  const std::string version = version_is_unusable_ ? "" : version_.empty() ? "0" : version_;
  list_whole_ = false;
  return RequestList({.resourceVersion = version, .limit = PageSize(version)});
}

Step ReflectorMachine::RequestList(ListOptions options) {
  collecting_ = true;
  list_in_pages_ = false;
  list_version_.clear();
  list_ = std::move(options);
  initial_watches_ = 0;
  return {.act = Act::kList, .collected = Collected::kDiscard, .options = list_, .duration = rules_.listSilence};
}

// A page cannot be answered from the server's cache of watches, but must be read from etcd, unless it is of version "0": so a
// list that is to be at least so fresh comes whole.
std::int64_t ReflectorMachine::PageSize(const std::string& version) const {
  if (rules_.pageSize > 0) return rules_.pageSize;
  if (pages_of_cache_) return kPageSize;
  return IsVersion(version) ? 0 : kPageSize;
}

Step ReflectorMachine::Listed(const std::string& resourceVersion, const std::string& continueToken) {
  // All pages are of one moment; should one be newer, then the watch must still begin at the oldest.
  if (list_version_.empty()) list_version_ = resourceVersion;
  if (!continueToken.empty()) {
    list_in_pages_ = true;
    return {.act = Act::kList, .options = {.limit = list_.limit, .continue_ = continueToken}, .duration = rules_.listSilence};
  }
  if (list_.resourceVersion == "0" && list_in_pages_) pages_of_cache_ = true;
  version_ = list_version_;
  version_is_unusable_ = false;
  parked_ = false;
  collecting_ = false;
  Step step = BeginWatch();
  step.collected = Collected::kCommit;
  return step;
}

Step ReflectorMachine::ListFailed(const Error& error, Clock::TimePoint now) {
  if (IsExpired(error) && list_in_pages_ && !list_whole_) {
    list_whole_ = true;
    return RequestList({.resourceVersion = list_.resourceVersion});
  }
  if (TakesNewestNow(error)) return BeginList();
  return FailCycle(error, now);
}

// Whether the version was at fault, and the newest state, whatever that is, has not been asked for yet.
bool ReflectorMachine::TakesNewestNow(const Error& error) {
  if (!IsExpired(error) && !IsTooLargeVersion(error)) return false;
  return !std::exchange(version_is_unusable_, true);
}

Step ReflectorMachine::BeginInitialWatch() {
  collecting_ = true;
  return {.act = Act::kWatch,
          .collected = Collected::kDiscard,
          .options = {.resourceVersion = version_is_unusable_ ? "" : version_,
                      .resourceVersionMatch = "NotOlderThan",
                      .timeoutSeconds = WatchTimeout(),
                      .allowWatchBookmarks = true,
                      .sendInitialEvents = true}};
}

Step ReflectorMachine::BeginWatch() {
  collecting_ = false;
  return {.act = Act::kWatch,
          .options = {.resourceVersion = version_, .timeoutSeconds = WatchTimeout(), .allowWatchBookmarks = true}};
}

// Drawn by lot, so that not all watches of a cluster begin anew at once.
std::int64_t ReflectorMachine::WatchTimeout() {
  return static_cast<std::int64_t>(static_cast<double>(rules_.minWatchTimeout.count()) * (1.0 + random_()));
}

Step ReflectorMachine::Opened(Clock::TimePoint now) {
  events_ = 0;
  opened_at_ = now;
  parked_ = false;
  if (collecting_) ++initial_watches_;
  return {.act = Act::kRead, .duration = collecting_ ? rules_.initialSilence : 0s};
}

Step ReflectorMachine::OpenFailed(const Error& error, Clock::TimePoint now) {
  if (collecting_) return BeginInitialFailed(error, now);
  if (IsRefusedForNow(error)) return PauseBefore(Next::kWatch, error, now);
  return FailCycle(error, now);
}

// A watch that was to begin with the present state. Most failures are those of servers that cannot do it; a list will tell.
Step ReflectorMachine::BeginInitialFailed(const Error& error, Clock::TimePoint now) {
  if (IsRefusedForNow(error)) return PauseBefore(Next::kInitialWatch, error, now);
  if (TakesNewestNow(error)) return BeginInitialWatch();
  if (IsNotUnderstood(error)) watch_list_ = false;
  return BeginList();
}

Step ReflectorMachine::Saw(const Event& event, Clock::TimePoint now) {
  ++events_;
  if (collecting_) {
    if (!event.endsInitialEvents) {
      if (!IsOverdue(now)) return {.act = Act::kRead, .duration = rules_.initialSilence};
      return GiveInitialWatchUp(fmt::format("did not come to its end in {} s", (now - opened_at_) / 1s));
    }
    initial_watches_ = 0;
    version_ = event.resourceVersion;
    version_is_unusable_ = false;
    collecting_ = false;
    return {.act = Act::kRead, .collected = Collected::kCommit};
  }
  // Where a watch began without a version, its first events are the objects there are, in no order.
  const bool isOrdered = IsVersion(version_) || event.type != WatchEventType::kAdded;
  if (isOrdered && !event.resourceVersion.empty()) version_ = event.resourceVersion;
  return {.act = Act::kRead};
}

Step ReflectorMachine::Ended(const std::optional<Error>& error, Clock::TimePoint now) {
  if (collecting_) {
    if (!IsOrdinaryEnd(error)) return BeginInitialFailed(*error, now);
    const bool wasInVain = events_ == 0 && WasVeryShort(now);
    if (wasInVain || initial_watches_ >= kMostInitialWatches) return BeginList();
    return WasVeryShort(now) ? PauseBefore(Next::kInitialWatch, error, now) : BeginInitialWatch();
  }
  if (IsOrdinaryEnd(error)) {
    if (!WasVeryShort(now)) return BeginWatch();
    if (events_ > 0) return Pause(Next::kWatch, rules_.backoff.initial);
    return FailCycle(error.value_or(Error(ErrorCode::kUnavailable, "a watch ended at once, without an event")), now);
  }
  if (IsRefusedForNow(*error)) return PauseBefore(Next::kWatch, *error, now);
  return FailCycle(*error, now);
}

bool ReflectorMachine::WasVeryShort(Clock::TimePoint now) const { return now - opened_at_ < 1s; }

// Where something happens all the time, one that ignores what it was asked for is never silent.
bool ReflectorMachine::IsOverdue(Clock::TimePoint now) const {
  return rules_.initialSilence > 0s && (now - opened_at_) / kMostSilences >= rules_.initialSilence;
}

Step ReflectorMachine::Silent() {
  return GiveInitialWatchUp(fmt::format("sent nothing for {} s, and not its end", rules_.initialSilence.count()));
}

Step ReflectorMachine::GiveInitialWatchUp(std::string why) {
  watch_list_ = false;
  Step step = BeginList();
  step.report =
      Error(ErrorCode::kUnavailable, fmt::format("a watch that was to begin with the present state {}: listing instead", why));
  return step;
}

// A list from a cache of the server that is behind would show it again.
Step ReflectorMachine::Missed(const Error& error, Clock::TimePoint now) {
  version_is_unusable_ = true;
  return FailCycle(error, now);
}

Step ReflectorMachine::FailCycle(const Error& error, Clock::TimePoint now) {
  const bool wasUnsendable = last_restart_ && IsUnsendable(*last_restart_);
  const bool wasParked = parked_;
  last_restart_ = error;
  parked_ = IsNotFound(error);
  Step step = PauseBefore(Next::kCycle, error, now);
  const bool wasTold = (parked_ && wasParked) || (wasUnsendable && IsUnsendable(error));
  if (wasTold) step.report.reset();
  return step;
}

Step ReflectorMachine::PauseBefore(Next next, const std::optional<Error>& error, Clock::TimePoint now) {
  const std::chrono::seconds asked = error ? error->RetryAfter().value_or(0s) : 0s;
  Step step = Pause(
      next, std::max<std::chrono::milliseconds>(backoff_.Next(now), std::min<std::chrono::seconds>(asked, kLongestAskedFor)));
  step.report = error;
  return step;
}

Step ReflectorMachine::Pause(Next next, std::chrono::milliseconds pause) {
  after_pause_ = next;
  return {.act = Act::kPause, .collected = Collected::kDiscard, .duration = pause};
}

Step ReflectorMachine::Paused() {
  switch (after_pause_) {
    case Next::kCycle: break;
    case Next::kInitialWatch: return BeginInitialWatch();
    case Next::kWatch: return BeginWatch();
  }
  return BeginCycle();
}

}  // namespace k8s::internal
