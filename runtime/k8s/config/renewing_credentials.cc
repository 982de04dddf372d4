#include <algorithm>
#include <cstddef>
#include <iterator>
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

class RenewingCredentials::State : public std::enable_shared_from_this<State> {
 public:
  using User = const RenewingCredentials*;

  State(std::shared_ptr<CredentialIssuer> issuer, std::shared_ptr<Clock> clock, WallClock wallClock)
      : issuer_(std::move(issuer)), clock_(std::move(clock)), wall_clock_(std::move(wallClock)) {}

  void Enter();
  void Leave(User user);

  Pointer Ready() {
    std::lock_guard lock(mutex_);
    return Known();
  }
  Future<Pointer> Fetch(User user);
  void Forget(const Pointer& used);
  std::string Name() const { return issuer_->Name(); }

 private:
  struct Waiter {
    User user;
    Promise<Pointer> promise;
  };
  using Attempt = std::shared_ptr<std::stop_source>;

  Pointer Known() const;
  Result<void> Begin();
  void Issue(const Attempt& attempt);
  std::vector<Waiter> Keep(const Attempt& attempt, const Result<ExpiringCredentials>& issued, Result<Pointer>& answer);

  const std::shared_ptr<CredentialIssuer> issuer_;
  const std::shared_ptr<Clock> clock_;
  const WallClock wall_clock_;
  std::mutex issuing_;  // one that was ended may still be on its way out

  mutable std::mutex mutex_;
  Pointer current_;
  std::optional<std::chrono::system_clock::time_point> expires_;
  std::optional<Error> failure_;  // of the last attempt
  Clock::TimePoint rests_until_ = Clock::TimePoint::min();
  std::size_t users_ = 0;
  Attempt attempt_;  // that is under way; null: none
  std::vector<Waiter> waiting_;
  std::unique_ptr<ThreadPool> thread_;  // from the first attempt on, while there are users
};

void RenewingCredentials::State::Enter() {
  std::lock_guard lock(mutex_);
  ++users_;
}

void RenewingCredentials::State::Leave(User user) {
  std::vector<Waiter> left;
  Attempt ended;
  std::unique_ptr<ThreadPool> thread;
  {
    std::lock_guard lock(mutex_);
    const auto others =
        std::stable_partition(waiting_.begin(), waiting_.end(), [user](const Waiter& waiter) { return waiter.user != user; });
    left.assign(std::make_move_iterator(others), std::make_move_iterator(waiting_.end()));
    waiting_.erase(others, waiting_.end());
    if (--users_ == 0) {
      ended = std::exchange(attempt_, nullptr);
      thread.swap(thread_);
    }
  }
  if (ended) ended->request_stop();
  for (Waiter& waiter : left) waiter.promise.Set(Destroyed());
}

Pointer RenewingCredentials::State::Known() const {
  if (!current_) return nullptr;
  const bool isGood = !expires_ || wall_clock_() < *expires_ || clock_->Now() < rests_until_;
  return isGood ? current_ : nullptr;
}

Future<Pointer> RenewingCredentials::State::Fetch(User user) {
  std::lock_guard lock(mutex_);
  if (Pointer known = Known()) return Future<Pointer>(Result<Pointer>(std::move(known)));
  if (failure_ && clock_->Now() < rests_until_) return Future<Pointer>(Result<Pointer>(*failure_));
  if (Result<void> begun = Begin(); !begun) return Future<Pointer>(Result<Pointer>(begun.error()));
  return waiting_.emplace_back(Waiter{user, Promise<Pointer>()}).promise.GetFuture();
}

// With the lock held.
Result<void> RenewingCredentials::State::Begin() {
  if (attempt_) return {};
  if (!thread_) {
    Result<std::unique_ptr<ThreadPool>> thread = ThreadPool::Make(1);
    if (!thread) return thread.error();
    thread_ = *std::move(thread);
  }
  attempt_ = std::make_shared<std::stop_source>();
  thread_->Post([self = shared_from_this(), attempt = attempt_] { self->Issue(attempt); });
  return {};
}

void RenewingCredentials::State::Forget(const Pointer& used) {
  std::lock_guard lock(mutex_);
  if (used == current_) current_ = nullptr;
}

void RenewingCredentials::State::Issue(const Attempt& attempt) {
  const Result<ExpiringCredentials> issued = [&] {
    std::lock_guard lock(issuing_);
    return issuer_->Issue({.stop = attempt->get_token()});
  }();
  Result<Pointer> answer = Pointer();
  for (Waiter& waiter : Keep(attempt, issued, answer)) waiter.promise.Set(answer);
}

// What came of an attempt that was ended meanwhile is of no interest.
std::vector<RenewingCredentials::State::Waiter> RenewingCredentials::State::Keep(const Attempt& attempt,
                                                                                 const Result<ExpiringCredentials>& issued,
                                                                                 Result<Pointer>& answer) {
  std::lock_guard lock(mutex_);
  if (attempt_ != attempt) return {};
  attempt_ = nullptr;
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

std::shared_ptr<RenewingCredentials::State> RenewingCredentials::MakeState(std::shared_ptr<CredentialIssuer> issuer,
                                                                           std::shared_ptr<Clock> clock, WallClock wallClock) {
  return std::make_shared<State>(std::move(issuer), std::move(clock), std::move(wallClock));
}

RenewingCredentials::RenewingCredentials(std::shared_ptr<State> state) : state_(std::move(state)) { state_->Enter(); }

RenewingCredentials::~RenewingCredentials() { state_->Leave(this); }

std::shared_ptr<const Credentials> RenewingCredentials::Ready() { return state_->Ready(); }

Future<std::shared_ptr<const Credentials>> RenewingCredentials::Fetch() { return state_->Fetch(this); }

std::string RenewingCredentials::Name() const { return state_->Name(); }

void RenewingCredentials::Refused(const std::shared_ptr<const Credentials>& used) { state_->Forget(used); }

}  // namespace k8s::internal
