#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/testkit/core/json.h>
#include <k8s/testkit/core/pod_log_options.h>
#include <k8s/testkit/core/target.h>
#include <k8s/testkit/pod_logs.h>

namespace k8s::testkit {
namespace {

using core::Stream;
using core::Wake;

Request LookAt(const std::string& ns, const std::string& pod) {
  return {.method = "GET", .target = "/api/v1/namespaces/" + ns + "/pods/" + pod};
}

bool HasOwnText(const core::JsonValue& pod) {
  const core::JsonValue& annotations = core::ObjectAt(core::ObjectAt(pod, "metadata"), "annotations");
  return core::Find(annotations, "testkit/log") != nullptr;
}

}  // namespace

/// The logs, and who waits for more of them.
class PodLogs::Store {
 public:
  /// A pod's log; the uid tells it from those of others of its name.
  struct Wanted {
    Name name;
    std::string uid;
  };

  template <class Change>
  void Apply(const Wanted& wanted, Change change) {
    std::vector<Wake> wakes;
    {
      std::lock_guard lock(mutex_);
      Log& log = logs_[wanted.name];
      if (!IsOf(log, wanted.uid)) log = Log();
      Bind(log, wanted.uid);
      change(log);
      wakes = TakeWakes();
    }
    for (Wake& wake : wakes) wake();
  }

  void Close() {
    std::vector<Wake> wakes;
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
      wakes = TakeWakes();
    }
    for (Wake& wake : wakes) wake();
  }

  struct Log {
    std::string uid;  ///< of the pod; empty as long as nobody has seen one
    std::string text;
    bool ended = false;
  };

  std::optional<std::string> Text(const Wanted& wanted) {
    std::lock_guard lock(mutex_);
    const auto name = Resolve(wanted);
    return name ? std::optional(logs_.at(*name).text) : std::nullopt;
  }

  /// What comes after `told` bytes; `bound` is the log that they were of, once there is one.
  Stream::Step Next(const Wanted& wanted, std::optional<Name>& bound, std::size_t& told) {
    std::lock_guard lock(mutex_);
    if (closed_) return {};
    if (!bound) bound = Resolve(wanted);
    if (!bound) return {.state = Stream::State::kWait};
    const Log& log = logs_.at(*bound);
    if (!IsOf(log, wanted.uid)) return {};
    if (told < log.text.size()) {
      Stream::Step step{.state = Stream::State::kFrame, .frame = log.text.substr(told)};
      told = log.text.size();
      return step;
    }
    return {.state = log.ended ? Stream::State::kEnd : Stream::State::kWait};
  }

  void Await(const void* follower, const Wanted& wanted, const std::optional<Name>& bound, std::size_t told, Wake wake) {
    {
      std::lock_guard lock(mutex_);
      if (!closed_ && !HasNews(wanted, bound, told)) {
        waiting_.insert_or_assign(follower, std::move(wake));
        return;
      }
    }
    wake();
  }

  void Forget(const void* follower) {
    std::lock_guard lock(mutex_);
    waiting_.erase(follower);
  }

 private:
  static bool IsOf(const Log& log, const std::string& uid) { return log.uid.empty() || uid.empty() || log.uid == uid; }
  static void Bind(Log& log, const std::string& uid) {
    if (log.uid.empty()) log.uid = uid;
  }

  /// The name under which there is a log for that container.
  std::optional<Name> Resolve(const Wanted& wanted) {
    Name name = wanted.name;
    auto found = logs_.find(name);
    if (found == logs_.end()) {
      name.container.clear();
      found = logs_.find(name);
    }
    if (found == logs_.end() || !IsOf(found->second, wanted.uid)) return std::nullopt;
    Bind(found->second, wanted.uid);
    return name;
  }

  bool HasNews(const Wanted& wanted, const std::optional<Name>& bound, std::size_t told) {
    const auto name = bound ? bound : Resolve(wanted);
    if (!name) return false;
    const Log& log = logs_.at(*name);
    return log.ended || told < log.text.size() || !IsOf(log, wanted.uid);
  }

  std::vector<Wake> TakeWakes() {
    std::vector<Wake> wakes;
    for (auto& [follower, wake] : waiting_) wakes.push_back(std::move(wake));
    waiting_.clear();
    return wakes;
  }

  std::mutex mutex_;  ///< guards what follows
  std::map<Name, Log> logs_;
  std::map<const void*, Wake> waiting_;
  bool closed_ = false;
};

/// A log as it grows.
class PodLogs::Follower final : public Stream {
 public:
  Follower(std::shared_ptr<Store> store, Store::Wanted wanted, std::size_t from, std::optional<std::size_t> limit)
      : store_(std::move(store)), wanted_(std::move(wanted)), told_(from), left_(limit) {}
  ~Follower() override { store_->Forget(this); }

  Step Next() override {
    if (left_ == 0U) return {};
    Step step = store_->Next(wanted_, bound_, told_);
    if (!left_) return step;
    step.frame.resize(std::min(step.frame.size(), *left_));
    *left_ -= step.frame.size();
    return step;
  }
  void OnReady(Wake wake) override {
    if (left_ == 0U) return wake();
    store_->Await(this, wanted_, bound_, told_, std::move(wake));
  }

 private:
  const std::shared_ptr<Store> store_;
  const Store::Wanted wanted_;
  std::optional<Name> bound_;
  std::size_t told_;
  std::optional<std::size_t> left_;  ///< so many bytes may be told yet; nothing: any number
};

PodLogs::PodLogs(std::shared_ptr<core::Handler> server) : server_(std::move(server)), store_(std::make_shared<Store>()) {}

void PodLogs::Append(const Name& name, const std::string& text) {
  store_->Apply({name, UidOf(name)}, [&](Store::Log& log) { log.text += text; });
}

void PodLogs::End(const Name& name) {
  store_->Apply({name, UidOf(name)}, [](Store::Log& log) { log.ended = true; });
}

void PodLogs::Close() { store_->Close(); }

std::string PodLogs::UidOf(const Name& name) const {
  std::string uid;
  server_->Handle(LookAt(name.namespace_, name.pod), [&uid](const core::Answer& found) {
    const auto pod = found.head.status == 200 ? core::ParseJson(found.head.body) : core::Json();
    if (pod && pod->IsObject()) uid = core::StringAt(core::ObjectAt(*pod, "metadata"), "uid");
  });
  return uid;
}

void PodLogs::Handle(const Request& request, Respond respond) {
  const RequestInfo& info = request.info;
  const bool isLog = info.verb == "get" && info.group.empty() && info.resource == "pods" && info.subresource == "log";
  const auto target = core::ParseTarget(request.target);
  if (!isLog || !target) return server_->Handle(request, std::move(respond));
  auto show = [store = store_, server = server_, request, target = *target,
               respond = std::move(respond)](const core::Answer& found) mutable {
    auto answer = found.head.status == 200 ? Show(store, request.info, target, found.head.body) : std::nullopt;
    if (answer) return respond(std::move(*answer));
    server->Handle(request, std::move(respond));  // it says why not, or what the pod itself says
  };
  server_->Handle(LookAt(info.namespace_, info.name), std::move(show));
}

std::optional<core::Answer> PodLogs::Show(const std::shared_ptr<Store>& store, const RequestInfo& info,
                                          const core::Target& target, const std::string& text) {
  const auto pod = core::ParseJson(text);
  if (!pod) return std::nullopt;
  const auto options = core::PodLogOptions::Of(*pod, target);
  if (!options) return std::nullopt;
  Store::Wanted wanted{{info.namespace_, info.name, options->container},
                       std::string(core::StringAt(core::ObjectAt(*pod, "metadata"), "uid"))};
  const auto log = store->Text(wanted);
  if (!log && (HasOwnText(*pod) || !options->follow)) return std::nullopt;
  core::Answer answer{.head = {.status = 200, .headers = {{"Content-Type", "text/plain"}}}, .stream = nullptr};
  if (options->follow) {
    const std::size_t from = log ? options->Begin(*log) : 0;
    answer.stream = std::make_unique<Follower>(store, std::move(wanted), from, options->limitBytes);
  } else {
    answer.head.body = options->Cut(*log);
  }
  return answer;
}

}  // namespace k8s::testkit
