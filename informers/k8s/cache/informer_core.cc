#include <algorithm>
#include <condition_variable>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <k8s/cache/informer_core.h>
#include <k8s/cache/inside_callback.h>
#include <k8s/cache/mirror.h>
#include <k8s/cache/reflector.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// A resync costs a notification for each object.
constexpr milliseconds kShortestResync = 1s;

Future<void> ResyncAgainAndAgain(std::shared_ptr<Mirror> mirror, std::weak_ptr<Listener> weak, milliseconds period,
                                 std::shared_ptr<Clock> clock, std::shared_ptr<Executor> executor, std::stop_token stop) {
  while (!stop.stop_requested()) {
    CallContext context;
    context.stop = stop;
    const Clock::TimePoint next = clock->Now() + period;
    Future<void> tick = clock->WaitUntilAsync(next, context).On(executor);
    const Result<void> ticked = co_await tick;
    const auto listener = weak.lock();
    if (!ticked || !listener || listener->IsClosed()) break;
    if (mirror->IsComplete()) mirror->Resync(*listener);
  }
  co_return Result<void>();
}

}  // namespace

/// What the loops of an informer and its registrations share.
class InformerCore::Shared {
 public:
  Shared(const ObjectKind& kind, std::vector<std::string> scopes, std::function<void(const Error&)> onError)
      : mirror(std::make_shared<Mirror>(kind)), on_error_(std::move(onError)), missing_(scopes.begin(), scopes.end()) {}

  void Report(const Error& error) const {
    if (!on_error_) return;
    const InsideCallback inside(this);
    try {
      on_error_(error);
    } catch (...) {  // of the user's: there is nobody left to tell
      return;
    }
  }

  // The initial state of a scope is in the store.
  void Complete(const std::string& scope) {
    {
      std::lock_guard lock(mutex_);
      if (missing_.erase(scope) == 0 || !missing_.empty()) return;
    }
    mirror->EndInitialList();
    {
      std::lock_guard lock(mutex_);
      synced_ = true;
    }
    changed_.notify_all();
  }

  bool HasSynced() const {
    std::lock_guard lock(mutex_);
    return synced_;
  }

  void Close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    changed_.notify_all();
  }

  // Until it is synced or closed, or the context ends it.
  void Wait(const CallContext& context) const {
    std::unique_lock lock(mutex_);
    const auto settled = [&] { return synced_ || closed_; };
    if (context.deadline) {
      changed_.wait_until(lock, context.stop, *context.deadline, settled);
    } else {
      changed_.wait(lock, context.stop, settled);
    }
  }

  const std::shared_ptr<Mirror> mirror;

 private:
  const std::function<void(const Error&)> on_error_;
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::set<std::string> missing_;
  bool synced_ = false;
  bool closed_ = false;
};

namespace {

// One namespace of an informer, or all of them at once.
class Scope final : public ReflectorSink {
 public:
  Scope(std::shared_ptr<InformerCore::Shared> shared, std::string where)
      : shared_(std::move(shared)), namespace_(std::move(where)) {}

  void Replace(std::vector<Stored> objects, const std::vector<ObjectKey>& unread, const std::string& resourceVersion) override {
    shared_->mirror->Replace(namespace_, std::move(objects), unread, resourceVersion);
    shared_->Complete(namespace_);
  }
  void Put(Stored stored, const std::string& resourceVersion) override {
    shared_->mirror->Put(std::move(stored), resourceVersion);
  }
  void Remove(Stored last, const std::string& resourceVersion) override {
    shared_->mirror->Remove(std::move(last), resourceVersion);
  }
  void Forget(const ObjectKey& key, const std::string& resourceVersion) override {
    shared_->mirror->Forget(key, resourceVersion);
  }
  void Rest() override { shared_->mirror->WakeListeners(); }
  void Bookmark(const std::string& resourceVersion) override { shared_->mirror->Bookmark(resourceVersion); }
  void Report(const Error& error) override { shared_->Report(error); }

 private:
  const std::shared_ptr<InformerCore::Shared> shared_;
  const std::string namespace_;
};

}  // namespace

InformerCore::InformerCore(RestClient client, const ObjectKind& kind, InformerOptions options, FieldFilter filter,
                           std::shared_ptr<Executor> handlers, std::shared_ptr<Clock> clock)
    : client_(std::move(client)),
      kind_(kind),
      options_(std::move(options)),
      filter_(std::move(filter)),
      handlers_(std::move(handlers)),
      clock_(std::move(clock)),
      shared_(std::make_shared<Shared>(kind_, Scopes(), options_.onError)) {}

InformerCore::~InformerCore() { Stop(); }

const std::shared_ptr<StoreCore>& InformerCore::Store() const { return shared_->mirror->Store(); }

std::vector<std::string> InformerCore::Scopes() const {
  if (!kind_.Resource().namespaced || options_.namespaces.empty()) return {std::string()};
  return options_.namespaces;
}

Result<void> InformerCore::SetTransform(ObjectTransform transform) {
  std::lock_guard lock(mutex_);
  if (started_) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("the informer of {} was started: too late for a transform", kind_.Name()));
  }
  transform_ = [shared = shared_.get(), transform = std::move(transform)](void* object) {
    const InsideCallback inside(shared);
    return transform(object);
  };
  return {};
}

void InformerCore::Start() {
  std::lock_guard lock(mutex_);
  if (started_ || stopped_) return;
  started_ = true;
  const std::vector<std::string> all = Scopes();
  const std::set<std::string> scopes(all.begin(), all.end());
  const ObjectTreatment treatment{
      .filter = filter_, .transform = transform_, .packer = options_.compact ? std::make_shared<ObjectPacker>(kind_) : nullptr};
  for (const std::string& scope : scopes) {
    ReflectorParts parts{.resource = ResourceCore(client_, kind_.Resource(), scope),
                         .kind = kind_,
                         .sink = std::make_shared<Scope>(shared_, scope),
                         .clock = clock_,
                         .labelSelector = options_.labelSelector,
                         .fieldSelector = options_.fieldSelector,
                         .rules = {.watchList = options_.watchList,
                                   .pageSize = options_.pageSize,
                                   .minWatchTimeout = options_.minWatchTimeout,
                                   .initialSilence = options_.initialSilence,
                                   .listSilence = options_.listSilence,
                                   .backoff = options_.backoff},
                         .treatment = treatment};
    reflectors_.push_back(std::make_shared<Reflector>(std::move(parts)));
    loops_.push_back(reflectors_.back()->Run(stop_.get_token()));
  }
}

void InformerCore::Stop() {
  std::vector<Future<void>> loops;
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
    if (!IsWithinCallback()) loops.swap(loops_);
  }
  stop_.request_stop();
  shared_->Close();
  const auto listeners = shared_->mirror->Listeners();
  for (const auto& listener : listeners) listener->Close();
  if (IsWithinCallback()) return;
  for (Future<void>& loop : loops) {
    if (Result<void> ended = loop.Get(); !ended) continue;  // how does not matter: it has ended
  }
  for (const auto& listener : listeners) listener->WaitUntilIdle();
}

bool InformerCore::IsWithinCallback() const {
  if (InsideCallback::Of(shared_.get())) return true;
  const auto listeners = shared_->mirror->Listeners();
  return std::any_of(listeners.begin(), listeners.end(), [](const auto& listener) { return listener->IsRunningHere(); });
}

bool InformerCore::HasSynced() const { return shared_->HasSynced(); }

Result<void> InformerCore::WaitForSync(const CallContext& context) const {
  shared_->Wait(context);
  if (shared_->HasSynced()) return {};
  std::string why = fmt::format("{} are not synced yet", kind_.Name());
  const InformerStatus status = Status();
  if (!status.started) why += ": the informer was not started";
  if (status.lastError) why += fmt::format(": {}", status.lastError->ToString());
  const bool isLate = !context.stop.stop_requested() && !status.stopped;
  return Error(isLate ? ErrorCode::kDeadlineExceeded : ErrorCode::kCancelled, std::move(why));
}

InformerStatus InformerCore::Status() const {
  InformerStatus status;
  std::lock_guard lock(mutex_);
  status.started = started_;
  status.stopped = stopped_;
  status.synced = shared_->HasSynced();
  status.objects = Store()->Size();
  status.bytes = Store()->Bytes();
  std::optional<Clock::TimePoint> lastEvent;
  for (const auto& reflector : reflectors_) {
    ReflectorFacts facts = reflector->Facts();
    status.parked = status.parked || facts.parked;
    status.restarts += facts.restarts;
    if (facts.lastRestart) status.lastRestart = std::move(facts.lastRestart);
    if (facts.lastError) status.lastError = std::move(facts.lastError);
    if (!facts.lastEvent || (lastEvent && *facts.lastEvent < *lastEvent)) continue;
    lastEvent = facts.lastEvent;
    status.resourceVersion = std::move(facts.resourceVersion);
  }
  if (lastEvent) status.sinceLastEvent = std::chrono::duration_cast<milliseconds>(clock_->Now() - *lastEvent);
  for (const auto& listener : shared_->mirror->Listeners()) {
    ++status.handlers;
    status.pending += listener->Pending();
    status.merged += listener->Merged();
  }
  return status;
}

std::shared_ptr<Listener> InformerCore::AddListener(Listener::Handler handler, const HandlerOptions& options) {
  auto listener = std::make_shared<Listener>(std::move(handler), handlers_, options.maxBacklog.value_or(options_.maxBacklog),
                                             [shared = shared_](const Error& error) { shared->Report(error); });
  std::lock_guard lock(mutex_);
  if (stopped_) {
    listener->Close();
    return listener;
  }
  shared_->mirror->AddListener(listener);
  const milliseconds resync = options.resync.value_or(options_.resync);
  if (resync > 0ms) BeginResync(listener, std::max(resync, kShortestResync));
  return listener;
}

void InformerCore::BeginResync(const std::shared_ptr<Listener>& listener, milliseconds period) {
  loops_.erase(std::remove_if(loops_.begin(), loops_.end(), [](const Future<void>& loop) { return loop.Ready(); }),
               loops_.end());
  loops_.push_back(ResyncAgainAndAgain(shared_->mirror, listener, period, clock_, client_.GetExecutor(), stop_.get_token()));
}

void InformerCore::RemoveListener(Shared& shared, const std::shared_ptr<Listener>& listener) {
  shared.mirror->RemoveListener(listener);
  listener->Close();
  listener->WaitUntilIdle();
}

}  // namespace k8s::internal
