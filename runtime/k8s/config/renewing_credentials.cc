#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include <k8s/base/executor.h>
#include <k8s/config/renewing_credentials.h>

namespace k8s::internal {
namespace {

using Pointer = std::shared_ptr<const Credentials>;

// So long an answer counts in any case: a plugin that fails, or gives what has ended already, is not run for each request.
constexpr std::chrono::seconds kShortestRest{1};

Error Destroyed() { return Error(ErrorCode::kCancelled, "the source of the credentials was destroyed"); }

}  // namespace

/// What is known, who waits, and the thread that asks the issuer.
class RenewingCredentials::State : public std::enable_shared_from_this<State> {
 public:
  State(std::shared_ptr<CredentialIssuer> issuer, std::shared_ptr<Clock> clock, WallClock wallClock)
      : issuer_(std::move(issuer)), clock_(std::move(clock)), wall_clock_(std::move(wallClock)) {}

  Pointer Ready() {
    std::lock_guard lock(mutex_);
    return Known();
  }

  Future<Pointer> Fetch();
  void Forget(const Pointer& used);
  std::string Name() const { return issuer_->Name(); }
  void Close();

 private:
  Pointer Known() const;
  void Issue();
  std::vector<Promise<Pointer>> Keep(const Result<ExpiringCredentials>& issued, Result<Pointer>& answer);

  const std::shared_ptr<CredentialIssuer> issuer_;
  const std::shared_ptr<Clock> clock_;
  const WallClock wall_clock_;
  std::stop_source stop_;

  mutable std::mutex mutex_;
  Pointer current_;
  std::optional<std::chrono::system_clock::time_point> expires_;
  std::optional<Error> failure_;  // of the last attempt
  Clock::TimePoint rests_until_ = Clock::TimePoint::min();
  bool closed_ = false;
  std::vector<Promise<Pointer>> waiting_;  // not empty: someone is asking the issuer
  std::unique_ptr<ThreadPool> thread_;     // from the first attempt on
};

Pointer RenewingCredentials::State::Known() const {
  if (!current_) return nullptr;
  const bool isGood = !expires_ || wall_clock_() < *expires_ || clock_->Now() < rests_until_;
  return isGood ? current_ : nullptr;
}

Future<Pointer> RenewingCredentials::State::Fetch() {
  std::lock_guard lock(mutex_);
  if (Pointer known = Known()) return Future<Pointer>(Result<Pointer>(std::move(known)));
  if (closed_) return Future<Pointer>(Result<Pointer>(Destroyed()));
  if (failure_ && clock_->Now() < rests_until_) return Future<Pointer>(Result<Pointer>(*failure_));
  if (!thread_) {
    Result<std::unique_ptr<ThreadPool>> thread = ThreadPool::Make(1);
    if (!thread) return Future<Pointer>(Result<Pointer>(thread.error()));
    thread_ = *std::move(thread);
  }
  Future<Pointer> future = waiting_.emplace_back().GetFuture();
  if (waiting_.size() == 1) thread_->Post([self = shared_from_this()] { self->Issue(); });
  return future;
}

void RenewingCredentials::State::Forget(const Pointer& used) {
  std::lock_guard lock(mutex_);
  if (used == current_) current_ = nullptr;
}

void RenewingCredentials::State::Issue() {
  const Result<ExpiringCredentials> issued = issuer_->Issue({.stop = stop_.get_token()});
  Result<Pointer> answer = Pointer();
  for (Promise<Pointer>& promise : Keep(issued, answer)) promise.Set(answer);
}

std::vector<Promise<Pointer>> RenewingCredentials::State::Keep(const Result<ExpiringCredentials>& issued,
                                                               Result<Pointer>& answer) {
  std::lock_guard lock(mutex_);
  rests_until_ = clock_->Now() + kShortestRest;
  if (issued) {
    current_ = std::make_shared<const Credentials>(issued->credentials);
    expires_ = issued->expires;
    failure_.reset();
    answer = current_;
  } else {
    current_ = nullptr;
    failure_ = issued.error();
    answer = issued.error();
  }
  return std::exchange(waiting_, {});
}

void RenewingCredentials::State::Close() {
  stop_.request_stop();
  std::vector<Promise<Pointer>> left;
  std::unique_ptr<ThreadPool> thread;
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
    left.swap(waiting_);
    thread.swap(thread_);
  }
  for (Promise<Pointer>& promise : left) promise.Set(Destroyed());
}

RenewingCredentials::RenewingCredentials(std::shared_ptr<CredentialIssuer> issuer, std::shared_ptr<Clock> clock,
                                         WallClock wallClock)
    : state_(std::make_shared<State>(std::move(issuer), std::move(clock), std::move(wallClock))) {}

RenewingCredentials::~RenewingCredentials() { state_->Close(); }

std::shared_ptr<const Credentials> RenewingCredentials::Ready() { return state_->Ready(); }

Future<std::shared_ptr<const Credentials>> RenewingCredentials::Fetch() { return state_->Fetch(); }

std::string RenewingCredentials::Name() const { return state_->Name(); }

void RenewingCredentials::Refused(const std::shared_ptr<const Credentials>& used) { state_->Forget(used); }

}  // namespace k8s::internal
