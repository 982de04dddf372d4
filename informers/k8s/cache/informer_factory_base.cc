#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

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

// What an informer follows: a resource, and of its objects these fields, or with none all.
using Followed = std::pair<const codec::ApiResource*, std::set<std::string>>;

// What a cache itself must know of an object.
constexpr const char* kIdentity[] = {"metadata.name", "metadata.namespace", "metadata.uid", "metadata.resourceVersion"};

Result<FieldFilter> FilterOf(const Followed& followed, bool dropManagedFields) {
  FieldFilterOptions options{.dropManagedFields = dropManagedFields};
  const auto& [resource, fields] = followed;
  if (!fields.empty()) {
    options.keep.assign(fields.begin(), fields.end());
    options.keep.insert(options.keep.end(), std::begin(kIdentity), std::end(kIdentity));
  }
  return FieldFilter::Compile(*resource->type, options);
}

// Without threads to be had, those of the client have to do.
std::shared_ptr<Executor> HandlerExecutor(const RestClient& client, const InformerOptions& options) {
  if (options.handlerExecutor) return options.handlerExecutor;
  Result<std::unique_ptr<ThreadPool>> threads = ThreadPool::Make(kHandlerThreads);
  if (!threads) return client.GetExecutor();
  return *std::move(threads);
}

}  // namespace

struct InformerFactoryBase::State {
  State(RestClient of, InformerOptions with)
      : client(std::move(of)),
        options(std::move(with)),
        handlers(HandlerExecutor(client, options)),
        clock(options.clock ? options.clock : MachineClock()) {}

  Result<std::shared_ptr<internal::InformerCore>> FindOrMake(const Followed& followed);

  const RestClient client;
  const InformerOptions options;
  const std::shared_ptr<Executor> handlers;
  const std::shared_ptr<Clock> clock;
  std::mutex mutex;
  std::map<Followed, std::shared_ptr<internal::InformerCore>> informers;
};

InformerFactoryBase::InformerFactoryBase(RestClient client, InformerOptions options)
    : state_(std::make_shared<State>(std::move(client), std::move(options))) {}

Result<std::shared_ptr<internal::InformerCore>> InformerFactoryBase::State::FindOrMake(const Followed& followed) {
  std::lock_guard lock(mutex);
  if (const auto found = informers.find(followed); found != informers.end()) return found->second;
  Result<internal::ObjectKind> kind = internal::ObjectKind::Of(*followed.first);
  if (!kind) return kind.error();
  Result<FieldFilter> filter = FilterOf(followed, options.dropManagedFields);
  if (!filter) return filter.error().WithContext(fmt::format("an informer of {}", kind->Name()));
  InformerOptions adapted = options;
  adapted.compact = options.compact || !followed.second.empty();
  auto informer =
      std::make_shared<internal::InformerCore>(client, *kind, std::move(adapted), *std::move(filter), handlers, clock);
  informers.emplace(followed, informer);
  return informer;
}

std::shared_ptr<internal::InformerCore> InformerFactoryBase::FindOrMake(const codec::ApiResource& resource) const {
  return state_->FindOrMake({&resource, {}}).value();  // Watchable kinds have metadata
}

Result<std::shared_ptr<internal::InformerCore>> InformerFactoryBase::FindOrMakeProjected(
    const codec::ApiResource& resource, const std::vector<std::string>& fields) const {
  if (fields.empty()) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("an informer of no field of {}", resource.plural));
  }
  return state_->FindOrMake({&resource, {fields.begin(), fields.end()}});
}

std::vector<std::shared_ptr<internal::InformerCore>> InformerFactoryBase::All() const {
  std::lock_guard lock(state_->mutex);
  std::vector<std::shared_ptr<internal::InformerCore>> all;
  for (const auto& [followed, informer] : state_->informers) all.push_back(informer);
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
  std::lock_guard lock(state_->mutex);
  std::vector<NamedStatus> statuses;
  for (const auto& [followed, informer] : state_->informers) {
    statuses.push_back({informer->Kind().Name(), {followed.second.begin(), followed.second.end()}, informer->Status()});
  }
  return statuses;
}

}  // namespace k8s
