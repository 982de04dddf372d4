#include <memory>
#include <stop_token>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <k8s/base/future.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;

TEST(FutureTest, GivesTheResultOfItsPromise) {
  Promise<int> promise;
  Future<int> future = promise.GetFuture();
  EXPECT_FALSE(future.Ready());
  promise.Set(5);
  EXPECT_TRUE(future.Ready());
  EXPECT_EQ(*future.Get(), 5);
  EXPECT_FALSE(future.Valid());
}

TEST(FutureTest, FailsWhenItsPromiseIsDropped) {
  Future<int> future;
  {
    Promise<int> promise;
    future = promise.GetFuture();
  }
  EXPECT_EQ(future.Get().error().Code(), ErrorCode::kInternal);
}

TEST(FutureTest, StopsWaitingWhenItIsCancelledAndStaysValid) {
  Promise<int> promise;
  Future<int> future = promise.GetFuture();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(future.Get({.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  promise.Set(1);
  EXPECT_EQ(*future.Get(), 1);
}

TEST(FutureTest, StopsWaitingAtTheDeadline) {
  Promise<int> promise;
  Future<int> future = promise.GetFuture();
  EXPECT_EQ(future.Get(CallContext::Within(-1s)).error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST(FutureTest, ChainsValuesResultsAndFutures) {
  Promise<int> promise;
  Promise<std::string> inner;
  Future<std::string> future = promise.GetFuture()
                                   .Then([](Result<int> result) { return *result + 1; })
                                   .Then([](Result<int> result) -> Result<int> { return *result * 2; })
                                   .Then([&](Result<int> result) {
                                     EXPECT_EQ(*result, 8);
                                     return inner.GetFuture();
                                   });
  promise.Set(3);
  EXPECT_FALSE(future.Ready());
  inner.Set(std::string("done"));
  EXPECT_EQ(*future.Get(), "done");
}

TEST(FutureTest, HandsErrorsToTheContinuation) {
  Promise<int> promise;
  Future<int> future = promise.GetFuture().Then([](Result<int> result) { return result ? 0 : -1; });
  promise.Set(Error(ErrorCode::kUnavailable, "gone"));
  EXPECT_EQ(*future.Get(), -1);
}

TEST(FutureTest, RunsContinuationsOnItsExecutor) {
  std::shared_ptr<ThreadPool> pool = ThreadPool::Make(1).value();
  Promise<int> promise(pool);
  Future<std::thread::id> future = promise.GetFuture().Then([](Result<int>) { return std::this_thread::get_id(); });
  promise.Set(1);
  Result<std::thread::id> ran = future.Get();
  EXPECT_NE(*ran, std::this_thread::get_id());
}

TEST(FutureTest, RunsTheContinuationOfADroppedFuture) {
  auto witness = std::make_shared<int>(0);
  Promise<int> promise;
  static_cast<void>(promise.GetFuture().Then([witness](Result<int> result) { *witness = *result; }));
  promise.Set(6);
  EXPECT_EQ(*witness, 6);
}

Future<int> Doubled(Future<int> input) {
  Result<int> value = co_await input;
  if (!value) co_return value.error().WithContext("doubling");
  co_return *value * 2;
}

TEST(FutureTest, IsAwaitedByCoroutinesThatReturnFutures) {
  Promise<int> promise;
  Future<int> future = Doubled(promise.GetFuture());
  promise.Set(21);
  EXPECT_EQ(*future.Get(), 42);
}

TEST(FutureTest, CarriesErrorsThroughCoroutines) {
  Promise<int> promise;
  Future<int> future = Doubled(promise.GetFuture());
  promise.Set(Error(ErrorCode::kNotFound, "nothing there"));
  EXPECT_EQ(future.Get().error().Message(), "doubling: nothing there");
}

Future<int> Throwing() {
  throw std::runtime_error("oops");
  co_return 1;
}

TEST(FutureTest, TurnsAnExceptionOfACoroutineIntoAnError) {
  EXPECT_EQ(Throwing().Get().error().Message(), "uncaught exception: oops");
}

TEST(FutureTest, TurnsAnExceptionOfAContinuationIntoAnError) {
  const auto throws = [](const Result<int>& value) { return *value; };  // throws BadAccess, as there is none
  Promise<int> promise;
  Future<int> future = promise.GetFuture().Then(throws);
  promise.Set(Error(ErrorCode::kNotFound, "nothing there"));
  EXPECT_EQ(future.Get().error().Code(), ErrorCode::kInternal);

  const auto throwsInsteadOfAFuture = [](const Result<int>&) -> Future<int> { throw std::runtime_error("oops"); };
  EXPECT_EQ(Future<int>(Result<int>(1)).Then(throwsInsteadOfAFuture).Get().error().Message(), "uncaught exception: oops");
}

TEST(FutureTest, WakesAWaiterOnAnotherThread) {
  Promise<int> promise;
  Future<int> future = promise.GetFuture();
  std::jthread setter([&] { promise.Set(3); });
  EXPECT_EQ(*future.Get(), 3);
}

}  // namespace
}  // namespace k8s
