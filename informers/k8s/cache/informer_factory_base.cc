#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/cache/handler_threads.h>
#include <k8s/cache/informer_factory_base.h>
#include <k8s/dynamic/partial_object_metadata.h>
#include <k8s/dynamic/untyped_resource.h>

namespace k8s {
namespace {

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

// What an informer follows: a resource, of its objects these fields, or with none all. A resource with a type is its table,
// one without its name.
struct Followed {
  const codec::ApiResource* resource = nullptr;
  std::set<std::string> fields = {};
  GroupVersionResource name = {};
  bool metadataOnly = false;

  friend auto operator<=>(const Followed&, const Followed&) = default;
};

// What a cache itself must know of an object.
constexpr const char* kIdentity[] = {"metadata.name", "metadata.namespace", "metadata.uid", "metadata.resourceVersion"};

Result<FieldFilter> FilterOf(const codec::Type& type, const std::set<std::string>& fields, bool dropManagedFields) {
  FieldFilterOptions options{.dropManagedFields = dropManagedFields};
  if (!fields.empty()) {
    options.keep.assign(fields.begin(), fields.end());
    options.keep.insert(options.keep.end(), std::begin(kIdentity), std::end(kIdentity));
  }
  return FieldFilter::Compile(type, options);
}

// Without threads to be had, those of the client have to do.
std::shared_ptr<Executor> HandlerExecutor(const RestClient& client, const InformerOptions& options) {
  if (options.handlerExecutor) return options.handlerExecutor;
  Result<std::shared_ptr<internal::HandlerThreads>> threads = internal::HandlerThreads::OfProgram();
  if (!threads) return client.GetExecutor();
  return *std::move(threads);
}

using Made = Result<std::shared_ptr<internal::InformerCore>>;

}  // namespace

struct InformerFactoryBase::State {
  State(RestClient of, InformerOptions with)
      : client(std::move(of)),
        options(std::move(with)),
        handlers(HandlerExecutor(client, options)),
        clock(options.clock ? options.clock : MachineClock()) {}

  // The informer of what is followed; a new one of the kind that `kind()` gives, reading what `filter()` wants.
  template <class Kind, class Filter>
  Made FindOrMake(const Followed& followed, Kind&& kind, Filter&& filter);

  const RestClient client;
  const InformerOptions options;
  const std::shared_ptr<Executor> handlers;
  const std::shared_ptr<Clock> clock;
  std::mutex mutex;
  std::map<Followed, std::shared_ptr<internal::InformerCore>> informers;
};

InformerFactoryBase::InformerFactoryBase(RestClient client, InformerOptions options)
    : state_(std::make_shared<State>(std::move(client), std::move(options))) {}

template <class Kind, class Filter>
Made InformerFactoryBase::State::FindOrMake(const Followed& followed, Kind&& kind, Filter&& filter) {
  std::lock_guard lock(mutex);
  if (const auto found = informers.find(followed); found != informers.end()) return found->second;
  Result<internal::ObjectKind> made = kind();
  if (!made) return made.error();
  Result<FieldFilter> wanted = filter();
  if (!wanted) return wanted.error().WithContext(fmt::format("an informer of {}", made->Name()));
  InformerOptions adapted = options;
  adapted.compact = options.compact || !followed.fields.empty();
  // What is known of a type decides whether it may travel as protobuf; nothing is known of what has none.
  const RestClient reader = followed.resource == nullptr ? client.As(ContentType::kJson) : client;
  auto informer =
      std::make_shared<internal::InformerCore>(reader, *made, std::move(adapted), *std::move(wanted), handlers, clock);
  informers.emplace(followed, informer);
  return informer;
}

std::shared_ptr<internal::InformerCore> InformerFactoryBase::FindOrMake(const codec::ApiResource& resource) const {
  return state_
      ->FindOrMake(
          {.resource = &resource}, [&] { return internal::ObjectKind::Of(resource); },
          [&] { return FilterOf(*resource.type, {}, state_->options.dropManagedFields); })
      .value();  // Watchable kinds have metadata
}

Made InformerFactoryBase::FindOrMakeProjected(const codec::ApiResource& resource,
                                              const std::vector<std::string>& fields) const {
  if (fields.empty()) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("an informer of no field of {}", resource.plural));
  }
  const Followed followed{.resource = &resource, .fields = {fields.begin(), fields.end()}};
  return state_->FindOrMake(
      followed, [&] { return internal::ObjectKind::Of(resource); },
      [&] { return FilterOf(*resource.type, followed.fields, state_->options.dropManagedFields); });
}

Made InformerFactoryBase::FindOrMakeUntyped(const GroupVersionResource& resource, bool namespaced, bool metadataOnly) const {
  const bool dropManagedFields = state_->options.dropManagedFields;
  const auto kind = [&] {
    return internal::UntypedResource::Of(resource).transform([&](std::shared_ptr<const internal::UntypedResource>&& named) {
      const codec::ApiResource& table = named->As(namespaced);
      return internal::ObjectKind({std::move(named), &table},
                                  metadataOnly ? internal::FormOfMetadata() : internal::FormOfUnstructured(dropManagedFields));
    });
  };
  const auto filter = [&]() -> Result<FieldFilter> {
    if (!metadataOnly) return FieldFilter();
    return FilterOf(PartialObjectMetadata::kType, {}, dropManagedFields);
  };
  return state_->FindOrMake({.name = resource, .metadataOnly = metadataOnly}, kind, filter);
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
  const auto all = All();
  for (const auto& informer : all) informer->RequestStop();  // none goes on while a handler of another takes its time
  for (const auto& informer : all) informer->Stop();
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
    statuses.push_back(
        {informer->Kind().Name(), {followed.fields.begin(), followed.fields.end()}, followed.metadataOnly, informer->Status()});
  }
  return statuses;
}

}  // namespace k8s
