#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include <k8s/base/clock.h>
#include <k8s/base/error.h>
#include <k8s/cache/informer_backoff.h>
#include <k8s/rest/options.h>
#include <k8s/rest/watch.h>

namespace k8s::internal {

/// How a reflector follows its resource.
struct ReflectorRules {
  bool watchList = true;                      ///< Begin with a watch that sends the present state, not with a list
  std::int64_t pageSize = 0;                  ///< Of lists; 0: as client-go chooses
  std::chrono::seconds minWatchTimeout{300};  ///< Watches are asked to end after once to twice as long
  /// A watch that is to send the present state, and sends nothing for so long, or not all of it within ten times as long, is
  /// given up for a list.
  std::chrono::seconds initialSilence{30};
  std::chrono::milliseconds listSilence{60'000};  ///< The longest between two reads of a list; zero: any
  InformerBackoff backoff = {};
};

/// What a reflector does when: the decisions of client-go's reflector, without I/O, clock or store. Told what happened, it says
/// what is to be done next.
///
/// A cycle is a list, or a watch that begins with the present state, and then watches one behind the other, for as long as each
/// may go on where the last one ended. While the present state comes, it is collected; the store gets it only when it is
/// complete.
///
/// Thread safety: for one thread at a time.
class ReflectorMachine {
 public:
  enum class Act {
    kList,   ///< Send a list with `options`; then Listed(), or ListFailed(), also when nothing comes for `duration`
    kWatch,  ///< Open a watch with `options`; then Opened() or OpenFailed()
    kRead,   ///< Read the next event; then Saw(), Missed(), Ended(), or Silent() after `duration`, if that is not zero
    kPause,  ///< Wait for `duration`; then Paused()
  };

  /// What is to be done with what was collected, before the act.
  enum class Collected { kKeep, kDiscard, kCommit };

  struct Step {
    Act act = Act::kRead;
    Collected collected = Collected::kKeep;
    ListOptions options = {};
    std::chrono::milliseconds duration{0};
    /// A failure that the user is to hear of.
    std::optional<Error> report = {};
  };

  /// What counts of an event.
  struct Event {
    WatchEventType type = WatchEventType::kAdded;
    std::string resourceVersion = {};
    bool endsInitialEvents = false;  ///< A bookmark with the annotation that says so
  };

  /// `random` gives numbers from 0 to below 1.
  ReflectorMachine(const ReflectorRules& rules, std::function<double()> random);

  Step Begin();
  Step Listed(const std::string& resourceVersion, const std::string& continueToken);
  Step ListFailed(const Error& error, Clock::TimePoint now);
  Step Opened(Clock::TimePoint now);
  Step OpenFailed(const Error& error, Clock::TimePoint now);
  Step Saw(const Event& event, Clock::TimePoint now);
  /// Without an error the server has ended the watch.
  Step Ended(const std::optional<Error>& error, Clock::TimePoint now);
  Step Silent();
  /// Something is gone, and nobody can tell what: what the store shows is not true any more.
  Step Missed(const Error& error, Clock::TimePoint now);
  Step Paused();

  /// Whether events are of the present state, to be collected, and not changes of the store.
  bool IsCollecting() const { return collecting_; }
  const std::string& ResourceVersion() const { return version_; }
  /// How often all was read anew, beyond the first time.
  std::uint64_t Restarts() const { return restarts_; }
  /// Why it last was.
  const std::optional<Error>& LastRestart() const { return last_restart_; }
  /// Whether the server says that there is no such resource. It is asked again from time to time.
  bool IsParked() const { return parked_; }

 private:
  enum class Next { kCycle, kInitialWatch, kWatch };

  Step BeginCycle();
  Step BeginList();
  Step RequestList(ListOptions options);
  Step BeginInitialWatch();
  Step BeginWatch();
  Step BeginInitialFailed(const Error& error, Clock::TimePoint now);
  Step GiveInitialWatchUp(std::string why);
  Step PauseBefore(Next next, const std::optional<Error>& error, Clock::TimePoint now);
  Step Pause(Next next, std::chrono::milliseconds pause);
  Step FailCycle(const Error& error, Clock::TimePoint now);
  bool TakesNewestNow(const Error& error);
  std::int64_t PageSize(const std::string& version) const;
  std::int64_t WatchTimeout();
  bool WasVeryShort(Clock::TimePoint now) const;
  bool IsOverdue(Clock::TimePoint now) const;

  const ReflectorRules rules_;
  const std::function<double()> random_;
  InformerWaits backoff_;

  std::string version_;               // of what the store holds; empty: nothing was ever read
  bool version_is_unusable_ = false;  // the server does not know it any more, or not yet
  bool watch_list_;
  int initial_watches_ = 0;      // that were opened, one behind the other, without the end of the present state
  bool pages_of_cache_ = false;  // lists that a cache could answer came in pages: there is none
  bool collecting_ = false;
  bool parked_ = false;
  std::uint64_t restarts_ = 0;
  std::optional<Error> last_restart_;
  bool began_ = false;

  ListOptions list_;          // that is under way, its first page
  std::string list_version_;  // of that first page
  bool list_in_pages_ = false;
  bool list_whole_ = false;  // a page expired: all at once now

  Clock::TimePoint opened_at_ = {};
  std::uint64_t events_ = 0;  // of this watch
  Next after_pause_ = Next::kCycle;
};

}  // namespace k8s::internal
