#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "fakes/no_threads.h"
#include "fakes/virtual_clock.h"
#include <gtest/gtest.h>

#include <k8s/config/renewing_credentials.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;
using Pointer = std::shared_ptr<const Credentials>;

// Answers from a script; after Hold(), only when it is let go or stopped.
class ScriptedIssuer final : public CredentialIssuer {
 public:
  Result<ExpiringCredentials> Issue(const CallContext& context) override {
    std::unique_lock lock(mutex_);
    ++calls_;
    changed_.notify_all();
    changed_.wait(lock, context.stop, [this] { return !held_; });
    if (context.stop.stop_requested()) return Error(ErrorCode::kCancelled, "stopped");
    auto answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

  std::string Name() const override { return "issuer"; }

  void Give(const std::string& token, std::optional<std::chrono::system_clock::time_point> expires = {}) {
    answers_.emplace_back(ExpiringCredentials{{"Bearer " + token, "", ""}, expires});
  }
  void Fail(const std::string& message) { answers_.emplace_back(Error(ErrorCode::kConfig, message)); }

  void Hold(bool held) {
    std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  void WaitForCalls(int calls) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_ >= calls; });
  }
  int Calls() {
    std::lock_guard lock(mutex_);
    return calls_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Result<ExpiringCredentials>> answers_;
  int calls_ = 0;
  bool held_ = false;
};

class RenewingCredentialsTest : public testing::Test {
 protected:
  RenewingCredentialsTest() { source_ = std::make_unique<RenewingCredentials>(state_); }

  std::string Fetched() {
    const auto credentials = source_->Fetch().Get();
    return credentials ? (*credentials)->authorization : credentials.error().Message();
  }

  void Advance(std::chrono::seconds by) {
    clock_->Advance(by);
    now_ += by;
  }

  std::shared_ptr<ScriptedIssuer> issuer_ = std::make_shared<ScriptedIssuer>();
  std::shared_ptr<fakes::VirtualClock> clock_ = std::make_shared<fakes::VirtualClock>();
  std::chrono::system_clock::time_point now_{1'000'000s};
  std::shared_ptr<RenewingCredentials::State> state_ = RenewingCredentials::MakeState(issuer_, clock_, [this] { return now_; });
  std::unique_ptr<RenewingCredentials> source_;
};

TEST_F(RenewingCredentialsTest, AreIssuedWhenTheyAreNeeded) {
  issuer_->Give("a");
  EXPECT_EQ(source_->Ready(), nullptr);
  EXPECT_EQ(issuer_->Calls(), 0);
  EXPECT_EQ(Fetched(), "Bearer a");
  EXPECT_EQ(source_->Ready()->authorization, "Bearer a");
  Advance(24h * 365);
  EXPECT_EQ(Fetched(), "Bearer a");
  EXPECT_EQ(issuer_->Calls(), 1);
}

TEST_F(RenewingCredentialsTest, AreAnErrorWhileNoThreadIsLeft) {
  {
    const fakes::NoThreads none;
    EXPECT_EQ(source_->Fetch().Get().error().Code(), ErrorCode::kUnavailable);
  }
  issuer_->Give("a");
  EXPECT_EQ(Fetched(), "Bearer a");
}

TEST_F(RenewingCredentialsTest, AreIssuedAgainWhenTheyHaveEnded) {
  issuer_->Give("a", now_ + 10min);
  issuer_->Give("b");
  EXPECT_EQ(Fetched(), "Bearer a");
  Advance(10min - 1s);
  EXPECT_EQ(source_->Ready()->authorization, "Bearer a");
  Advance(1s);
  EXPECT_EQ(source_->Ready(), nullptr);
  EXPECT_EQ(Fetched(), "Bearer b");
}

TEST_F(RenewingCredentialsTest, AreIssuedAgainWhenTheServerRefusesThem) {
  issuer_->Give("a");
  issuer_->Give("b");
  EXPECT_EQ(Fetched(), "Bearer a");
  const Pointer used = source_->Ready();
  source_->Refused(used);
  EXPECT_EQ(source_->Ready(), nullptr);
  EXPECT_EQ(Fetched(), "Bearer b");
  source_->Refused(used);  // late news of the old ones
  EXPECT_EQ(source_->Ready()->authorization, "Bearer b");
}

TEST_F(RenewingCredentialsTest, AreIssuedOnceForAllWhoAsk) {
  issuer_->Give("a");
  issuer_->Hold(true);
  std::vector<Future<Pointer>> futures;
  for (int i = 0; i < 100; ++i) futures.push_back(source_->Fetch());
  EXPECT_EQ(source_->Ready(), nullptr);
  issuer_->Hold(false);
  for (Future<Pointer>& future : futures) EXPECT_EQ((*future.Get())->authorization, "Bearer a");
  EXPECT_EQ(issuer_->Calls(), 1);
}

TEST_F(RenewingCredentialsTest, AreNotAskedForAgainWithinASecondOfAFailure) {
  issuer_->Fail("broken");
  issuer_->Give("a");
  EXPECT_EQ(Fetched(), "broken");
  EXPECT_EQ(Fetched(), "broken");
  EXPECT_EQ(issuer_->Calls(), 1);
  Advance(1s);
  EXPECT_EQ(Fetched(), "Bearer a");
}

TEST_F(RenewingCredentialsTest, CountForASecondThoughTheyHaveEndedAlready) {
  issuer_->Give("a", now_ - 1h);
  issuer_->Give("b", now_ - 1h);
  EXPECT_EQ(Fetched(), "Bearer a");
  EXPECT_EQ(Fetched(), "Bearer a");
  Advance(1s);
  EXPECT_EQ(Fetched(), "Bearer b");
}

TEST_F(RenewingCredentialsTest, EndWhatIsUnderWayWhenTheyAreDestroyed) {
  issuer_->Hold(true);
  Future<Pointer> future = source_->Fetch();
  issuer_->WaitForCalls(1);
  source_.reset();
  const auto ended = future.Get();
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().Code(), ErrorCode::kCancelled);
}

TEST_F(RenewingCredentialsTest, MayBeDestroyedByWhoeverWaitedForThem) {
  issuer_->Give("a");
  issuer_->Hold(true);
  Future<bool> done = source_->Fetch().Then([this](Result<Pointer> credentials) {
    source_.reset();
    return credentials.has_value();
  });
  issuer_->Hold(false);
  EXPECT_TRUE(*done.Get());
}

TEST_F(RenewingCredentialsTest, AreIssuedOnceForSourcesThatShareThem) {
  issuer_->Give("a");
  issuer_->Give("b");
  RenewingCredentials other(state_);
  EXPECT_EQ(Fetched(), "Bearer a");
  const Pointer shared = other.Ready();
  EXPECT_EQ(shared, source_->Ready());
  other.Refused(shared);
  EXPECT_EQ(Fetched(), "Bearer b");
  EXPECT_EQ(other.Ready()->authorization, "Bearer b");
}

TEST_F(RenewingCredentialsTest, OutliveTheirSourceForTheNextThatSharesThem) {
  issuer_->Give("a", now_ + 10min);
  issuer_->Give("b");
  EXPECT_EQ(Fetched(), "Bearer a");
  source_.reset();
  source_ = std::make_unique<RenewingCredentials>(state_);
  EXPECT_EQ(source_->Ready()->authorization, "Bearer a");
  Advance(10min);
  EXPECT_EQ(Fetched(), "Bearer b");
}

TEST_F(RenewingCredentialsTest, AreStillFetchedForOthersWhenOneSourceIsDestroyed) {
  issuer_->Give("a");
  issuer_->Hold(true);
  auto other = std::make_unique<RenewingCredentials>(state_);
  Future<Pointer> ended = other->Fetch();
  Future<Pointer> fetched = source_->Fetch();
  issuer_->WaitForCalls(1);
  other.reset();
  EXPECT_EQ(ended.Get().error().Code(), ErrorCode::kCancelled);
  EXPECT_FALSE(fetched.Ready());
  issuer_->Hold(false);
  EXPECT_EQ((*fetched.Get())->authorization, "Bearer a");
}

TEST_F(RenewingCredentialsTest, AreFetchedAnewAfterTheLastSourceWasDestroyedInTheMidst) {
  issuer_->Give("a");
  issuer_->Hold(true);
  Future<Pointer> ended = source_->Fetch();
  issuer_->WaitForCalls(1);
  source_.reset();
  EXPECT_EQ(ended.Get().error().Code(), ErrorCode::kCancelled);
  source_ = std::make_unique<RenewingCredentials>(state_);
  issuer_->Hold(false);
  EXPECT_EQ(Fetched(), "Bearer a") << "that it was ended is no failure of its own";
}

TEST_F(RenewingCredentialsTest, MayBeSharedByManyThreadsThatComeAndGo) {
  for (int i = 0; i < 1000; ++i) issuer_->Give(std::to_string(i));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int turn = 0; turn < 100; ++turn) {
        RenewingCredentials source(state_);
        Future<Pointer> dropped = source.Fetch();
        const auto credentials = source.Fetch().Get();
        ASSERT_TRUE(credentials);
        source.Refused(*credentials);
      }
    });
  }
  threads.clear();
}

TEST_F(RenewingCredentialsTest, MayBeAskedAndRefusedByManyThreads) {
  for (int i = 0; i < 1000; ++i) issuer_->Give(std::to_string(i));
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int turn = 0; turn < 200; ++turn) {
        const auto credentials = source_->Fetch().Get();
        ASSERT_TRUE(credentials);
        source_->Refused(*credentials);
        source_->Ready();
      }
    });
  }
  threads.clear();
  EXPECT_LE(issuer_->Calls(), 800);
}

}  // namespace
}  // namespace k8s::internal
