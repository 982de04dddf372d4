#include <algorithm>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

#include <k8s/base/clock.h>
#include <k8s/config/environment.h>
#include <k8s/config/renewing_credentials.h>
#include <k8s/config/shared_plugins.h>

namespace k8s::internal {
namespace {

// So many are remembered though nobody uses them any more.
constexpr std::size_t kMost = 64;

// What decides what a plugin is told, and how it is run.
struct Running {
  Config config;
  bool stdinIsFree;
  ExecPlugin::Patience patience;

  friend bool operator==(const Running&, const Running&) = default;
};

class Plugins {
 public:
  std::shared_ptr<RenewingCredentials::State> Of(Running running) {
    std::lock_guard lock(mutex_);
    const auto known =
        std::find_if(known_.begin(), known_.end(), [&](const Known& candidate) { return candidate.running == running; });
    if (known != known_.end()) return known->state;
    if (known_.size() >= kMost) std::erase_if(known_, [](const Known& candidate) { return candidate.state.use_count() == 1; });
    auto plugin = std::make_shared<ExecPlugin>(running.config, Environment::Process(), running.stdinIsFree, running.patience);
    auto state =
        RenewingCredentials::MakeState(std::move(plugin), std::make_shared<SystemClock>(), &std::chrono::system_clock::now);
    return known_.emplace_back(Known{std::move(running), std::move(state)}).state;
  }

 private:
  struct Known {
    Running running;
    std::shared_ptr<RenewingCredentials::State> state;
  };

  std::mutex mutex_;
  std::vector<Known> known_;
};

}  // namespace

std::shared_ptr<CredentialSource> SharedPlugin(const Config& config, bool stdinIsFree, ExecPlugin::Patience patience) {
  static Plugins plugins;
  Running running{config, stdinIsFree, patience};
  running.config.impersonate = {};  // no plugin hears of these
  running.config.namespace_ = {};
  return std::make_shared<RenewingCredentials>(plugins.Of(std::move(running)));
}

}  // namespace k8s::internal
