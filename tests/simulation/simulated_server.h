#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include <k8s/transport/transport.h>

namespace k8s::simulation {

/// Config maps by name: the value of their only key.
using Content = std::map<std::string, std::string>;

using Random = std::mt19937_64;
/// A number from 0 to below `bound`.
inline std::uint64_t Draw(Random& random, std::uint64_t bound) { return random() % bound; }

/// An API server of config maps in one namespace, on one thread and without time: nothing happens but in Step(). What happens
/// then is drawn by lot, faults as well: answers that fail, streams that end, are cut off in the middle, or expire.
class SimulatedServer final : public Transport {
 public:
  /// What a server makes of a watch that is to begin with the present state.
  enum class WatchList { kServes, kRefuses, kIgnores };

  SimulatedServer(Random& random, WatchList watchList) : random_(random), watch_list_(watchList) {}
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
  /// Whether all was asked for anew, by a list or a watch that begins with the present state, though nothing went wrong since
  /// it was asked for last but that watches ended that had told something.
  bool WasReadWithoutReason() const { return read_without_reason_; }

  /// Is told where each further watch begins.
  std::function<void(const std::string& version)> onWatch = {};

  Future<Response> SendAsync(Request request, CallContext context) override;
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override;

 private:
  struct Event {
    std::uint64_t version;
    std::string type;
    std::string name;
    std::string value;
  };
  struct Opening;
  struct Watch;
  class Stream;
  template <class T>
  struct Ended;

  std::optional<Result<Response>> Fault();
  void Answer(Opening& opening);
  void Feed(Watch& watch);
  bool FeedFault(Watch& watch);
  bool HasNews(const Watch& watch) const;
  void TellNext(Watch& watch);
  void NoteRead();
  bool BeginWatch(Watch& watch, const std::map<std::string, std::string>& query);
  Response Page(const std::map<std::string, std::string>& query);
  std::string ObjectOf(const std::string& name, const std::string& value, std::uint64_t version) const;
  std::uint64_t VersionNotOlderThan(const std::string& version);
  const Content& StateOf(std::uint64_t version) const;
  std::uint64_t VersionOf(const std::string& name, std::uint64_t at) const;

  Random& random_;
  const WatchList watch_list_;
  bool calm_ = false;
  bool may_be_read_ = true;  // there is a reason to read all anew
  bool read_without_reason_ = false;
  std::uint64_t version_ = 10;
  std::uint64_t oldest_ = 10;  // from here on, what happened is known
  std::deque<Event> events_;
  std::map<std::uint64_t, Content> states_{{10, {}}};
  std::vector<std::shared_ptr<Opening>> openings_;
  std::vector<std::shared_ptr<Watch>> watches_;
};

}  // namespace k8s::simulation
