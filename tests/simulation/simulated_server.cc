#include "simulation/simulated_server.h"

#include <algorithm>
#include <stop_token>
#include <utility>

#include "simulation/encoding.h"
#include <fmt/format.h>

#include <k8s/base/call_end.h>

namespace k8s::simulation {
namespace {

constexpr int kObjects = 5;

std::string KeyOf(std::uint64_t number) { return fmt::format("{}.m{}", number % 2 == 0 ? "a" : "b", number); }
std::string NamespaceOf(const std::string& key) { return key.substr(0, 1); }
bool IsWithin(const std::string& key, const std::string& namespace_) {
  return namespace_.empty() || NamespaceOf(key) == namespace_;
}

// What is asked for, of one namespace or of all.
std::string ScopeOf(const std::string& target) {
  constexpr std::string_view kBefore = "/namespaces/";
  const std::size_t at = target.find(kBefore);
  return at == std::string::npos ? std::string() : target.substr(at + kBefore.size(), 1);
}

using Query = std::map<std::string, std::string>;

// What this server is asked for needs no decoding.
Query QueryOf(const std::string& target) {
  Query query;
  for (std::size_t at = target.find('?'); at != std::string::npos;) {
    const std::size_t end = target.find('&', at + 1);
    const std::string pair = target.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    const std::size_t equals = pair.find('=');
    query[pair.substr(0, equals)] = pair.substr(equals + 1);
    at = end;
  }
  return query;
}

std::string Find(const Query& query, const std::string& name) {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

Response Json(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.Add("Content-Type", "application/json");
  response.body = std::move(body);
  return response;
}

std::string StatusOf(int code, const std::string& reason) {
  return fmt::format(
      R"({{"kind":"Status","apiVersion":"v1","metadata":{{}},"status":"Failure","message":"no","reason":"{}","code":{}}})",
      reason, code);
}

Response Failed(int code, const std::string& reason) { return Json(code, StatusOf(code, reason)); }

Error Cut() { return Error(ErrorCode::kUnavailable, TransportFailure::kReset, "cut off"); }

// An answer that is no watch.
class Canned final : public ByteStream {
 public:
  explicit Canned(Response head) : head_(std::move(head)) { std::swap(body_, head_.body); }
  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override { return Future<std::string>(std::exchange(body_, {})); }

 private:
  Response head_;
  std::string body_;
};

template <class T>
std::shared_ptr<T> TakeAny(std::vector<std::shared_ptr<T>>& waiting, Random& random) {
  const auto taken = waiting.begin() + static_cast<std::ptrdiff_t>(Draw(random, waiting.size()));
  std::shared_ptr<T> one = std::move(*taken);
  waiting.erase(taken);
  return one;
}

}  // namespace

// Ends what waits when its caller stops.
template <class T>
struct SimulatedServer::Ended {
  std::weak_ptr<T> waiting;
  void operator()() const {
    if (const auto one = waiting.lock()) one->End(Error(ErrorCode::kCancelled, "the call was cancelled"));
  }
};

struct SimulatedServer::Opening {
  std::string scope;
  Query query;
  CallContext context;
  std::optional<Promise<std::unique_ptr<ByteStream>>> promise;
  std::optional<std::stop_callback<Ended<Opening>>> onStop = {};

  void End(Result<std::unique_ptr<ByteStream>> result) {
    if (auto taken = std::exchange(promise, std::nullopt)) taken->Set(std::move(result));
  }
};

struct SimulatedServer::Watch {
  Watch(std::string of, bool inProtobuf, const CallContext& context)
      : scope(std::move(of)), isProtobuf(inProtobuf), deadline(context.deadline) {}

  const std::string scope;
  const bool isProtobuf;
  const std::optional<Clock::TimePoint> deadline;
  Clock::TimePoint endsAt = Clock::TimePoint::max();
  std::uint64_t position = 0;  // what was told
  std::uint64_t bookmarked = 0;
  std::vector<Event> initial = {};  // still to be told
  bool endsInitial = false;
  bool silent = false;
  bool toldSomething = false;  // behind the present state
  bool toldRiddle = false;     // a deletion of which nobody can tell what it deletes

  bool closed = false;
  std::string buffer = {};
  std::optional<Result<std::string>> ending = {};
  std::optional<Promise<std::string>> reading = {};
  std::optional<std::stop_callback<Ended<Watch>>> onStop = {};

  void Write(const std::string& bytes) {
    buffer += bytes;
    Flush();
  }
  void End(Result<std::string> result) {
    if (!ending) ending = std::move(result);
    Flush();
  }
  void Tell(const std::string& type, const std::string& object) { Write(EncodedEvent(type, object, isProtobuf)); }
  void Fail(int code, const std::string& reason) {
    Tell("ERROR", StatusOf(code, reason));
    End(std::string());
  }
  void Flush() {
    if (!reading || (buffer.empty() && !ending)) return;
    Promise<std::string> promise = *std::exchange(reading, std::nullopt);
    promise.Set(buffer.empty() ? *ending : Result<std::string>(std::exchange(buffer, {})));
  }
};

class SimulatedServer::Stream final : public ByteStream {
 public:
  Stream(std::shared_ptr<Watch> watch, Response head) : watch_(std::move(watch)), head_(std::move(head)) {}
  ~Stream() override {
    watch_->closed = true;
    watch_->End(Error(ErrorCode::kCancelled, "closed"));
  }
  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override {
    Promise<std::string> promise;
    Future<std::string> future = promise.GetFuture();
    watch_->reading.emplace(std::move(promise));
    watch_->Flush();
    return future;
  }

 private:
  const std::shared_ptr<Watch> watch_;
  const Response head_;
};

SimulatedServer::~SimulatedServer() = default;

void SimulatedServer::Change() {
  Content state = Truth();
  if (Draw(random_, 4) == 0) {
    states_[++version_] = std::move(state);
    return;
  }
  const std::string key = KeyOf(Draw(random_, kObjects));
  const auto present = state.find(key);
  Event event{.version = ++version_, .type = "MODIFIED", .key = key, .value = fmt::format("v{}", version_)};
  if (present == state.end()) {
    event.type = "ADDED";
    state[key] = event.value;
  } else if (Draw(random_, 2) == 0) {
    event.type = "DELETED";
    event.value = present->second;
    state.erase(present);
  } else {
    present->second = event.value;
  }
  events_.push_back(event);
  states_[version_] = std::move(state);
}

void SimulatedServer::Compact() {
  oldest_ = oldest_ + Draw(random_, version_ - oldest_ + 1);
  while (!events_.empty() && events_.front().version <= oldest_) events_.pop_front();
}

const Content* SimulatedServer::StateAt(const std::string& version) const {
  if (version.empty() || version.find_first_not_of("0123456789") != std::string::npos) return nullptr;
  const auto found = states_.find(std::stoull(version));
  return found == states_.end() ? nullptr : &found->second;
}

Content Within(const Content& content, const std::string& namespace_) {
  Content some;
  for (const auto& [key, value] : content) {
    if (IsWithin(key, namespace_)) some.emplace(key, value);
  }
  return some;
}

const Content& SimulatedServer::StateOf(std::uint64_t version) const { return std::prev(states_.upper_bound(version))->second; }

bool SimulatedServer::HasNews(const Watch& watch) const {
  if (watch.closed || watch.ending || watch.silent) return false;
  return !watch.initial.empty() || watch.endsInitial || watch.position < version_ || (calm_ && watch.bookmarked < version_);
}

bool SimulatedServer::HasToldAll() const {
  const auto isLive = [](const auto& watch) { return !watch->closed && !watch->ending && !watch->silent; };
  return openings_.empty() && std::any_of(watches_.begin(), watches_.end(), isLive) &&
         std::none_of(watches_.begin(), watches_.end(), [this](const auto& watch) { return HasNews(*watch); });
}

// What was told on a watch, and the end that it was asked to have, is no reason to read all anew.
void SimulatedServer::EndWhatIsLate() {
  const Clock::TimePoint now = clock_->Now();
  for (const auto& opening : openings_) {
    if (!opening->promise || !opening->context.deadline || now < *opening->context.deadline) continue;
    SetMayBeRead(opening->scope, true);
    opening->End(CallDeadlineExceeded());
  }
  for (const auto& watch : watches_) {
    const bool isLate = watch->deadline && now >= *watch->deadline;
    const bool isOver = !watch->silent && now >= watch->endsAt;
    if (watch->ending || (!isLate && !isOver)) continue;
    if (!watch->toldSomething) SetMayBeRead(watch->scope, true);
    watch->End(isLate ? Result<std::string>(CallDeadlineExceeded()) : std::string());
  }
}

void SimulatedServer::Step() {
  EndWhatIsLate();
  std::erase_if(watches_, [](const auto& watch) { return watch->closed; });
  std::erase_if(openings_, [](const auto& opening) { return !opening->promise; });
  if (!openings_.empty()) return Answer(*TakeAny(openings_, random_));
  if (!watches_.empty()) Feed(*watches_[Draw(random_, watches_.size())]);
}

std::optional<Result<Response>> SimulatedServer::Fault(const std::string& scope) {
  if (calm_ || Draw(random_, 3) > 0) return std::nullopt;
  SetMayBeRead(scope, true);
  switch (Draw(random_, 5)) {
    case 0: return Result<Response>(Failed(500, "InternalError"));
    case 1: return Result<Response>(Failed(429, "TooManyRequests"));
    case 2: return Result<Response>(Error(ErrorCode::kUnavailable, TransportFailure::kRefused, "refused"));
    case 3: return Result<Response>(Cut());
    default: return Result<Response>(Failed(410, "Expired"));
  }
}

void SimulatedServer::NoteRead(const std::string& scope) {
  if (!settled_.insert(scope).second) read_without_reason_ = true;
}

void SimulatedServer::SetMayBeRead(const std::string& scope, bool may) {
  if (may) {
    settled_.erase(scope);
  } else {
    settled_.insert(scope);
  }
}

Future<Response> SimulatedServer::SendAsync(Request request, CallContext /*context*/) {
  return Future<Response>(Error(ErrorCode::kUnsupported, "a request that nobody expects: " + request.target));
}

Future<std::unique_ptr<ByteStream>> SimulatedServer::OpenAsync(Request request, CallContext context) {
  auto opening = std::make_shared<Opening>();
  opening->scope = ScopeOf(request.target);
  opening->query = QueryOf(request.target);
  opening->context = context;
  Future<std::unique_ptr<ByteStream>> future = opening->promise.emplace().GetFuture();
  opening->onStop.emplace(context.stop, Ended<Opening>{opening});
  const bool isWatch = opening->query.contains("watch");
  const bool isWhole = isWatch ? opening->query.contains("sendInitialEvents") : !opening->query.contains("continue");
  if (isWhole) NoteRead(opening->scope);
  if (isWatch && !isWhole && onWatch) onWatch(opening->scope, opening->query["resourceVersion"]);
  openings_.push_back(std::move(opening));
  return future;
}

// A page ends behind the object that its token names, and is of the version that it names.
Response SimulatedServer::Page(const Opening& opening) {
  const Query& query = opening.query;
  std::uint64_t version = 0;
  std::string behind;
  if (const std::string token = Find(query, "continue"); !token.empty()) {
    version = std::stoull(token);
    behind = token.substr(token.find('.') + 1);
    if (version < oldest_) {
      SetMayBeRead(opening.scope, true);
      return Failed(410, "Expired");
    }
  } else {
    version = VersionNotOlderThan(Find(query, "resourceVersion"));
  }
  const std::string limit = Find(query, "limit");
  std::size_t left = limit.empty() ? kObjects : std::stoull(limit);
  std::string items;
  std::string last;
  std::string continued;
  for (const auto& [key, value] : StateOf(version)) {
    if (key <= behind || !IsWithin(key, opening.scope)) continue;
    if (left-- == 0) {
      continued = fmt::format("{}.{}", version, last);
      break;
    }
    items += (items.empty() ? "" : ",") + ObjectOf(key, value, VersionOf(key, version));
    last = key;
  }
  return EncodedList(
      fmt::format(R"({{"kind":"ConfigMapList","apiVersion":"v1","metadata":{{"resourceVersion":"{}","continue":"{}"}},)"
                  R"("items":[{}]}})",
                  version, continued, items),
      manner_.speaksProtobuf);
}

// "0" may be answered from a cache that is behind.
std::uint64_t SimulatedServer::VersionNotOlderThan(const std::string& version) {
  if (version.empty()) return version_;
  const std::uint64_t least = version == "0" ? oldest_ : std::max<std::uint64_t>(std::stoull(version), oldest_);
  return calm_ || least >= version_ ? version_ : least + Draw(random_, version_ - least + 1);
}

// The value tells when it was written.
std::uint64_t SimulatedServer::VersionOf(const std::string& key, std::uint64_t at) const {
  return std::stoull(StateOf(at).at(key).substr(1));
}

void SimulatedServer::Answer(Opening& opening) {
  if (const auto fault = Fault(opening.scope)) {
    if (!*fault) return opening.End(fault->error());
    return opening.End(std::unique_ptr<ByteStream>(std::make_unique<Canned>(**fault)));
  }
  opening.query.contains("watch") ? AnswerWatch(opening) : AnswerList(opening);
}

// One in twelve is cut off in the middle, one in twelve stalls there; but what is no success is bounded by the transport.
void SimulatedServer::AnswerList(Opening& opening) {
  Response page = Page(opening);
  const std::uint64_t lot = calm_ || page.status != 200 ? 2 : Draw(random_, 12);
  if (lot > 1) return opening.End(std::unique_ptr<ByteStream>(std::make_unique<Canned>(std::move(page))));
  SetMayBeRead(opening.scope, true);
  auto list = std::make_shared<Watch>(opening.scope, manner_.speaksProtobuf, opening.context);
  list->Write(page.body.substr(0, page.body.size() / 2));
  if (lot == 0) list->End(Cut());
  list->onStop.emplace(opening.context.stop, Ended<Watch>{list});
  page.body.clear();
  opening.End(std::unique_ptr<ByteStream>(std::make_unique<Stream>(std::move(list), std::move(page))));
}

void SimulatedServer::AnswerWatch(Opening& opening) {
  const auto refuse = [&](const Response& answer) {
    opening.End(std::unique_ptr<ByteStream>(std::make_unique<Canned>(answer)));
  };
  if (opening.query.contains("sendInitialEvents") && manner_.watchList == WatchList::kRefuses) {
    SetMayBeRead(opening.scope, true);
    return refuse(Failed(422, "Invalid"));
  }
  auto watch = std::make_shared<Watch>(opening.scope, manner_.speaksProtobuf, opening.context);
  if (!BeginWatch(*watch, opening.query)) return refuse(Failed(410, "Expired"));
  watch->onStop.emplace(opening.context.stop, Ended<Watch>{watch});
  watches_.push_back(watch);
  opening.End(std::unique_ptr<ByteStream>(std::make_unique<Stream>(watch, WatchHead(manner_.speaksProtobuf))));
}

// False: the version is too old, or none.
bool SimulatedServer::BeginWatch(Watch& watch, const Query& query) {
  const std::string version = Find(query, "resourceVersion");
  watch.endsAt = clock_->Now() + std::chrono::seconds(1 + Draw(random_, 15));
  if (!query.contains("sendInitialEvents")) {
    watch.position = version.empty() ? 0 : std::stoull(version);
    SetMayBeRead(watch.scope, watch.position < oldest_);
    return watch.position >= oldest_;
  }
  SetMayBeRead(watch.scope, true);  // until its first event behind the present state: who waits for too long may give it up
  watch.silent = manner_.watchList == WatchList::kIgnores;
  watch.position = VersionNotOlderThan(version);
  for (const auto& [key, value] : StateOf(watch.position)) {
    if (!IsWithin(key, watch.scope)) continue;
    watch.initial.push_back({.version = VersionOf(key, watch.position), .type = "ADDED", .key = key, .value = value});
  }
  std::shuffle(watch.initial.begin(), watch.initial.end(), random_);
  watch.endsInitial = true;
  return true;
}

void SimulatedServer::Feed(Watch& watch) {
  if (watch.ending || watch.silent || FeedFault(watch)) return;
  if (HasNews(watch)) TellNext(watch);
}

bool SimulatedServer::FeedFault(Watch& watch) {
  if (calm_) return false;
  const std::uint64_t lot = Draw(random_, 24);
  if (lot > 5) return false;
  if (lot > 3 || !watch.toldSomething) SetMayBeRead(watch.scope, true);
  switch (lot) {
    case 0: watch.End(std::string()); break;
    case 1: watch.End(Cut()); break;
    case 2: {
      const std::string event = EncodedEvent("ADDED", ObjectOf("a.m0", "v0", 0), watch.isProtobuf);
      watch.Write(event.substr(0, event.size() / 2));
      watch.End(Cut());
      break;
    }
    case 3: watch.silent = true; break;
    case 4: watch.Fail(410, "Expired"); break;
    default: watch.Fail(500, "InternalError"); break;
  }
  return true;
}

void SimulatedServer::TellNext(Watch& watch) {
  const auto bookmark = [&](const char* annotations) {
    watch.Tell("BOOKMARK", fmt::format(R"({{"kind":"ConfigMap","apiVersion":"v1","metadata":{{"resourceVersion":"{}"{}}}}})",
                                       watch.position, annotations));
    watch.bookmarked = watch.position;
  };
  if (!watch.initial.empty()) {
    const Event event = watch.initial.back();
    watch.initial.pop_back();
    return Tell(watch, event);
  }
  if (std::exchange(watch.endsInitial, false)) return bookmark(R"(,"annotations":{"k8s.io/initial-events-end":"true"})");
  SetMayBeRead(watch.scope, watch.toldRiddle || watch.position < oldest_);
  if (watch.position < oldest_) return watch.Fail(410, "Expired");
  watch.toldSomething = true;
  const auto next = std::find_if(events_.begin(), events_.end(), [&](const Event& event) {
    return event.version > watch.position && IsWithin(event.key, watch.scope);
  });
  watch.position = next == events_.end() ? version_ : next->version;
  if (next == events_.end()) return bookmark("");
  Tell(watch, *next);
}

// One in eight comes twice.
void SimulatedServer::Tell(Watch& watch, const Event& event) {
  if (TellUnreadably(watch, event)) return;
  const int times = !calm_ && Draw(random_, 8) == 0 ? 2 : 1;
  for (int i = 0; i < times; ++i) watch.Tell(event.type, ObjectOf(event.key, event.value, event.version));
}

// Of deletions only: of an object that is there, the cache could not be as the server is.
bool SimulatedServer::TellUnreadably(Watch& watch, const Event& event) {
  if (calm_ || event.type != "DELETED") return false;
  switch (Draw(random_, 8)) {
    case 0:
      watch.toldRiddle = true;
      SetMayBeRead(watch.scope, true);
      watch.Tell(event.type, NamelessObject(event.version));
      return true;
    case 1:
      if (watch.isProtobuf) return false;
      watch.Tell(event.type, UnreadableObjectOf(event.key, event.version));
      return true;
    default: return false;
  }
}

}  // namespace k8s::simulation
