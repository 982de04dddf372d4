#include "simulation/simulated_server.h"

#include <algorithm>
#include <stop_token>
#include <utility>

#include <fmt/format.h>

namespace k8s::simulation {
namespace {

constexpr int kNames = 5;

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

std::string EventOf(const std::string& type, const std::string& object) {
  return fmt::format(R"({{"type":"{}","object":{}}})", type, object) + "\n";
}

// An answer that is no watch.
class Canned final : public ByteStream {
 public:
  Canned(Response head, bool isCut) : head_(std::move(head)), is_cut_(isCut) {
    std::swap(body_, head_.body);
    if (is_cut_) body_.resize(body_.size() / 2);
  }
  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override {
    if (body_.empty() && is_cut_) return Future<std::string>(Result<std::string>(Cut()));
    return Future<std::string>(std::exchange(body_, {}));
  }

 private:
  Response head_;
  std::string body_;
  const bool is_cut_;
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
  Query query;
  std::stop_token stop;
  std::optional<Promise<std::unique_ptr<ByteStream>>> promise;
  std::optional<std::stop_callback<Ended<Opening>>> onStop = {};

  void End(Result<std::unique_ptr<ByteStream>> result) {
    if (auto taken = std::exchange(promise, std::nullopt)) taken->Set(std::move(result));
  }
};

struct SimulatedServer::Watch {
  std::uint64_t position = 0;  // what was told
  std::uint64_t bookmarked = 0;
  std::vector<Event> initial = {};  // still to be told
  bool endsInitial = false;
  bool silent = false;
  bool toldSomething = false;  // behind the present state

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
  void Fail(int code, const std::string& reason) {
    Write(EventOf("ERROR", StatusOf(code, reason)));
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
  explicit Stream(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}
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
  const Response head_ = Json(200, "");
};

SimulatedServer::~SimulatedServer() = default;

void SimulatedServer::Change() {
  Content state = Truth();
  if (Draw(random_, 4) == 0) {
    states_[++version_] = std::move(state);
    return;
  }
  const std::string name = fmt::format("m{}", Draw(random_, kNames));
  const auto present = state.find(name);
  Event event{.version = ++version_, .type = "MODIFIED", .name = name, .value = fmt::format("v{}", version_)};
  if (present == state.end()) {
    event.type = "ADDED";
    state[name] = event.value;
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
  for (const auto& [at, state] : states_) {
    if (std::to_string(at) == version) return &state;
  }
  return nullptr;
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

void SimulatedServer::Step() {
  std::erase_if(watches_, [](const auto& watch) { return watch->closed; });
  std::erase_if(openings_, [](const auto& opening) { return !opening->promise; });
  if (!openings_.empty()) return Answer(*TakeAny(openings_, random_));
  if (!watches_.empty()) Feed(*watches_[Draw(random_, watches_.size())]);
}

std::optional<Result<Response>> SimulatedServer::Fault() {
  if (calm_ || Draw(random_, 3) > 0) return std::nullopt;
  may_be_read_ = true;
  switch (Draw(random_, 5)) {
    case 0: return Result<Response>(Failed(500, "InternalError"));
    case 1: return Result<Response>(Failed(429, "TooManyRequests"));
    case 2: return Result<Response>(Error(ErrorCode::kUnavailable, TransportFailure::kRefused, "refused"));
    case 3: return Result<Response>(Cut());
    default: return Result<Response>(Failed(410, "Expired"));
  }
}

void SimulatedServer::NoteRead() {
  if (!std::exchange(may_be_read_, false)) read_without_reason_ = true;
}

Future<Response> SimulatedServer::SendAsync(Request request, CallContext /*context*/) {
  return Future<Response>(Error(ErrorCode::kUnsupported, "a request that nobody expects: " + request.target));
}

Future<std::unique_ptr<ByteStream>> SimulatedServer::OpenAsync(Request request, CallContext context) {
  auto opening = std::make_shared<Opening>();
  opening->query = QueryOf(request.target);
  opening->stop = context.stop;
  Future<std::unique_ptr<ByteStream>> future = opening->promise.emplace().GetFuture();
  opening->onStop.emplace(context.stop, Ended<Opening>{opening});
  const bool isWatch = opening->query.contains("watch");
  const bool isWhole = isWatch ? opening->query.contains("sendInitialEvents") : !opening->query.contains("continue");
  if (isWhole) NoteRead();
  if (isWatch && !isWhole && onWatch) onWatch(opening->query["resourceVersion"]);
  openings_.push_back(std::move(opening));
  return future;
}

// A page ends behind the object that its token names, and is of the version that it names.
Response SimulatedServer::Page(const Query& query) {
  std::uint64_t version = 0;
  std::string behind;
  if (const std::string token = Find(query, "continue"); !token.empty()) {
    version = std::stoull(token);
    behind = token.substr(token.find('.') + 1);
    if (version < oldest_) {
      may_be_read_ = true;
      return Failed(410, "Expired");
    }
  } else {
    version = VersionNotOlderThan(Find(query, "resourceVersion"));
  }
  const std::string limit = Find(query, "limit");
  std::size_t left = limit.empty() ? kNames : std::stoull(limit);
  std::string items;
  std::string last;
  std::string continued;
  for (const auto& [name, value] : StateOf(version)) {
    if (name <= behind) continue;
    if (left-- == 0) {
      continued = fmt::format("{}.{}", version, last);
      break;
    }
    items += (items.empty() ? "" : ",") + ObjectOf(name, value, VersionOf(name, version));
    last = name;
  }
  return Json(200,
              fmt::format(R"({{"kind":"ConfigMapList","apiVersion":"v1","metadata":{{"resourceVersion":"{}","continue":"{}"}},)"
                          R"("items":[{}]}})",
                          version, continued, items));
}

// "0" may be answered from a cache that is behind.
std::uint64_t SimulatedServer::VersionNotOlderThan(const std::string& version) {
  if (version.empty()) return version_;
  const std::uint64_t least = version == "0" ? oldest_ : std::max<std::uint64_t>(std::stoull(version), oldest_);
  return calm_ || least >= version_ ? version_ : least + Draw(random_, version_ - least + 1);
}

// The value tells when it was written.
std::uint64_t SimulatedServer::VersionOf(const std::string& name, std::uint64_t at) const {
  return std::stoull(StateOf(at).at(name).substr(1));
}

std::string SimulatedServer::ObjectOf(const std::string& name, const std::string& value, std::uint64_t version) const {
  return fmt::format(
      R"({{"kind":"ConfigMap","apiVersion":"v1","metadata":{{"name":"{0}","namespace":"default","uid":"{0}","resourceVersion":"{1}"}},)"
      R"("data":{{"v":"{2}"}}}})",
      name, version, value);
}

void SimulatedServer::Answer(Opening& opening) {
  using Opened = std::unique_ptr<ByteStream>;
  const auto answer = [&](const Response& response, bool isCut = false) {
    opening.End(Opened(std::make_unique<Canned>(response, isCut)));
  };
  if (auto fault = Fault()) {
    if (!*fault) return opening.End(fault->error());
    return answer(**fault);
  }
  if (!opening.query.contains("watch")) {
    const bool isCut = !calm_ && Draw(random_, 12) == 0;
    may_be_read_ = may_be_read_ || isCut;
    return answer(Page(opening.query), isCut);
  }
  if (opening.query.contains("sendInitialEvents") && watch_list_ == WatchList::kRefuses) {
    may_be_read_ = true;
    return answer(Failed(422, "Invalid"));
  }
  auto watch = std::make_shared<Watch>();
  if (!BeginWatch(*watch, opening.query)) return answer(Failed(410, "Expired"));
  watch->onStop.emplace(opening.stop, Ended<Watch>{watch});
  watches_.push_back(watch);
  opening.End(Opened(std::make_unique<Stream>(watch)));
}

// False: the version is too old.
bool SimulatedServer::BeginWatch(Watch& watch, const Query& query) {
  const std::string version = Find(query, "resourceVersion");
  if (!query.contains("sendInitialEvents")) {
    watch.position = std::stoull(version);
    may_be_read_ = watch.position < oldest_;
    return !may_be_read_;
  }
  may_be_read_ = true;  // until its first event behind the present state: who waits for too long may give it up
  watch.silent = watch_list_ == WatchList::kIgnores;
  watch.position = VersionNotOlderThan(version);
  for (const auto& [name, value] : StateOf(watch.position)) {
    watch.initial.push_back({.version = VersionOf(name, watch.position), .type = "ADDED", .name = name, .value = value});
  }
  std::shuffle(watch.initial.begin(), watch.initial.end(), random_);
  watch.endsInitial = true;
  return true;
}

void SimulatedServer::Feed(Watch& watch) {
  if (watch.ending || FeedFault(watch)) return;
  if (HasNews(watch)) TellNext(watch);
}

bool SimulatedServer::FeedFault(Watch& watch) {
  if (calm_) return false;
  const std::uint64_t lot = Draw(random_, 24);
  if (lot > 4) return false;
  if (lot > 2 || !watch.toldSomething) may_be_read_ = true;
  switch (lot) {
    case 0: watch.End(std::string()); break;
    case 1: watch.End(Cut()); break;
    case 2:
      watch.Write(R"({"type":"ADDED","object":{"kind":"Conf)");
      watch.End(Cut());
      break;
    case 3: watch.Fail(410, "Expired"); break;
    default: watch.Fail(500, "InternalError"); break;
  }
  return true;
}

void SimulatedServer::TellNext(Watch& watch) {
  const auto bookmark = [&](const char* annotations) {
    watch.Write(
        EventOf("BOOKMARK", fmt::format(R"({{"kind":"ConfigMap","apiVersion":"v1","metadata":{{"resourceVersion":"{}"{}}}}})",
                                        watch.position, annotations)));
    watch.bookmarked = watch.position;
  };
  if (!watch.initial.empty()) {
    const Event event = watch.initial.back();
    watch.initial.pop_back();
    return watch.Write(EventOf(event.type, ObjectOf(event.name, event.value, event.version)));
  }
  if (std::exchange(watch.endsInitial, false)) return bookmark(R"(,"annotations":{"k8s.io/initial-events-end":"true"})");
  may_be_read_ = watch.position < oldest_;
  if (may_be_read_) return watch.Fail(410, "Expired");
  watch.toldSomething = true;
  const auto next =
      std::find_if(events_.begin(), events_.end(), [&](const Event& event) { return event.version > watch.position; });
  watch.position = next == events_.end() ? version_ : next->version;
  if (next == events_.end()) return bookmark("");
  watch.Write(EventOf(next->type, ObjectOf(next->name, next->value, next->version)));
}

}  // namespace k8s::simulation
