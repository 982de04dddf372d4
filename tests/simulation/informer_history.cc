#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
std::string NameOf(const ObjectKey& key) { return key.namespace_ + "." + key.name; }
std::string NameOf(const ConfigMap& map) { return NameOf(KeyOf(map)); }

// What one handler believes is there. What it hears must fit to what it heard before, and to what the server did.
class Believer {
 public:
  Believer(const SimulatedServer& server, Defect& defect) : server_(server), defect_(defect) {}

  EventHandler<ConfigMap> Handler() {
    return {.onAdd = [this](const Shared<ConfigMap>& object, bool) { Added(*object); },
            .onUpdate =
                [this](const Shared<ConfigMap>& before, const Shared<ConfigMap>& after) {
                  if (!before) return Blame(*after, "was changed from nothing");
                  Changed(*before, *after);
                },
            .onDelete =
                [this](const Deleted<ConfigMap>& gone) {
                  if (!gone.before) return Blame(*gone.object, "has gone, and never was");
                  Gone(gone);
                }};
  }
  const Content& Believed() const { return believed_; }

 private:
  void Added(const ConfigMap& object) {
    if (believed_.contains(NameOf(object))) Blame(object, "was added twice");
    believed_[NameOf(object)] = ValueOf(object);
  }
  void Changed(const ConfigMap& before, const ConfigMap& after) {
    const auto known = believed_.find(NameOf(after));
    if (known == believed_.end() || known->second != ValueOf(before))
      Blame(after, "was changed from a state that was never told");
    if (ValueOf(before) == ValueOf(after)) Blame(after, "was changed into what it was");
    believed_[NameOf(after)] = ValueOf(after);
  }
  void Gone(const Deleted<ConfigMap>& gone) {
    const auto known = believed_.find(NameOf(gone.key));
    if (known == believed_.end()) return Blame(*gone.object, "has gone twice");
    if (known->second != ValueOf(*gone.before)) Blame(*gone.object, "has gone from a state that was never told");
    believed_.erase(known);
    const Content* state = server_.StateAt(gone.object->metadata.resourceVersion);
    const bool isDeletion = state != nullptr && !state->contains(NameOf(gone.key));
    if (isDeletion == gone.finalStateUnknown) Blame(*gone.object, "has gone, and its last state is not what it is said to be");
  }
  void Blame(const ConfigMap& object, const char* what) {
    if (!defect_) defect_ = fmt::format("a handler heard that {} {}", NameOf(object), what);
  }

  const SimulatedServer& server_;
  Defect& defect_;
  Content believed_;
};

class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed) {
    server_->onWatch = [this](const std::string& namespace_, const std::string& version) {
      const Content* state = server_->StateAt(version);
      const bool isOne = scopes_.size() > 1 || version == maps_->ResourceVersion();
      if (!isOne || state == nullptr || Cached(namespace_) != Within(*state, namespace_))
        Blame(fmt::format("a watch begins at {}, the cache is at {}", version, maps_->ResourceVersion()));
    };
    const bool isProjected = Draw(random_, 4) == 0;
    maps_.emplace(isProjected ? factory_.Projected<ConfigMap>({"data", "metadata.resourceVersion"}).value()
                              : factory_.For<ConfigMap>());
  }
  // Stop() waits for the reflector, which runs where this drives it.
  ~History() {
    client_executor_->RunWhile([this] { maps_->Stop(); });
    handlers_->RunAll();
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
  // All namespaces at once, both of them, or one.
  static std::vector<std::string> DrawNamespaces(Random& random) {
    switch (Draw(random, 4)) {
      case 0: return {"a", "b"};
      case 1: return {"a"};
      default: return {};
    }
  }
  static SimulatedServer::Manner DrawManner(Random& random) {
    return {.watchList = static_cast<SimulatedServer::WatchList>(Draw(random, 3)), .speaksProtobuf = Draw(random, 3) == 0};
  }
  static InformerOptions Options(Random& random, std::vector<std::string> namespaces, std::shared_ptr<Clock> clock,
                                 std::shared_ptr<Executor> handlers) {
    InformerOptions options;
    options.namespaces = std::move(namespaces);
    options.compact = Draw(random, 3) == 0;
    options.minWatchTimeout = 1s;  // which leaves nothing to the informer's own lot: a seed decides all there is
    options.listSilence = 3s;
    options.watchList = Draw(random, 3) > 0;
    options.pageSize = static_cast<std::int64_t>(Draw(random, 3));
    options.maxBacklog = Draw(random, 4);
    options.backoff.jitter = 0.0;
    options.clock = std::move(clock);
    options.handlerExecutor = std::move(handlers);
    return options;
  }
  static RestClient Client(std::shared_ptr<Transport> server, bool speaksProtobuf, std::shared_ptr<Clock> clock,
                           std::shared_ptr<Executor> executor) {
    ClientOptions options;
    options.executor = std::move(executor);
    options.clock = std::move(clock);
    options.contentType = speaksProtobuf ? ContentType::kProtobuf : ContentType::kJson;
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
      case 5: return Wait(std::chrono::milliseconds(Draw(random_, 5000)));
      case 6:
        if (Draw(random_, 8) == 0) server_->Compact();
        return;
      case 7: return static_cast<void>(handlers_->RunOne());
      default: return client_executor_->RunAll();
    }
  }

  // What has come is read before: a program that does not get to it is none that waited for too long.
  void Wait(std::chrono::milliseconds time) {
    client_executor_->RunAll();
    clock_->Advance(time);
  }

  void Check() {
    if (server_->WasReadWithoutReason()) Blame("all is read anew without a reason");
    const std::string version = maps_->ResourceVersion();
    if (version.empty() || defect_) return;
    if (scopes_.size() > 1) return CheckEachNamespace();
    const std::uint64_t number = std::stoull(version);
    if (number < seen_) Blame(fmt::format("the cache goes back from {} to {}", seen_, number));
    seen_ = number;
    const Content* state = server_->StateAt(version);
    if (state == nullptr || Cached(scopes_[0]) != Within(*state, scopes_[0]))
      Blame(fmt::format("the cache is not how things stood at {}", version));
  }

  // Each is how it stood at some version, and none goes back.
  void CheckEachNamespace() {
    for (const std::string& scope : scopes_) {
      const Content cached = Cached(scope);
      std::uint64_t& at = at_[scope];
      while (at <= server_->Version() && !StoodSo(at, scope, cached)) ++at;
      if (at > server_->Version()) Blame(fmt::format("the cache of {} is how things never stood", scope));
    }
  }
  bool StoodSo(std::uint64_t version, const std::string& scope, const Content& content) const {
    const Content* state = server_->StateAt(std::to_string(version));
    return state != nullptr && Within(*state, scope) == content;
  }

  // From now on nothing fails: everybody must come to know the truth, and then nothing is asked for anew.
  void CalmDown() {
    server_->Calm();
    for (int step = 0; step < kMostCalmSteps && !defect_; ++step) {
      server_->Step();
      client_executor_->RunAll();
      handlers_->RunAll();
      clock_->Advance(500ms);
      Check();
      if (server_->HasToldAll() && Arrived()) break;
    }
    if (!defect_ && !Arrived()) Blame("the truth is not known in the end");
    for (int step = 0; step < 20 && !defect_; ++step) {
      server_->Step();
      client_executor_->RunAll();
      clock_->Advance(1s);
      Check();
    }
  }
  bool Arrived() const {
    if (maps_->ResourceVersion() != std::to_string(server_->Version())) return false;
    Content truth;
    for (const std::string& scope : scopes_) truth.merge(Within(server_->Truth(), scope));
    return Cached({}) == truth && early_.Believed() == truth && late_.Believed() == truth;
  }

  Content Cached(const std::string& namespace_) const {
    Content content;
    maps_->ForEach([&](const Shared<ConfigMap>& map) { content[NameOf(*map)] = ValueOf(*map); });
    return Within(content, namespace_);
  }
  void Blame(std::string what) {
    if (!defect_) defect_ = std::move(what);
  }

  Random random_;
  Defect defect_;
  std::uint64_t seen_ = 0;
  std::map<std::string, std::uint64_t> at_;  // of a namespace, the first version at which things may have stood as in the cache
  const std::vector<std::string> namespaces_ = DrawNamespaces(random_);
  const std::vector<std::string> scopes_ = namespaces_.empty() ? std::vector<std::string>{""} : namespaces_;
  const SimulatedServer::Manner manner_ = DrawManner(random_);
  std::shared_ptr<fakes::ManualClock> clock_ = std::make_shared<fakes::ManualClock>();
  std::shared_ptr<fakes::ManualExecutor> client_executor_ = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<fakes::ManualExecutor> handlers_ = std::make_shared<fakes::ManualExecutor>();
  std::shared_ptr<SimulatedServer> server_ = std::make_shared<SimulatedServer>(random_, manner_, clock_);
  InformerFactoryBase factory_{Client(server_, manner_.speaksProtobuf, clock_, client_executor_),
                               Options(random_, namespaces_, clock_, handlers_)};
  std::optional<SharedInformer<ConfigMap>> maps_;
  Believer early_{*server_, defect_};
  Believer late_{*server_, defect_};
};

}  // namespace

Defect InformerHistory(std::uint64_t seed) { return History(seed).Run(); }

}  // namespace k8s::simulation
