#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <k8s/base/clock.h>
#include <k8s/base/error.h>
#include <k8s/base/executor.h>
#include <k8s/cache/informer_backoff.h>

namespace k8s {

namespace codec {
struct ApiResource;
}

/// What informers follow, and how.
struct InformerOptions {
  /// These namespaces, each followed by itself; none, or an empty one among them: all. Kinds of the cluster are followed
  /// anyway.
  std::vector<std::string> namespaces = {};
  std::string labelSelector = {};
  std::string fieldSelector = {};

  /// How often a handler hears of every object again, changed or not, unless it says otherwise; zero: never. The server is not
  /// asked for that.
  std::chrono::milliseconds resync{0};
  /// The same for some types: `{{&corev1::Pod::kResource, 10min}}`.
  std::map<const codec::ApiResource*, std::chrono::milliseconds> resyncOf = {};
  /// So many notifications wait for a slow handler; from there on those of one object are merged into one.
  std::size_t maxBacklog = 1024;

  /// Objects are kept without `metadata.managedFields`, which is often a third of them.
  bool dropManagedFields = false;

  /// Objects are kept packed, in about a quarter of the memory, and made anew for whoever reads one: for caches of many objects
  /// of which few are looked at. What a Get, a List or a handler is given is as good as ever, shared by nobody else as a rule,
  /// and there as long as it is held.
  bool compact = false;

  /// The present state is asked for as a watch, which costs the server least; servers that cannot do it are asked for lists.
  bool watchList = true;
  /// Objects a page of lists; 0: 500, or all at once where that spares the server.
  std::int64_t pageSize = 0;
  /// A watch is ended by the server after once to twice as long, and goes on in the next.
  std::chrono::seconds minWatchTimeout{300};
  /// A watch that is to send the present state and sends nothing for so long, or not all of it within ten times as long, is
  /// given up for a list.
  std::chrono::seconds initialSilence{30};
  /// A list is given up, and asked for again after a pause, if nothing more of it comes for so long; zero: never. Until its
  /// first byte ClientOptions::headTimeout counts.
  std::chrono::milliseconds listSilence{60'000};
  InformerBackoff backoff = {};

  /// Hears of what went wrong: failed lists and watches, which are tried again for ever, and told once if it is always the same
  /// (a resource that does not exist, a selector that cannot be read); objects that could not be read, which are left out, or
  /// stay as they last were; exceptions of handlers and index functions; handlers that keep their thread for ten seconds, or
  /// wait as long for one. Called on threads of the client and of the handlers, and on one that adds an index; it must not
  /// wait. Empty: nobody hears of it, but for InformerStatus::lastError.
  std::function<void(const Error&)> onError = {};

  /// Where handlers run; null: on threads that all factories of the program share, or on the client's where the system has none
  /// left. Those are up to four; where handlers block all of them for a second, another one is added, up to 64, so that the
  /// others go on. One handler runs once at a time wherever that is.
  std::shared_ptr<Executor> handlerExecutor = {};
  /// What waits are measured by; null: the machine's. For tests.
  std::shared_ptr<Clock> clock = {};
};

/// How one handler is served. What is not set is as the informer's options say.
struct HandlerOptions {
  std::optional<std::chrono::milliseconds> resync = {};  ///< At least a second, or zero: never
  std::optional<std::size_t> maxBacklog = {};
};

/// How an informer is, at a moment.
struct InformerStatus {
  bool started = false;
  bool stopped = false;
  bool synced = false;  ///< The present state was read as a whole once
  /// The server says that there is no such resource: a CRD, say, that is not installed yet. The informer goes on when it is.
  bool parked = false;
  std::size_t objects = 0;
  /// Of the texts that they were read from: in memory they take about as much. Of packed ones, what they take.
  std::size_t bytes = 0;
  /// How far it is; empty before anything is known. Of several namespaces: of the one heard from last.
  std::string resourceVersion = {};
  /// Since the server was last heard of: an event, a bookmark, or the answer to a list. Of several namespaces: the shortest.
  std::optional<std::chrono::milliseconds> sinceLastEvent = {};
  std::uint64_t restarts = 0;             ///< How often it began anew to read the present state, also if that failed again
  std::optional<Error> lastRestart = {};  ///< Why it last did
  std::optional<Error> lastError = {};    ///< Whatever went wrong last
  std::size_t handlers = 0;
  std::size_t pending = 0;  ///< Notifications that handlers have still to hear, of all of them
  std::size_t merged = 0;   ///< Notifications that were merged into others as handlers were slow
};

}  // namespace k8s
