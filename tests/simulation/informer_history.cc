#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "cache/manual_executor.h"
#include "fakes/manual_clock.h"
#include "simulation/history.h"
#include "simulation/simulated_server.h"
#include <fmt/format.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/cache/informer_factory_base.h>
#include <k8s/cache/shared_informer.h>

namespace k8s::simulation {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;

constexpr int kSteps = 120;
constexpr int kMostCalmSteps = 3000;

std::string ValueOf(const ConfigMap& map) { return map.data.at("v"); }

// What one handler believes is there. What it hears must fit to what it heard before, and to what the server did.
class Believer {
 public:
  Believer(const SimulatedServer& server, Defect& defect) : server_(server), defect_(defect) {}

  EventHandler<ConfigMap> Handler() {
    return {.onAdd = [this](const Shared<ConfigMap>& object, bool) { Added(*object); },
            .onUpdate = [this](const Shared<ConfigMap>& before, const Shared<ConfigMap>& after) { Changed(*before, *after); },
            .onDelete = [this](const Deleted<ConfigMap>& gone) { Gone(gone); }};
  }
  const Content& Believed() const { return believed_; }

 private:
  void Added(const ConfigMap& object) {
    if (believed_.contains(object.metadata.name)) Blame(object, "was added twice");
    believed_[object.metadata.name] = ValueOf(object);
  }
  void Changed(const ConfigMap& before, const ConfigMap& after) {
    const auto known = believed_.find(after.metadata.name);
    if (known == believed_.end() || known->second != ValueOf(before))
      Blame(after, "was changed from a state that was never told");
    if (ValueOf(before) == ValueOf(after)) Blame(after, "was changed into what it was");
    believed_[after.metadata.name] = ValueOf(after);
  }
  void Gone(const Deleted<ConfigMap>& gone) {
    if (believed_.erase(gone.key.name) == 0) Blame(*gone.object, "has gone twice");
    const Content* state = server_.StateAt(gone.object->metadata.resourceVersion);
    const bool isDeletion = state != nullptr && !state->contains(gone.key.name);
    if (isDeletion == gone.finalStateUnknown) Blame(*gone.object, "has gone, and its last state is not what it is said to be");
  }
  void Blame(const ConfigMap& object, const char* what) {
    if (!defect_) defect_ = fmt::format("a handler heard that {} {}", object.metadata.name, what);
  }

  const SimulatedServer& server_;
  Defect& defect_;
  Content believed_;
};

class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {
    server_->onWatch = [this](const std::string& version) {
      if (version != maps_->ResourceVersion())
        Blame(fmt::format("a watch begins at {}, the cache is at {}", version, maps_->ResourceVersion()));
    };
    maps_.emplace(factory_.For<ConfigMap>());
  }
  // Stop() waits for the reflector, which runs where this drives it.
  ~History() {
    client_executor_->RunWhile([this] { maps_->Stop(); });
  }
  History(const History&) = delete;
  History& operator=(const History&) = delete;

  Defect Run() {
    const auto first = maps_->AddEventHandler(early_.Handler());
    HandlerRegistration second;
    maps_->Start();
    for (int step = 0; step < kSteps && !defect_; ++step) {
      if (step == kSteps / 2) second = maps_->AddEventHandler(late_.Handler());
      DoSomething();
      Check();
    }
    CalmDown();
    return defect_;
  }

 private:
  static InformerOptions Options(Random& random, std::shared_ptr<Clock> clock, std::shared_ptr<Executor> handlers) {
    InformerOptions options;
    options.watchList = Draw(random, 3) > 0;
    options.pageSize = static_cast<std::int64_t>(Draw(random, 3));
    options.maxBacklog = Draw(random, 4);
    options.backoff.jitter = 0.0;
    options.clock = std::move(clock);
    options.handlerExecutor = std::move(handlers);
    return options;
  }
  static RestClient Client(std::shared_ptr<Transport> server, std::shared_ptr<Clock> clock,
                           std::shared_ptr<Executor> executor) {
    ClientOptions options;
    options.executor = std::move(executor);
    options.clock = std::move(clock);
    options.contentType = ContentType::kJson;
    options.retry.maxRetries = 0;
    options.warnings = [](const auto&...) {};
    return *RestClient::Create(std::move(server), options);
  }

  void DoSomething() {
    switch (Draw(random_, 10)) {
      case 0:
      case 1: return server_->Change();
      case 2:
      case 3:
      case 4: return server_->Step();
      case 5: return clock_->Advance(std::chrono::milliseconds(Draw(random_, 5000)));
      case 6:
        if (Draw(random_, 8) == 0) server_->Compact();
        return;
      case 7: return static_cast<void>(handlers_->RunOne());
      default: return client_executor_->RunAll();
    }
  }

  void Check() {
    if (server_->WasReadWithoutReason()) Blame("all is read anew without a reason");
    const std::string version = maps_->ResourceVersion();
    if (version.empty() || defect_) return;
    const std::uint64_t number = std::stoull(version);
    if (number < seen_) Blame(fmt::format("the cache goes back from {} to {}", seen_, number));
    seen_ = number;
    const Content* state = server_->StateAt(version);
    if (state == nullptr || Cached() != *state) Blame(fmt::format("the cache is not how things stood at {}", version));
  }

  // From now on nothing fails: everybody must come to know the truth, and then nothing is asked for anew.
  void CalmDown() {
    server_->Calm();
    for (int step = 0; step < kMostCalmSteps && !defect_; ++step) {
      server_->Step();
      client_executor_->RunAll();
      handlers_->RunAll();
      clock_->Advance(100ms);
      Check();
      if (server_->HasToldAll() && Arrived()) break;
    }
    if (!defect_ && !Arrived()) Blame("the truth is not known in the end");
    for (int step = 0; step < 20; ++step) {
      server_->Step();
      client_executor_->RunAll();
      clock_->Advance(1s);
      Check();
    }
  }
  bool Arrived() const {
    return maps_->ResourceVersion() == std::to_string(server_->Version()) && Cached() == server_->Truth() &&
           early_.Believed() == server_->Truth() && late_.Believed() == server_->Truth();
  }

  Content Cached() const {
    Content content;
    maps_->ForEach([&](const Shared<ConfigMap>& map) { content[map->metadata.name] = ValueOf(*map); });
    return content;
  }
  void Blame(std::string what) {
    if (!defect_) defect_ = std::move(what);
  }

  Random random_;
  Defect defect_;
  std::uint64_t seen_ = 0;
  std::shared_ptr<fakes::ManualClock> clock_ = std::make_shared<fakes::ManualClock>();
  std::shared_ptr<fakes::ManualExecutor> client_executor_ = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<fakes::ManualExecutor> handlers_ = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<SimulatedServer> server_ =
      std::make_shared<SimulatedServer>(random_, static_cast<SimulatedServer::WatchList>(Draw(random_, 3)));
  InformerFactoryBase factory_{Client(server_, clock_, client_executor_), Options(random_, clock_, handlers_)};
  std::optional<SharedInformer<ConfigMap>> maps_;
  Believer early_{*server_, defect_};
  Believer late_{*server_, defect_};
};

}  // namespace

Defect InformerHistory(std::uint64_t seed) { return History(seed).Run(); }

}  // namespace k8s::simulation
