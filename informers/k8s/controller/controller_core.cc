#include <algorithm>
#include <atomic>
#include <exception>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <k8s/base/executor.h>
#include <k8s/controller/controller_core.h>

namespace k8s::internal {
namespace {

using std::chrono::seconds;

ControllerOptions WithClock(ControllerOptions options) {
  if (!options.clock) options.clock = std::make_shared<SystemClock>();
  options.workers = std::max<std::size_t>(options.workers, 1);
  return options;
}

// Within a catch clause.
Error EscapedFrom(const ObjectKey& key) {
  const std::string what = fmt::format("an exception left the reconciliation of {}", key.ToString());
  try {
    std::rethrow_exception(std::current_exception());
  } catch (const std::exception& exception) {
    return Error(ErrorCode::kInternal, fmt::format("{}: {}", what, exception.what()));
  } catch (...) {
    return Error(ErrorCode::kInternal, what);
  }
}

template <class Call>
void Guarded(Call call) {
  try {
    call();
  } catch (...) {  // of the user's: there is nobody left to tell
    return;
  }
}

}  // namespace

ControllerCore::ControllerCore(ReconcileFunc reconcile, ControllerOptions options)
    : ControllerCore(std::move(reconcile), nullptr, WithClock(std::move(options))) {}

ControllerCore::ControllerCore(AsyncReconcileFunc reconcile, ControllerOptions options)
    : ControllerCore(nullptr, std::move(reconcile), WithClock(std::move(options))) {}

ControllerCore::ControllerCore(ReconcileFunc reconcile, AsyncReconcileFunc reconcileAsync, ControllerOptions options)
    : options_(std::move(options)),
      clock_(options_.clock),
      reconcile_(std::move(reconcile)),
      reconcile_async_(std::move(reconcileAsync)),
      queue_(options_.rateLimiter, {.clock = clock_, .observer = options_.queueObserver}, options_.onError),
      places_(options_.workers) {}

ControllerCore::~ControllerCore() { ended_.request_stop(); }

void ControllerCore::Add(const std::vector<ObjectKey>& keys, int priority) {
  for (const ObjectKey& key : keys) queue_.Add(key, priority);
}

void ControllerCore::AddAfter(ObjectKey key, std::chrono::nanoseconds delay) { queue_.AddAfter(std::move(key), delay); }

void ControllerCore::AddSource(ControllerSource source) {
  const auto added = std::make_shared<ControllerSource>(std::move(source));
  bool start = false;
  {
    std::lock_guard lock(mutex_);
    sources_.push_back(added);
    start = running_;
  }
  if (start) added->start();
}

std::vector<std::shared_ptr<ControllerSource>> ControllerCore::Sources() const {
  std::lock_guard lock(mutex_);
  return sources_;
}

Result<void> ControllerCore::Run(const CallContext& context) {
  {
    std::lock_guard lock(mutex_);
    if (began_) return Error(ErrorCode::kInvalidArgument, fmt::format("the {} was run before: it runs once", options_.name));
    began_ = running_ = true;
  }
  const std::stop_callback onStop(context.stop, [this] { Stop(); });
  const auto late = std::make_shared<std::atomic<bool>>(false);
  if (context.deadline) {
    At(*context.deadline, [late, weak = weak_from_this()] {
      *late = true;
      if (const auto self = weak.lock()) self->Stop();
    });
  }
  Result<void> result = WaitForSync();
  if (result) result = RunWorkers();
  Stop();
  for (const auto& source : Sources()) source->handler.Remove();
  ended_.request_stop();
  {
    std::lock_guard lock(mutex_);
    running_ = false;
  }
  if (*late) return Error(ErrorCode::kDeadlineExceeded, fmt::format("the {} ran until its deadline", options_.name));
  return result;
}

// Success also when it is to stop: then the workers find nothing to do.
Result<void> ControllerCore::WaitForSync() {
  std::stop_source giveUp;
  const std::stop_callback onStop(stop_.get_token(), [giveUp]() mutable { giveUp.request_stop(); });
  const auto late = std::make_shared<std::atomic<bool>>(false);
  At(After(clock_->Now(), options_.syncTimeout), [giveUp, late]() mutable {
    *late = true;
    giveUp.request_stop();
  });
  const auto sources = Sources();
  for (const auto& source : sources) source->start();
  std::string missing;
  for (const auto& source : sources) {
    const Result<void> synced = source->waitForSync({.stop = giveUp.get_token()});
    if (!synced) missing += (missing.empty() ? "" : "; ") + synced.error().Message();
  }
  if (missing.empty() || stop_.stop_requested()) return {};
  const auto waited = std::chrono::duration_cast<seconds>(options_.syncTimeout).count();
  return *late ? Error(ErrorCode::kDeadlineExceeded, fmt::format("the {} has waited {} s: {}", options_.name, waited, missing))
               : Error(ErrorCode::kCancelled, fmt::format("the {} cannot start: {}", options_.name, missing));
}

Result<void> ControllerCore::RunWorkers() {
  const std::size_t threads = reconcile_async_ ? 0 : std::max<std::size_t>(options_.workers, 1) - 1;
  const Result<std::unique_ptr<ThreadPool>> others = ThreadPool::Make(threads);
  if (!others) return others.error().WithContext(fmt::format("the workers of the {}", options_.name));
  {
    std::lock_guard lock(mutex_);
    synced_ = !stop_.stop_requested();
  }
  if (reconcile_async_) {
    Dispatch();
    return {};
  }
  for (std::size_t i = 0; i < threads; ++i) (*others)->Post([this] { Work(); });
  Work();
  return {};
}

void ControllerCore::Work() {
  while (const std::optional<TakenItem<ObjectKey>> taken = Next()) {
    const TimePoint began = clock_->Now();
    Finish(*taken, Reconcile(taken->item), began);
  }
}

void ControllerCore::Dispatch() {
  for (;;) {
    places_.Take();
    const std::optional<TakenItem<ObjectKey>> taken = Next();
    if (!taken) break;
    auto ending =
        BeginReconcile(taken->item)
            .Then([self = shared_from_this(), taken = *taken, began = clock_->Now()](const Result<Reconciled>& result) {
              self->Finish(taken, result, began);
              self->places_.Give();
            });
  }
  places_.Give();
  places_.WaitUntilFree();
}

// Nothing once it is to stop.
std::optional<TakenItem<ObjectKey>> ControllerCore::Next() {
  for (;;) {
    const Result<std::optional<TakenItem<ObjectKey>>> taken = queue_.GetWithPriority();
    if (!taken || !*taken) return std::nullopt;
    if (!stop_.stop_requested()) return *taken;
    queue_.Done((*taken)->item);
  }
}

Result<Reconciled> ControllerCore::Reconcile(const ObjectKey& key) const {
  try {
    return reconcile_(key, ContextOfOne());
  } catch (...) {
    return EscapedFrom(key);
  }
}

Future<Reconciled> ControllerCore::BeginReconcile(const ObjectKey& key) const {
  try {
    Future<Reconciled> future = reconcile_async_(key, ContextOfOne());
    if (future.Valid()) return future;
    return Future<Reconciled>(Error(ErrorCode::kInternal, "a reconciliation that returned no valid Future"));
  } catch (...) {
    return Future<Reconciled>(EscapedFrom(key));
  }
}

CallContext ControllerCore::ContextOfOne() const {
  CallContext context;
  context.stop = cancel_.get_token();
  if (options_.reconcileTimeout) context.deadline = After(clock_->Now(), *options_.reconcileTimeout);
  return context;
}

// What is tried again keeps its priority: else what failed at the start would overtake what was not tried yet.
void ControllerCore::Finish(const TakenItem<ObjectKey>& taken, const Result<Reconciled>& result, TimePoint began) {
  const auto& [key, priority] = taken;
  const ReconcileOutcome outcome = OutcomeOf(result, queue_.Failures(key), options_.maxRetries);
  Tell(key, result, outcome, began);
  if (outcome == ReconcileOutcome::kRetried) {
    queue_.AddRateLimited(key, priority);
  } else {
    queue_.Forget(key);
  }
  if (outcome == ReconcileOutcome::kRequeued) queue_.AddAfter(key, *result->requeueAfter, priority);
  queue_.Done(key);
}

void ControllerCore::Tell(const ObjectKey& key, const Result<Reconciled>& result, ReconcileOutcome outcome, TimePoint began) {
  {
    std::lock_guard lock(mutex_);
    ++reconciled_;
    if (!result) ++failed_;
    if (outcome == ReconcileOutcome::kGivenUp) ++given_up_;
  }
  Guarded([&] {
    if (options_.observer) options_.observer->OnReconciled(key, outcome, clock_->Now() - began);
  });
  const bool wasCancelled = !result && cancel_.stop_requested() && result.error().Code() == ErrorCode::kCancelled;
  if (result || wasCancelled || !options_.onError) return;
  Guarded([&] { options_.onError(key, result.error()); });
}

void ControllerCore::Stop() {
  if (!stop_.request_stop()) return;
  queue_.ShutDown();
  At(After(clock_->Now(), options_.gracePeriod), [cancel = cancel_]() mutable { cancel.request_stop(); });
}

void ControllerCore::At(TimePoint at, std::function<void()> what) const {
  auto done =
      clock_->WaitUntilAsync(at, {.stop = ended_.get_token()}).Then([what = std::move(what)](const Result<void>& waited) {
        if (waited) what();
      });
}

ControllerStatus ControllerCore::Status() const {
  std::lock_guard lock(mutex_);
  return {.running = running_,
          .synced = synced_,
          .stopping = stop_.stop_requested(),
          .reconciled = reconciled_,
          .failed = failed_,
          .givenUp = given_up_,
          .queue = queue_.Stats()};
}

}  // namespace k8s::internal
