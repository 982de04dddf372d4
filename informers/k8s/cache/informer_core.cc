#include <algorithm>
#include <condition_variable>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/after.h>
#include <k8s/base/executor_thread.h>
#include <k8s/base/service_thread.h>
#include <k8s/cache/callbacks.h>
#include <k8s/cache/informer_core.h>
#include <k8s/cache/mirror.h>
#include <k8s/cache/reflector.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// A resync costs a notification for each object.
constexpr milliseconds kShortestResync = 1s;

// Until the listener is closed.
Future<void> ResyncAgainAndAgain(std::shared_ptr<Mirror> mirror, std::shared_ptr<Listener> listener, milliseconds period,
                                 std::shared_ptr<Clock> clock, std::shared_ptr<Executor> executor) {
  CallContext context;
  context.stop = listener->Closing();
  while (!listener->IsClosed()) {
    Future<void> tick = clock->WaitUntilAsync(After(clock->Now(), period), context).On(executor);
    const Result<void> ticked = co_await tick;
    if (!ticked) break;
    if (mirror->IsComplete()) mirror->Resync(*listener);
  }
  co_return Result<void>();
}

}  // namespace

/// What the loops of an informer and its registrations share.
class InformerCore::Shared : public std::enable_shared_from_this<Shared> {
 public:
  Shared(const ObjectKind& kind, std::vector<std::string> scopes, const Callbacks::ErrorHandler& onError)
      : callbacks(std::make_shared<Callbacks>(onError)),
        mirror(std::make_shared<Mirror>(
            std::make_shared<StoreCore>(kind, [callbacks = callbacks](const Error& error) { callbacks->Report(error); }))),
        missing_(scopes.begin(), scopes.end()) {}

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
    callbacks->Close();
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

  void Count(Future<void> loop) {
    {
      std::lock_guard lock(mutex_);
      ++loops_;
    }
    auto counted = loop.Then([self = shared_from_this()](const Result<void>&) {
      {
        std::lock_guard lock(self->mutex_);
        --self->loops_;
      }
      self->changed_.notify_all();
    });
  }

  void WaitForLoops() const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return loops_ == 0; });
  }

  const std::shared_ptr<Callbacks> callbacks;
  const std::shared_ptr<Mirror> mirror;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  std::set<std::string> missing_;
  std::size_t loops_ = 0;
  bool synced_ = false;
  bool closed_ = false;
};

namespace {

// One namespace of an informer, or all of them at once. Once the informer is closed, nothing changes any more.
class Scope final : public ReflectorSink {
 public:
  Scope(std::shared_ptr<InformerCore::Shared> shared, std::string where)
      : shared_(std::move(shared)), mirror_(*shared_->mirror), namespace_(std::move(where)) {}

  void Replace(std::vector<Stored> objects, const std::vector<ObjectKey>& unread, const std::string& resourceVersion) override {
    shared_->callbacks->Run([&] {
      mirror_.Replace(namespace_, std::move(objects), unread, resourceVersion);
      mirror_.Store()->ReportFailures();
      shared_->Complete(namespace_);
    });
  }
  void Put(Stored stored, const std::string& resourceVersion) override {
    shared_->callbacks->Run([&] { mirror_.Put(std::move(stored), resourceVersion); });
  }
  void Remove(Stored last, const std::string& resourceVersion) override {
    shared_->callbacks->Run([&] { mirror_.Remove(std::move(last), resourceVersion); });
  }
  void Forget(const ObjectKey& key, const std::string& resourceVersion) override {
    shared_->callbacks->Run([&] { mirror_.Forget(key, resourceVersion); });
  }
  void Rest() override {
    mirror_.Rest();
    mirror_.Store()->ReportFailures();
  }
  void Bookmark(const std::string& resourceVersion) override {
    shared_->callbacks->Run([&] { mirror_.Bookmark(resourceVersion); });
  }
  void Report(const Error& error) override { shared_->callbacks->Report(error); }

 private:
  const std::shared_ptr<InformerCore::Shared> shared_;
  Mirror& mirror_;
  const std::string namespace_;
};

// Tasks of an executor that this thread waited for might wait for this thread.
bool MayWaitFor(const std::shared_ptr<Executor>& executor) {
  return !OnServiceThread() && executorOfThisThread != executor.get();
}

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
  const std::vector<std::string>& wanted = options_.namespaces;
  const std::string everywhere;
  const bool isEverywhere = wanted.empty() || std::find(wanted.begin(), wanted.end(), everywhere) != wanted.end();
  if (!kind_.Resource().namespaced || isEverywhere) return {everywhere};
  return wanted;
}

Result<void> InformerCore::SetTransform(ObjectTransform transform) {
  std::lock_guard lock(mutex_);
  if (started_) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("the informer of {} was started: too late for a transform", kind_.Name()));
  }
  transform_ = [callbacks = shared_->callbacks, transform = std::move(transform)](void* object) {
    Result<void> transformed = Error(ErrorCode::kCancelled, "the informer was stopped");
    callbacks->Run([&] { transformed = transform(object); });
    return transformed;
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
    shared_->Count(reflectors_.back()->Run(stop_.get_token()));
  }
}

void InformerCore::RequestStop() {
  {
    std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  stop_.request_stop();
  shared_->Close();
  for (const auto& listener : shared_->mirror->Listeners()) listener->Close();
}

void InformerCore::Stop() {
  RequestStop();
  if (IsWithinCallback()) return;
  shared_->callbacks->WaitUntilIdle();
  for (const auto& listener : shared_->mirror->Listeners()) listener->WaitUntilIdle();
  // What is left of the loops does nothing that anybody could notice.
  if (MayWaitFor(client_.GetExecutor())) shared_->WaitForLoops();
}

bool InformerCore::IsWithinCallback() const {
  if (shared_->callbacks->IsWithin()) return true;
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
  const auto report = [callbacks = shared_->callbacks, resource = kind_.Name()](const Error& error) {
    callbacks->Report(error.WithContext(resource));
  };
  auto listener = std::make_shared<Listener>(std::move(handler), handlers_, options.maxBacklog.value_or(options_.maxBacklog),
                                             report, HandlerWatch{clock_, client_.GetExecutor()});
  std::lock_guard lock(mutex_);
  if (stopped_) {
    listener->Close();
    return listener;
  }
  shared_->mirror->AddListener(listener);
  const milliseconds resync = options.resync.value_or(DefaultResync());
  if (resync > 0ms) {
    shared_->Count(
        ResyncAgainAndAgain(shared_->mirror, listener, std::max(resync, kShortestResync), clock_, client_.GetExecutor()));
  }
  return listener;
}

milliseconds InformerCore::DefaultResync() const {
  const auto ofType = options_.resyncOf.find(&kind_.Resource());
  return ofType != options_.resyncOf.end() ? ofType->second : options_.resync;
}

void InformerCore::RemoveListener(Shared& shared, const std::shared_ptr<Listener>& listener) {
  shared.mirror->RemoveListener(listener);
  listener->Close();
  listener->WaitUntilIdle();
}

}  // namespace k8s::internal
