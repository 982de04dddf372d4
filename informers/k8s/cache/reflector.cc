#include <utility>

#include <fmt/format.h>

#include <k8s/base/bounded.h>
#include <k8s/cache/list_page.h>
#include <k8s/cache/reflector.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using Step = ReflectorMachine::Step;
using Act = ReflectorMachine::Act;
using Collected = ReflectorMachine::Collected;

// How long beyond its timeout a server may take to end a watch. After that the connection is as good as dead.
constexpr std::chrono::seconds kPatience{30};

constexpr const char* kInitialEventsEnd = "k8s.io/initial-events-end";

// Of objects that are wanted in a form of their own, not that of the client.
ResourceCore::Requested Accepting(ResourceCore::Requested request, std::string_view accept) {
  if (request && !accept.empty()) request->request.headers.Set("Accept", std::string(accept));
  return request;
}

// A list has no deadline but that of the next read.
Error SilenceOf(const Error& error, std::chrono::milliseconds silence) {
  if (error.Code() != ErrorCode::kDeadlineExceeded) return error;
  return Error(ErrorCode::kUnavailable, TransportFailure::kTimeout,
               fmt::format("nothing more came for {:g} s", std::chrono::duration<double>(silence).count()));
}

}  // namespace

Reflector::Reflector(ReflectorParts parts)
    : parts_(std::move(parts)),
      random_(std::random_device()()),
      machine_(parts_.rules, [this] { return std::uniform_real_distribution<double>(0.0, 1.0)(random_); }) {}

Future<void> Reflector::Run(std::stop_token stop) {
  Promise<void> promise;
  Future<void> ended = promise.GetFuture();
  GetExecutor()->Post([self = shared_from_this(), stop = std::move(stop), promise = std::move(promise)]() mutable {
    Loop(std::move(self), std::move(stop)).ForwardTo(std::move(promise));
  });
  return ended;
}

Future<void> Reflector::Loop(std::shared_ptr<Reflector> self, std::stop_token stop) {
  Step step = self->machine_.Begin();
  while (!stop.stop_requested()) {
    self->Obey(step);
    switch (step.act) {
      case Act::kList: {
        Future<metav1::ListMeta> listing = List(self, std::move(step.options), step.duration, stop);
        const Result<metav1::ListMeta> list = co_await listing;
        if (!stop.stop_requested()) step = self->Listed(list);
        break;
      }
      case Act::kWatch: {
        Future<std::unique_ptr<ByteStream>> opening = self->Open(std::move(step.options), stop);
        Result<std::unique_ptr<ByteStream>> stream = co_await opening;
        if (!stop.stop_requested()) step = self->Opened(std::move(stream));
        break;
      }
      case Act::kRead: {
        Seen seen = self->watch_->NextBuffered();
        if (seen && !seen->has_value()) {
          self->parts_.sink->Rest();
          Future<std::optional<WatchCore::RawEvent>> reading = self->Read(step.duration);
          seen = co_await reading;
        }
        if (!stop.stop_requested()) step = self->Took(seen);
        break;
      }
      case Act::kPause: {
        CallContext context;
        context.stop = stop;
        const Clock::TimePoint end = After(self->parts_.clock->Now(), step.duration);
        Future<void> pause = self->parts_.clock->WaitUntilAsync(end, context).On(self->GetExecutor());
        const Result<void> paused = co_await pause;
        if (!paused) co_return Result<void>();  // stopped, or the clock is no more
        step = self->machine_.Paused();
        break;
      }
    }
    self->Publish();
  }
  self->watch_.reset();
  co_return Result<void>();
}

void Reflector::Obey(const Step& step) {
  if (step.act != Act::kRead) {
    watch_.reset();
    parts_.sink->Rest();
  }
  if (step.collected == Collected::kCommit) Commit();
  if (step.collected == Collected::kDiscard) Discard();
  if (step.report) Report(*step.report);
}

Future<std::unique_ptr<ByteStream>> Reflector::OpenList(ListOptions options, const std::stop_token& stop) {
  options.labelSelector = parts_.labelSelector;
  options.fieldSelector = parts_.fieldSelector;
  CallContext context;
  context.stop = stop;
  auto request = Accepting(parts_.resource.List(options), parts_.kind.Form().AcceptOfLists());
  return parts_.resource.OpenAsync(std::move(request), context).On(GetExecutor());
}

// As a stream: what a server answers from its cache comes whole, however large it is.
Future<metav1::ListMeta> Reflector::List(std::shared_ptr<Reflector> self, ListOptions options,
                                         std::chrono::milliseconds silence, std::stop_token stop) {
  Future<std::unique_ptr<ByteStream>> opening = self->OpenList(std::move(options), stop);
  const Result<std::unique_ptr<ByteStream>> stream = co_await opening;
  if (!stream) co_return stream.error();
  const auto named = [&](const Error& error) { return error.WithContext(fmt::format("listing {}", self->parts_.kind.Name())); };
  const std::string* mediaType = (*stream)->Head().headers.Find("Content-Type");
  ListPage page(mediaType == nullptr ? std::string_view() : *mediaType, self->parts_.kind.Resource());
  while (!stop.stop_requested()) {
    Future<std::string> reading = self->Within(silence, (*stream)->ReadAsync().On(self->GetExecutor()));
    const Result<std::string> bytes = co_await reading;
    if (!bytes) co_return named(SilenceOf(bytes.error(), silence));
    if (bytes->empty()) break;
    const Result<void> fed = page.Feed(*bytes, [&](std::string_view object) { self->TookItem(object, page.KindOfItems()); });
    if (!fed) co_return named(fed.error());
  }
  co_return page.End().transform_error(named);
}

Future<std::unique_ptr<ByteStream>> Reflector::Open(ListOptions options, const std::stop_token& stop) {
  options.labelSelector = parts_.labelSelector;
  options.fieldSelector = parts_.fieldSelector;
  CallContext context;
  context.stop = stop;
  // A server that is gone without a word would let a watch wait for ever.
  context.deadline = After(After(parts_.clock->Now(), std::chrono::seconds(options.timeoutSeconds.value_or(0))), kPatience);
  auto request = Accepting(parts_.resource.Watch(options), parts_.kind.Form().AcceptOfWatches());
  watching_ = ResourceCore::ActionOf(request);
  return parts_.resource.OpenAsync(std::move(request), context).On(GetExecutor());
}

Future<std::optional<WatchCore::RawEvent>> Reflector::Read(std::chrono::milliseconds atMost) {
  return atMost == 0ms ? watch_->NextAsync() : Within(atMost, watch_->NextAsync());
}

template <class T>
Future<T> Reflector::Within(std::chrono::milliseconds atMost, Future<T> future) const {
  CallContext context;
  if (atMost > 0ms) context.deadline = After(parts_.clock->Now(), atMost);
  return Bounded(std::move(future), context, *parts_.clock, GetExecutor());
}

Step Reflector::Listed(const Result<metav1::ListMeta>& list) {
  const Clock::TimePoint now = parts_.clock->Now();
  if (!list) return machine_.ListFailed(list.error(), now);
  Heard(now);
  return machine_.Listed(list->resourceVersion, list->continue_);
}

void Reflector::TookItem(std::string_view text, const ItemKind& itemKind) {
  DecodedObject object = DecodeObject(text, parts_.kind, parts_.treatment, itemKind);
  if (object.stored) return Collect(WatchEventType::kAdded, *std::move(object.stored));
  Report(object.stored.error());
  CollectUnread(WatchEventType::kAdded, object.leftOut);
}

Step Reflector::Opened(Result<std::unique_ptr<ByteStream>> stream) {
  const Clock::TimePoint now = parts_.clock->Now();
  if (!stream) return machine_.OpenFailed(stream.error(), now);
  auto watch = WatchCore::Over(*std::move(stream), GetExecutor(), watching_);
  if (!watch) return machine_.OpenFailed(watch.error(), now);
  watch_ = *std::move(watch);
  return machine_.Opened(now);
}

Step Reflector::Took(const Seen& seen) {
  const Clock::TimePoint now = parts_.clock->Now();
  if (!seen) {
    const bool isSilence = machine_.IsCollecting() && seen.error().Code() == ErrorCode::kDeadlineExceeded;
    return isSilence ? machine_.Silent() : machine_.Ended(seen.error(), now);
  }
  if (!seen->has_value()) return machine_.Ended(std::nullopt, now);
  Heard(now);
  return (*seen)->type == WatchEventType::kBookmark ? TookBookmark((*seen)->object) : TookObject(**seen);
}

Step Reflector::TookBookmark(std::string_view text) {
  ReflectorMachine::Event event{.type = WatchEventType::kBookmark};
  const ObjectForm& form = parts_.kind.Form();
  const Result<std::shared_ptr<void>> object = form.Read(text, FieldFilter());
  if (!object) {
    Report(object.error().WithContext(watching_ + ": a bookmark"));
    return machine_.Saw(event, parts_.clock->Now());
  }
  event.endsInitialEvents = form.AnnotationOf(object->get(), kInitialEventsEnd) == "true";
  event.resourceVersion = form.VersionOf(object->get()).resourceVersion;
  if (!machine_.IsCollecting() && !event.resourceVersion.empty()) parts_.sink->Bookmark(event.resourceVersion);
  return machine_.Saw(event, parts_.clock->Now());
}

Step Reflector::TookObject(const WatchCore::RawEvent& event) {
  DecodedObject object = DecodeObject(event.object, parts_.kind, parts_.treatment);
  if (!object.stored) return TookUnread(event.type, object);
  if (machine_.IsCollecting()) {
    Collect(event.type, *std::move(object.stored));
  } else {
    Apply(event.type, *std::move(object.stored), object.resourceVersion);
  }
  return machine_.Saw({.type = event.type, .resourceVersion = object.resourceVersion}, parts_.clock->Now());
}

// An object whose new state cannot be taken keeps its last one; but one that is gone must go, whatever it last was.
Step Reflector::TookUnread(WatchEventType type, const DecodedObject& object) {
  const bool isGone = type == WatchEventType::kDeleted;
  if (isGone && !IsWhole(object.leftOut)) return machine_.Missed(object.stored.error(), parts_.clock->Now());
  Report(object.stored.error());
  if (machine_.IsCollecting()) {
    CollectUnread(type, object.leftOut);
  } else if (isGone) {
    parts_.sink->Forget(object.leftOut, object.resourceVersion);
  } else if (!object.resourceVersion.empty()) {
    parts_.sink->Bookmark(object.resourceVersion);
  }
  return machine_.Saw({.type = type, .resourceVersion = object.resourceVersion}, parts_.clock->Now());
}

bool Reflector::IsWhole(const ObjectKey& key) const {
  return !key.name.empty() && (!key.namespace_.empty() || !parts_.kind.Resource().namespaced);
}

void Reflector::Collect(WatchEventType type, Stored stored) {
  unread_.erase(stored->key);
  collected_.erase(stored);  // whatever state of the object is there
  if (type != WatchEventType::kDeleted) collected_.insert(std::move(stored));
}

void Reflector::CollectUnread(WatchEventType type, const ObjectKey& key) {
  const auto collected = collected_.find(key);
  if (type == WatchEventType::kDeleted) {
    unread_.erase(key);
    if (collected != collected_.end()) collected_.erase(collected);
  } else if (collected == collected_.end()) {
    unread_.insert(key);
  }
}

void Reflector::Commit() {
  std::vector<Stored> objects(collected_.begin(), collected_.end());
  const std::vector<ObjectKey> unread(unread_.begin(), unread_.end());
  Discard();
  parts_.sink->Replace(std::move(objects), unread, machine_.ResourceVersion());
}

void Reflector::Discard() {
  collected_.clear();
  unread_.clear();
}

void Reflector::Apply(WatchEventType type, Stored stored, const std::string& resourceVersion) {
  if (type == WatchEventType::kDeleted) {
    parts_.sink->Remove(std::move(stored), resourceVersion);
  } else {
    parts_.sink->Put(std::move(stored), resourceVersion);
  }
}

void Reflector::Report(const Error& error) {
  {
    std::lock_guard lock(mutex_);
    facts_.lastError = error;
  }
  parts_.sink->Report(error);
}

void Reflector::Heard(Clock::TimePoint now) {
  std::lock_guard lock(mutex_);
  facts_.lastEvent = now;
}

void Reflector::Publish() {
  std::lock_guard lock(mutex_);
  facts_.resourceVersion = machine_.ResourceVersion();
  facts_.restarts = machine_.Restarts();
  facts_.lastRestart = machine_.LastRestart();
  facts_.parked = machine_.IsParked();
}

ReflectorFacts Reflector::Facts() const {
  std::lock_guard lock(mutex_);
  return facts_;
}

}  // namespace k8s::internal
