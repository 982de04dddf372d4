#include <chrono>
#include <future>
#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

#include <k8s/discovery/shared_fetch.h>

namespace k8s::internal {
namespace {

using namespace std::chrono_literals;

Result<int> FetchNothing(const CallContext&) { return Error(ErrorCode::kInternal, "nobody was to ask"); }

// One that fetches, on a thread of its own, until it is let go.
class Fetching {
 public:
  Fetching(SharedFetch<int>& shared, std::uint64_t version, Result<int> result)
      : thread_([this, &shared, version, result = std::move(result)] {
          got_ = shared.Run(version, {}, [&](const CallContext&) {
            begun_.set_value();
            go_on_.get_future().wait();
            return result;
          });
        }) {
    begun_.get_future().wait();
  }
  void LetGo() { go_on_.set_value(); }
  Result<int> Get() {
    thread_.join();
    return got_;
  }

 private:
  std::promise<void> begun_;
  std::promise<void> go_on_;
  Result<int> got_;
  std::jthread thread_;
};

TEST(SharedFetchTest, EndsTheWaitOfWhoGivesUpAndNothingElse) {
  SharedFetch<int> shared;
  Fetching other(shared, 1, 7);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(shared.Run(1, {.stop = stop.get_token()}, FetchNothing).error().Code(), ErrorCode::kCancelled);
  EXPECT_EQ(shared.Run(1, CallContext::Within(1ms), FetchNothing).error().Code(), ErrorCode::kDeadlineExceeded);
  other.LetGo();
  EXPECT_EQ(*other.Get(), 7);
}

TEST(SharedFetchTest, BeginsAnewWhereTheOneWhoFetchedGaveUp) {
  SharedFetch<int> shared;
  Fetching other(shared, 1, Error(ErrorCode::kCancelled, "gave up"));
  auto mine =
      std::async(std::launch::async, [&] { return shared.Run(1, {}, [](const CallContext&) { return Result<int>(8); }); });
  other.LetGo();
  EXPECT_FALSE(other.Get());
  EXPECT_EQ(*mine.get(), 8);
}

TEST(SharedFetchTest, SharesNothingBetweenVersions) {
  SharedFetch<int> shared;
  Fetching other(shared, 1, 7);
  auto mine =
      std::async(std::launch::async, [&] { return shared.Run(2, {}, [](const CallContext&) { return Result<int>(8); }); });
  other.LetGo();
  EXPECT_EQ(*other.Get(), 7);
  EXPECT_EQ(*mine.get(), 8);
}

TEST(SharedFetchTest, FetchesAgainOnceItIsDone) {
  SharedFetch<int> shared;
  int count = 0;
  const auto fetch = [&](const CallContext&) { return Result<int>(++count); };
  EXPECT_EQ(*shared.Run(1, {}, fetch), 1);
  EXPECT_EQ(*shared.Run(1, {}, fetch), 2);
}

}  // namespace
}  // namespace k8s::internal
