#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// The options of the verbs. Each is an aggregate for designated initializers: `client.List({.labelSelector = "app=web"})`.
///
/// What no server would take is kInvalidArgument before anything is sent, and the message names the option.
namespace k8s {

/// Of Get.
struct GetOptions {
  /// "" reads the newest state; "0" whatever the server has in its cache, which may be old; a version: at least that.
  std::string resourceVersion = {};
};

/// Of List and Watch, and the selection of DeleteCollection.
struct ListOptions {
  std::string labelSelector = {};  ///< "app=web,tier in (a,b),!canary"
  std::string fieldSelector = {};  ///< "status.phase=Running"
  /// Of List: as GetOptions::resourceVersion. Of Watch: the version after which events are wanted; "" begins with an event for
  /// each object there is.
  std::string resourceVersion = {};
  /// "NotOlderThan" or "Exact", of a resourceVersion; of Watch "NotOlderThan", with sendInitialEvents only.
  std::string resourceVersionMatch = {};
  std::int64_t limit = 0;      ///< Objects a page; 0: all at once. metadata.continue_ of the answer leads on
  std::string continue_ = {};  ///< From the page before
  /// When the server shall end a watch, or give up a list.
  std::optional<std::int64_t> timeoutSeconds = {};
  bool allowWatchBookmarks = false;            ///< Of Watch: let the server tell how far it is
  std::optional<bool> sendInitialEvents = {};  ///< Of Watch: the present state first, then a bookmark (WatchList)
  std::string shardSelector = {};              ///< From 1.36 on: one shard of the objects
};

/// Of Create.
struct CreateOptions {
  bool dryRun = false;  ///< Do all but store it
  /// Who owns the fields, in 128 printable bytes; "": the server takes the user agent.
  std::string fieldManager = {};
  /// "Strict", "Warn" (the server's default) or "Ignore" unknown and duplicate fields. The server looks for them in JSON only,
  /// so that an object is sent as JSON where this is set.
  std::string fieldValidation = {};
};

/// Of Update.
struct UpdateOptions {
  bool dryRun = false;
  std::string fieldManager = {};
  std::string fieldValidation = {};
};

/// Of Patch.
struct PatchOptions {
  bool dryRun = false;
  std::string fieldManager = {};
  std::string fieldValidation = {};
  bool force = false;  ///< Of an apply patch only: take fields over from other managers
};

/// Of Apply.
struct ApplyOptions {
  std::string fieldManager = {};  ///< Required: in whose name the fields are claimed
  bool force = false;             ///< Take fields over that other managers own, instead of a Conflict
  bool dryRun = false;
  std::string fieldValidation = {};
  /// Fields to claim although they are empty: "spec.replicas", "spec.rules[*].weight".
  std::vector<std::string> include = {};
};

/// What becomes of the objects that an object owns.
enum class DeletionPropagation { kOrphan, kBackground, kForeground };

/// Of Delete and DeleteCollection.
struct DeleteOptions {
  std::optional<std::int64_t> gracePeriodSeconds = {};  ///< 0: at once; absent: the kind's default
  std::string uid = {};                                 ///< Delete only the object with this uid, else a Conflict
  std::string resourceVersion = {};                     ///< Delete only this version of it, else a Conflict
  std::optional<DeletionPropagation> propagationPolicy = {};
  bool dryRun = false;
  /// Delete what the server cannot read any more, without its finalizers: the last resort against StoreReadError, from 1.32 on.
  bool ignoreStoreReadErrorWithClusterBreakingPotential = false;
};

/// Of ProxyGet: what is asked behind the object.
struct ProxyOptions {
  std::string scheme = {};  ///< "https"; "": http
  std::string port = {};    ///< A number, or the name of a port; "": the kind's default
  std::string path = {};    ///< "metrics/cadvisor"
  std::vector<std::pair<std::string, std::string>> query = {};
};

}  // namespace k8s
