#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <k8s/base/clock.h>
#include <k8s/transport/transport.h>

namespace k8s::simulation {

/// Config maps, as "namespace.name": the value of their only key.
using Content = std::map<std::string, std::string>;
/// Those of a namespace; empty: all of them.
Content Within(const Content& content, const std::string& namespace_);

using Random = std::mt19937_64;
/// A number from 0 to below `bound`.
inline std::uint64_t Draw(Random& random, std::uint64_t bound) { return random() % bound; }

/// An API server of config maps in two namespaces, `a` and `b`, on one thread: nothing happens but in Step(). What happens then
/// is drawn by lot, faults as well: answers that fail; lists that stall; streams that end, are cut off in the middle, expire,
/// or say nothing more; events that come twice, and deletions in states that nobody can read. Time counts where watches are to
/// end, and where calls have a deadline.
class SimulatedServer final : public Transport {
 public:
  /// What a server makes of a watch that is to begin with the present state.
  enum class WatchList { kServes, kRefuses, kIgnores };

  struct Manner {
    WatchList watchList = WatchList::kServes;
    bool speaksProtobuf = false;
  };

  SimulatedServer(Random& random, Manner manner, std::shared_ptr<Clock> clock)
      : random_(random), manner_(manner), clock_(std::move(clock)) {}
  ~SimulatedServer() override;

  /// One object comes, changes or goes; or one of another resource, which changes the version alone.
  void Change();
  /// Forgets a part of what happened.
  void Compact();
  /// Answers a request, or sends something on a watch, if there is anything to do.
  void Step();
  /// From now on nothing goes wrong, and bookmarks come as soon as everything was told.
  void Calm() { calm_ = true; }
  /// Whether somebody watches, has been told everything, and asks for nothing else.
  bool HasToldAll() const;

  const Content& Truth() const { return states_.rbegin()->second; }
  std::uint64_t Version() const { return version_; }
  /// How things stood at a version; null for one that never was.
  const Content* StateAt(const std::string& version) const;
  /// Whether all of a namespace was asked for anew, by a list or a watch that begins with the present state, though nothing
  /// went wrong since it was asked for last but that watches ended that had told something.
  bool WasReadWithoutReason() const { return read_without_reason_; }

  /// Is told where each further watch begins.
  std::function<void(const std::string& namespace_, const std::string& version)> onWatch = {};

  Future<Response> SendAsync(Request request, CallContext context) override;
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override;

 private:
  struct Event {
    std::uint64_t version;
    std::string type;
    std::string key;
    std::string value;
  };
  struct Opening;
  struct Watch;
  class Stream;
  template <class T>
  struct Ended;

  std::optional<Result<Response>> Fault(const std::string& scope);
  void EndWhatIsLate();
  void Answer(Opening& opening);
  void AnswerList(Opening& opening);
  void AnswerWatch(Opening& opening);
  void Feed(Watch& watch);
  bool FeedFault(Watch& watch);
  bool HasNews(const Watch& watch) const;
  void TellNext(Watch& watch);
  void Tell(Watch& watch, const Event& event);
  bool TellUnreadably(Watch& watch, const Event& event);
  void NoteRead(const std::string& scope);
  void SetMayBeRead(const std::string& scope, bool may);
  bool BeginWatch(Watch& watch, const std::map<std::string, std::string>& query);
  Response Page(const Opening& opening);
  std::uint64_t VersionNotOlderThan(const std::string& version);
  const Content& StateOf(std::uint64_t version) const;
  std::uint64_t VersionOf(const std::string& key, std::uint64_t at) const;

  Random& random_;
  const Manner manner_;
  const std::shared_ptr<Clock> clock_;
  bool calm_ = false;
  std::set<std::string> settled_;  // the namespaces of which there is no reason to read all anew
  bool read_without_reason_ = false;
  std::uint64_t version_ = 10;
  std::uint64_t oldest_ = 10;  // from here on, what happened is known
  std::deque<Event> events_;
  std::map<std::uint64_t, Content> states_{{10, {}}};
  std::vector<std::shared_ptr<Opening>> openings_;
  std::vector<std::shared_ptr<Watch>> watches_;
};

}  // namespace k8s::simulation
