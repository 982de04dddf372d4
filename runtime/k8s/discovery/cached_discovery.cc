#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>

#include <k8s/config/config.h>
#include <k8s/config/environment.h>
#include <k8s/discovery/cache_files.h>
#include <k8s/discovery/cached_discovery.h>
#include <k8s/discovery/discovery_files.h>
#include <k8s/discovery/shared_fetch.h>

namespace k8s {
namespace {

using Known = std::shared_ptr<const ServedResources>;

}  // namespace

struct CachedDiscovery::State {
  State(DiscoveryClient of, const CachedDiscoveryOptions& with)
      : client(std::move(of)), options(with), clock(with.clock ? with.clock : std::make_shared<SystemClock>()) {
    if (!with.folder.empty()) files.emplace(with.folder, with.maxAge);
  }

  // What is in memory, unless it is too old or asks to be completed.
  Known Usable() const {
    if (!known) return nullptr;
    const Clock::TimePoint now = clock->Now();
    const bool isOld = now - learned >= options.maxAge;
    const bool isToBeCompleted = !known->failed.empty() && now - asked >= options.retryFailedAfter;
    return isOld || isToBeCompleted ? nullptr : known;
  }

  // By one thread at a time: that of the fetch.
  Result<Known> Fill(std::uint64_t of, const CallContext& context) {
    if (Known loaded = Load(of)) return loaded;
    Result<Known> learnt = Learn(of, context);
    return learnt ? learnt : Failed(learnt.error());
  }

  Result<Known> Learn(std::uint64_t of, const CallContext& context) {
    Result<ServedResources> served = client.ServedResources(context);
    if (!served) return served.error();
    const auto learnt = std::make_shared<const ServedResources>(*std::move(served));
    Save(of, *learnt);
    Keep(of, learnt, {}, true);
    return learnt;
  }

  Known Load(std::uint64_t of) {
    std::lock_guard lock(files_mutex);
    if (!files) return nullptr;
    std::optional<internal::DiscoveryFiles::Loaded> loaded = files->Load();
    if (!loaded) return nullptr;
    const auto found = std::make_shared<const ServedResources>(std::move(loaded->served));
    Keep(of, found, loaded->age, loaded->isOwn);
    return found;
  }

  void Save(std::uint64_t of, const ServedResources& served) {
    std::lock_guard lock(files_mutex);
    if (files && of == Version()) files->Save(served);
  }

  void Keep(std::uint64_t of, Known what, std::chrono::nanoseconds age, bool isOwn) {
    std::lock_guard lock(mutex);
    if (of != version) return;  // forgotten meanwhile
    ++version;
    known = std::move(what);
    asked = clock->Now();
    learned = asked - age;
    fresh = isOwn;
  }

  // What was known before is better than nothing.
  Result<Known> Failed(const Error& error) {
    std::lock_guard lock(mutex);
    asked = clock->Now();
    if (!known || asked - learned >= options.maxAge) return error;
    return known;
  }

  std::uint64_t Version() {
    std::lock_guard lock(mutex);
    return version;
  }

  const DiscoveryClient client;
  const CachedDiscoveryOptions options;
  const std::shared_ptr<Clock> clock;
  internal::SharedFetch<Known> fetch;

  std::mutex files_mutex;  // taken before the other
  std::optional<internal::DiscoveryFiles> files;

  std::mutex mutex;
  std::uint64_t version = 0;  // changes with what is known
  Known known;
  Clock::TimePoint learned;  // from the server, by whomever
  Clock::TimePoint asked;    // the last time
  bool fresh = false;
};

CachedDiscovery::CachedDiscovery(DiscoveryClient client, CachedDiscoveryOptions options)
    : state_(std::make_shared<State>(std::move(client), options)) {}

Result<Known> CachedDiscovery::Served(const CallContext& context) const {
  std::uint64_t version = 0;
  {
    std::lock_guard lock(state_->mutex);
    if (Known usable = state_->Usable()) return usable;
    version = state_->version;
  }
  return state_->fetch.Run(2 * version, context, [&](const CallContext& bounds) -> Result<Known> {
    {
      std::lock_guard lock(state_->mutex);
      if (Known usable = state_->Usable()) return usable;
      version = state_->version;
    }
    return state_->Fill(version, bounds);
  });
}

Result<Known> CachedDiscovery::NewerThan(const Known& stale, const CallContext& context) const {
  std::uint64_t version = 0;
  const auto newer = [&]() -> Known {
    std::lock_guard lock(state_->mutex);
    version = state_->version;
    return state_->known != stale ? state_->Usable() : nullptr;
  };
  if (Known known = newer()) return known;
  return state_->fetch.Run(2 * version + 1, context, [&](const CallContext& bounds) -> Result<Known> {
    if (Known known = newer()) return known;
    return state_->Learn(version, bounds);
  });
}

void CachedDiscovery::Invalidate() const {
  std::lock_guard filesLock(state_->files_mutex);
  std::lock_guard lock(state_->mutex);
  if (state_->files) state_->files->TrustOnlyOwn();
  ++state_->version;
  state_->known.reset();
  state_->fresh = false;
}

bool CachedDiscovery::Fresh() const {
  std::lock_guard lock(state_->mutex);
  return state_->fresh;
}

const DiscoveryClient& CachedDiscovery::Client() const { return state_->client; }

std::string KubectlDiscoveryFolder(const Config& config) { return KubectlDiscoveryFolder(config, Environment::Process()); }

std::string KubectlDiscoveryFolder(const Config& config, const Environment& environment) {
  const std::string host = internal::FolderOf(config.server);
  const std::string root = internal::CacheRoot(environment);
  return host.empty() || root.empty() ? std::string() : root + "/discovery/" + host;
}

}  // namespace k8s
