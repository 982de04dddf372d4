#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <k8s/testkit/core/target.h>
#include <k8s/testkit/pod_logs.h>

namespace k8s::testkit {
namespace {

using core::Stream;
using core::Wake;

std::optional<std::size_t> NumberIn(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// Where the last `lines` lines of a text begin.
std::size_t TailOf(std::string_view text, std::size_t lines) {
  std::size_t begin = text.ends_with('\n') ? text.size() - 1 : text.size();
  if (lines == 0) return text.size();
  for (; lines > 0; --lines) {
    const std::size_t before = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
    if (before == std::string_view::npos) return 0;
    begin = before;
  }
  return begin + 1;
}

}  // namespace

/// The logs, and who waits for more of them.
class PodLogs::Store {
 public:
  template <class Change>
  void Apply(const Name& name, Change change) {
    std::vector<Wake> wakes;
    {
      std::lock_guard lock(mutex_);
      change(logs_[name]);
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
    std::string text;
    bool ended = false;
  };

  /// The name under which there is a log for that container, and the log.
  std::optional<std::pair<Name, std::string>> Find(Name name) const {
    std::lock_guard lock(mutex_);
    auto found = logs_.find(name);
    if (found == logs_.end()) {
      name.container.clear();
      found = logs_.find(name);
    }
    if (found == logs_.end()) return std::nullopt;
    return std::pair(found->first, found->second.text);
  }

  Stream::Step Next(const Name& name, std::size_t& told) const {
    std::lock_guard lock(mutex_);
    const Log& log = logs_.at(name);
    if (closed_) return {};
    if (told < log.text.size()) {
      Stream::Step step{.state = Stream::State::kFrame, .frame = log.text.substr(told)};
      told = log.text.size();
      return step;
    }
    return {.state = log.ended ? Stream::State::kEnd : Stream::State::kWait};
  }

  void Await(const void* follower, const Name& name, std::size_t told, Wake wake) {
    {
      std::lock_guard lock(mutex_);
      const Log& log = logs_.at(name);
      if (!closed_ && !log.ended && told >= log.text.size()) {
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
  std::vector<Wake> TakeWakes() {
    std::vector<Wake> wakes;
    for (auto& [follower, wake] : waiting_) wakes.push_back(std::move(wake));
    waiting_.clear();
    return wakes;
  }

  mutable std::mutex mutex_;  ///< guards what follows
  std::map<Name, Log> logs_;
  std::map<const void*, Wake> waiting_;
  bool closed_ = false;
};

/// A log as it grows.
class PodLogs::Follower final : public Stream {
 public:
  Follower(std::shared_ptr<Store> store, Name name, std::size_t from)
      : store_(std::move(store)), name_(std::move(name)), told_(from) {}
  ~Follower() override { store_->Forget(this); }

  Step Next() override { return store_->Next(name_, told_); }
  void OnReady(Wake wake) override { store_->Await(this, name_, told_, std::move(wake)); }

 private:
  const std::shared_ptr<Store> store_;
  const Name name_;
  std::size_t told_;
};

PodLogs::PodLogs(std::shared_ptr<core::Handler> server) : server_(std::move(server)), store_(std::make_shared<Store>()) {}

void PodLogs::Append(const Name& name, const std::string& text) {
  store_->Apply(name, [&](Store::Log& log) { log.text += text; });
}

void PodLogs::End(const Name& name) {
  store_->Apply(name, [](Store::Log& log) { log.ended = true; });
}

void PodLogs::Close() { store_->Close(); }

void PodLogs::Handle(const Request& request, Respond respond) {
  const RequestInfo& info = request.info;
  const bool isLog = info.verb == "get" && info.group.empty() && info.resource == "pods" && info.subresource == "log";
  const auto target = core::ParseTarget(request.target);
  if (!isLog || !target) return server_->Handle(request, std::move(respond));
  const Name name{info.namespace_, info.name, std::string(target->Parameter("container"))};
  // The core knows whether there is such a pod.
  server_->Handle(request, [store = store_, name, target = *target, respond = std::move(respond)](core::Answer answer) mutable {
    auto log = store->Find(name);
    if (answer.head.status != 200 || !log) return respond(std::move(answer));
    std::string& text = log->second;
    const auto tail = NumberIn(target.Parameter("tailLines"));
    const std::size_t from = tail ? TailOf(text, *tail) : 0;
    if (target.Flag("follow")) {
      answer.head.body.clear();
      answer.stream = std::make_unique<Follower>(store, log->first, from);
    } else {
      answer.head.body = text.substr(from, NumberIn(target.Parameter("limitBytes")).value_or(std::string::npos));
    }
    respond(std::move(answer));
  });
}

}  // namespace k8s::testkit
