#include <algorithm>
#include <utility>

#include <k8s/testkit/core/watch.h>

namespace k8s::testkit::core {
namespace {

/// The real server ends watches by itself after 30 to 60 minutes.
constexpr std::chrono::seconds kDefaultTimeout = std::chrono::minutes(30);
/// Longer ones are as good as none, and clocks can count that far.
constexpr std::chrono::seconds kMaxTimeout = std::chrono::hours(24 * 365);

std::chrono::seconds TimeoutOf(const ListOptions& options) {
  if (options.timeoutSeconds == 0) return kDefaultTimeout;
  return std::chrono::seconds(std::min<std::int64_t>(options.timeoutSeconds, kMaxTimeout.count()));
}

std::string Frame(std::string_view type, std::string_view object) {
  std::string frame = R"({"type":")";
  return frame.append(type).append(R"(","object":)").append(object).append("}\n");
}

std::string_view TypeOf(Change change) {
  switch (change) {
    case Change::kAdded: return "ADDED";
    case Change::kModified: return "MODIFIED";
    case Change::kDeleted: return "DELETED";
  }
  return {};
}

}  // namespace

WatchOptions::WatchOptions(const ListOptions& options, TimePoint now, std::chrono::nanoseconds interval)
    : after(options.version),
      initialEvents(options.sendInitialEvents.value_or(options.version == 0)),
      endMark(initialEvents && options.sendInitialEvents && options.bookmarks),
      bookmarks(options.bookmarks),
      bookmarkInterval(interval),
      end(now + TimeoutOf(options)) {}

Watch::Watch(std::shared_ptr<SharedState> state, const ApiResource& resource, Filter filter, Presentation presentation,
             const WatchOptions& options)
    : state_(std::move(state)),
      collection_(state_->store.Of(resource)),
      filter_(std::move(filter)),
      presentation_(std::move(presentation)),
      options_(options),
      end_mark_(options.endMark),
      told_(options.after),
      next_bookmark_(state_->watchClock() + options.bookmarkInterval) {
  const bool fromNow = options.initialEvents || options.after == 0;
  if (options.initialEvents) initial_ = collection_.Select(filter_);
  is_ahead_ = options.initialEvents && options.after > state_->store.Version();
  if (fromNow) told_ = state_->store.Version();
  too_old_ = told_ < collection_.Past().Floor();
}

Watch::~Watch() {
  std::lock_guard lock(state_->mutex);
  collection_.Forget(this);
}

Stream::Step Watch::Next() {
  std::lock_guard lock(state_->mutex);
  if (finished_ || state_->closed) return {};
  if (is_ahead_) return Finish(Frame("ERROR", StatusJson(TooLargeVersion(options_.after, told_))));
  if (HasInitialEvents()) return {.state = State::kFrame, .frame = NextInitialEvent()};
  if (MissesSomething()) {
    return Finish(Frame("ERROR", StatusJson(Expired(told_, collection_.Past().Floor()))));
  }
  if (auto event = NextEvent()) return {.state = State::kFrame, .frame = std::move(*event)};
  if (state_->watchClock() >= options_.end) return Finish(Bookmark().value_or(""));
  if (state_->watchClock() >= next_bookmark_) {
    if (auto bookmark = Bookmark()) return {.state = State::kFrame, .frame = std::move(*bookmark)};
  }
  return {.state = State::kWait, .patience = Patience()};
}

void Watch::OnReady(Wake wake) {
  {
    std::lock_guard lock(state_->mutex);
    const bool hasMore = HasInitialEvents() || MissesSomething() || collection_.Past().After(told_) != nullptr;
    const bool quiet = !finished_ && !state_->closed && !hasMore;
    if (quiet) {
      collection_.Await(this, std::move(wake));
      return;
    }
  }
  wake();
}

bool Watch::MissesSomething() const { return too_old_ || told_ < collection_.Past().LastForgotten(); }

std::string Watch::NextInitialEvent() {
  if (next_initial_ < initial_.size()) {
    const ObjectPtr object = std::exchange(initial_[next_initial_++], nullptr);
    return Frame("ADDED", presentation_.Show(*object));
  }
  end_mark_ = false;
  return Frame("BOOKMARK", presentation_.ShowBookmark(told_, true));
}

std::optional<std::string> Watch::NextEvent() {
  while (const Event* event = collection_.Past().After(told_)) {
    told_ = event->Version();
    if (auto frame = Tell(*event)) return frame;
  }
  return std::nullopt;
}

/// An object that comes to be selected is added for this watch, and one that ceases to be is deleted.
std::optional<std::string> Watch::Tell(const Event& event) const {
  const bool was = event.previous != nullptr && filter_.Matches(*event.previous);
  const bool is = event.change != Change::kDeleted && filter_.Matches(*event.object);
  if (!was && !is) return std::nullopt;
  if (was && is) return Frame(TypeOf(Change::kModified), presentation_.Show(*event.object));
  if (is) return Frame(TypeOf(Change::kAdded), presentation_.Show(*event.object));
  if (event.change == Change::kDeleted) return Frame(TypeOf(Change::kDeleted), presentation_.Show(*event.object));
  const Object lastSelected(CopyJson(event.previous->Value()), event.Version());
  return Frame(TypeOf(Change::kDeleted), presentation_.Show(lastSelected));
}

std::optional<std::string> Watch::Bookmark() {
  if (!options_.bookmarks) return std::nullopt;
  next_bookmark_ = state_->watchClock() + options_.bookmarkInterval;
  told_ = std::max(told_, state_->store.Version());
  return Frame("BOOKMARK", presentation_.ShowBookmark(told_, false));
}

std::chrono::nanoseconds Watch::Patience() const {
  const TimePoint until = options_.bookmarks ? std::min(options_.end, next_bookmark_) : options_.end;
  return until - state_->watchClock();
}

Stream::Step Watch::Finish(std::string lastFrame) {
  finished_ = true;
  if (lastFrame.empty()) return {};
  return {.state = State::kFrame, .frame = std::move(lastFrame)};
}

}  // namespace k8s::testkit::core
