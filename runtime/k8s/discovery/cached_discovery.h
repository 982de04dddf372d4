#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/result.h>
#include <k8s/discovery/discovery_client.h>
#include <k8s/discovery/served_resources.h>

namespace k8s {

struct Config;
class Environment;

struct CachedDiscoveryOptions {
  /// Where what was learned is kept for other processes, in the form of kubectl's cache; see KubectlDiscoveryFolder(). Empty:
  /// in memory only.
  std::string folder = {};
  /// How long what was learned counts, in memory and in files.
  std::chrono::seconds maxAge = std::chrono::minutes(10);
  /// Group versions that could not be read are asked for again by whoever asks, but not more often than this.
  std::chrono::milliseconds retryFailedAfter = std::chrono::seconds(2);
  /// What ages are measured by, in memory; null: the machine's. For tests.
  std::shared_ptr<Clock> clock = {};
};

/// The folder in which kubectl keeps what it has learned of that server: `$KUBECACHEDIR`, or else `~/.kube/cache`, then
/// `discovery/<host>_<port>`. Empty where there is no home.
std::string KubectlDiscoveryFolder(const Config& config);
std::string KubectlDiscoveryFolder(const Config& config, const Environment& environment);

/// What a server serves, remembered for a while: in memory, and in files if there is a folder for them, which it may share with
/// other processes and with kubectl. However many ask at once, the server is asked by one of them.
///
/// ```
/// k8s::CachedDiscovery discovery(k8s::DiscoveryClient(client.Rest()), {.folder = k8s::KubectlDiscoveryFolder(*config)});
/// auto served = discovery.Served();
/// ```
///
/// Files are written as they come, each at once; torn and foreign ones count as none, and one that cannot be written is no
/// error. Other documents (OpenAPI) are a matter of HttpCache().
///
/// A cheap handle on one cache. Thread safety: all members, from any thread.
class CachedDiscovery {
 public:
  explicit CachedDiscovery(DiscoveryClient client, CachedDiscoveryOptions options = CachedDiscoveryOptions());

  /// What is served, never null. Errors: those of DiscoveryClient::ServedResources(). What failed in part is told beside the
  /// rest, and is asked for again later; if all fails then, what was known before stays.
  Result<std::shared_ptr<const ServedResources>> Served(const CallContext& context = CallContext()) const;

  /// What is served now, where that is newer than `stale`, which Served() gave: asks the server, unless somebody has meanwhile.
  /// If that fails, what was known stays.
  Result<std::shared_ptr<const ServedResources>> NewerThan(const std::shared_ptr<const ServedResources>& stale,
                                                           const CallContext& context = CallContext()) const;

  /// Forgets everything. Files of others do not count from now on.
  void Invalidate() const;

  /// Whether what Served() has given last was learned from the server by this object, since the last Invalidate(): then there
  /// is little use in asking again. False before it was called.
  bool Fresh() const;

  /// What asks the server, for what is not remembered.
  const DiscoveryClient& Client() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace k8s
