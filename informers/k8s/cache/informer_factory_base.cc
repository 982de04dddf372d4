#include <map>
#include <mutex>
#include <optional>
#include <utility>

#include <k8s/cache/informer_factory_base.h>

namespace k8s {
namespace {

constexpr std::size_t kHandlerThreads = 4;

// A clock has a thread for its waits: there is one for all factories of a program, as long as one of them lives.
std::shared_ptr<Clock> MachineClock() {
  static std::mutex mutex;
  static std::weak_ptr<Clock> shared;
  std::lock_guard lock(mutex);
  std::shared_ptr<Clock> clock = shared.lock();
  if (!clock) {
    clock = std::make_shared<SystemClock>();
    shared = clock;
  }
  return clock;
}

}  // namespace

struct InformerFactoryBase::State {
  State(RestClient of, InformerOptions with)
      : client(std::move(of)),
        options(std::move(with)),
        handlers(options.handlerExecutor ? options.handlerExecutor : std::make_shared<ThreadPool>(kHandlerThreads)),
        clock(options.clock ? options.clock : MachineClock()) {}

  const RestClient client;
  const InformerOptions options;
  const std::shared_ptr<Executor> handlers;
  const std::shared_ptr<Clock> clock;
  std::mutex mutex;
  std::map<const codec::ApiResource*, std::shared_ptr<internal::InformerCore>> informers;
};

InformerFactoryBase::InformerFactoryBase(RestClient client, InformerOptions options)
    : state_(std::make_shared<State>(std::move(client), std::move(options))) {}

std::shared_ptr<internal::InformerCore> InformerFactoryBase::FindOrMake(const codec::ApiResource& resource) const {
  std::lock_guard lock(state_->mutex);
  auto& informer = state_->informers[&resource];
  if (!informer) {
    const internal::ObjectKind kind = internal::ObjectKind::Of(resource).value();  // Watchable kinds have metadata
    informer = std::make_shared<internal::InformerCore>(state_->client, kind, state_->options, state_->handlers, state_->clock);
  }
  return informer;
}

std::vector<std::shared_ptr<internal::InformerCore>> InformerFactoryBase::All() const {
  std::lock_guard lock(state_->mutex);
  std::vector<std::shared_ptr<internal::InformerCore>> all;
  for (const auto& [resource, informer] : state_->informers) all.push_back(informer);
  return all;
}

void InformerFactoryBase::Start() const {
  for (const auto& informer : All()) informer->Start();
}

void InformerFactoryBase::Stop() const {
  for (const auto& informer : All()) informer->Stop();
}

Result<void> InformerFactoryBase::WaitForCacheSync(const CallContext& context) const {
  std::optional<Error> failure;
  for (const auto& informer : All()) {
    Result<void> synced = informer->WaitForSync(context);
    if (synced) continue;
    failure = failure ? Error(failure->Code(), failure->Message() + "; " + synced.error().Message()) : synced.error();
  }
  if (failure) return *failure;
  return {};
}

std::vector<InformerFactoryBase::NamedStatus> InformerFactoryBase::Statuses() const {
  std::vector<NamedStatus> statuses;
  for (const auto& informer : All()) statuses.push_back({informer->Kind().Name(), informer->Status()});
  return statuses;
}

}  // namespace k8s
