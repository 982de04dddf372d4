#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "contract/transport_contract.h"
#include "fakes/event.h"

namespace k8s::contract {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(WaitingContract);

// A server that stands still does so for ever, so whatever waits for it takes longer than any machine is busy. How many
// milliseconds it is, `tools/bench rest` measures.
constexpr milliseconds kAtOnce{2000};

/// Where an exchange stands still.
enum class Phase { kHead, kBody };

Handler StandStillIn(Phase phase, fakes::Event& reached) {
  return [phase, &reached](const Request&, Answer& answer) {
    if (phase == Phase::kBody) {
      answer.Begin(200, {});
      answer.Write("some");
    }
    reached.Set();
    answer.WaitUntilAbandoned();
  };
}

template <class Action>
milliseconds TimeOf(Action action) {
  const auto start = Clock::now();
  action();
  return std::chrono::duration_cast<milliseconds>(Clock::now() - start);
}

TEST_P(WaitingContract, ACallThatIsOverBeforehandIsNotSent) {
  int requests = 0;
  const auto transport = Serve([&](const Request&, Answer& answer) {
    ++requests;
    answer.Whole(200, "");
  });
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(transport->Send({.target = "/"}, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  EXPECT_EQ(transport->Open({.target = "/"}, {.stop = stop.get_token()}).error().Code(), ErrorCode::kCancelled);
  const auto past = CallContext::Within(milliseconds(-1));
  EXPECT_EQ(transport->Send({.target = "/"}, past).error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(transport->Open({.target = "/"}, past).error().Code(), ErrorCode::kDeadlineExceeded);
  EXPECT_EQ(requests, 0);
}

TEST_P(WaitingContract, CancellingEndsASendAtOnce) {
  for (const Phase phase : {Phase::kHead, Phase::kBody}) {
    fakes::Event reached;
    const auto transport = Serve(StandStillIn(phase, reached));
    std::stop_source stop;
    auto answer = transport->SendAsync({.target = "/"}, {.stop = stop.get_token()});
    ASSERT_TRUE(reached.Wait());
    const auto took = TimeOf([&] {
      stop.request_stop();
      EXPECT_EQ(answer.Get().error().Code(), ErrorCode::kCancelled);
    });
    EXPECT_LT(took, kAtOnce);
  }
}

// Whoever only looks now and then whether it is cancelled takes a fifth of a second for each, or a whole one.
TEST_P(WaitingContract, CancellingWakesWhatWaits) {
  constexpr int kTimes = 150;
  const auto took = TimeOf([&] {
    for (int i = 0; i < kTimes; ++i) {
      fakes::Event reached;
      const auto transport = Serve(StandStillIn(Phase::kHead, reached));
      std::stop_source stop;
      auto answer = transport->SendAsync({.target = "/"}, {.stop = stop.get_token()});
      ASSERT_TRUE(reached.Wait());
      stop.request_stop();
      EXPECT_EQ(answer.Get().error().Code(), ErrorCode::kCancelled);
    }
  });
  EXPECT_LT(took, milliseconds(20'000));
}

TEST_P(WaitingContract, CancellingEndsAnOpenAtOnce) {
  fakes::Event reached;
  const auto transport = Serve(StandStillIn(Phase::kHead, reached));
  std::stop_source stop;
  auto stream = transport->OpenAsync({.target = "/"}, {.stop = stop.get_token()});
  ASSERT_TRUE(reached.Wait());
  const auto took = TimeOf([&] {
    stop.request_stop();
    EXPECT_EQ(stream.Get().error().Code(), ErrorCode::kCancelled);
  });
  EXPECT_LT(took, kAtOnce);
}

TEST_P(WaitingContract, CancellingEndsAPendingReadAtOnce) {
  fakes::Event reached;
  const auto transport = Serve(StandStillIn(Phase::kBody, reached));
  std::stop_source stop;
  const auto stream = transport->Open({.target = "/"}, {.stop = stop.get_token()});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Read().value(), "some");
  auto read = (*stream)->ReadAsync();
  const auto took = TimeOf([&] {
    stop.request_stop();
    EXPECT_EQ(read.Get().error().Code(), ErrorCode::kCancelled);
  });
  EXPECT_LT(took, kAtOnce);
  EXPECT_EQ((*stream)->Read().error().Code(), ErrorCode::kCancelled) << "a cancelled stream stays so";
}

TEST_P(WaitingContract, DestroyingAStreamEndsItsPendingRead) {
  fakes::Event reached;
  const auto transport = Serve(StandStillIn(Phase::kBody, reached));
  auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Read().value(), "some");
  auto read = (*stream)->ReadAsync();
  const auto took = TimeOf([&] {
    stream->reset();
    EXPECT_EQ(read.Get().error().Code(), ErrorCode::kCancelled);
  });
  EXPECT_LT(took, kAtOnce);
}

TEST_P(WaitingContract, TheServerLearnsThatAStreamWasDestroyed) {
  fakes::Event abandoned;
  const auto transport = Serve([&](const Request&, Answer& answer) {
    answer.Begin(200, {});
    answer.WaitUntilAbandoned();
    abandoned.Set();
  });
  auto stream = transport->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  stream->reset();
  EXPECT_TRUE(abandoned.Wait());
}

TEST_P(WaitingContract, ADeadlineEndsASend) {
  for (const Phase phase : {Phase::kHead, Phase::kBody}) {
    fakes::Event reached;
    const auto transport = Serve(StandStillIn(phase, reached));
    const auto took = TimeOf([&] {
      const auto answer = transport->Send({.target = "/"}, CallContext::Within(milliseconds(100)));
      EXPECT_EQ(answer.error().Code(), ErrorCode::kDeadlineExceeded);
    });
    EXPECT_GE(took, milliseconds(99));
    EXPECT_LT(took, milliseconds(100) + kAtOnce);
  }
}

TEST_P(WaitingContract, ADeadlineEndsAStream) {
  fakes::Event reached;
  const auto transport = Serve(StandStillIn(Phase::kBody, reached));
  const auto stream = transport->Open({.target = "/"}, CallContext::Within(milliseconds(200)));
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Read().value(), "some");
  const auto took = TimeOf([&] { EXPECT_EQ((*stream)->Read().error().Code(), ErrorCode::kDeadlineExceeded); });
  EXPECT_LT(took, milliseconds(200) + kAtOnce);
}

TEST_P(WaitingContract, TheEndOfTheTransportEndsItsCalls) {
  fakes::Event reached;
  auto served = Serve(StandStillIn(Phase::kBody, reached));
  auto answer = served->SendAsync({.target = "/"}, {});
  const auto stream = served->Open({.target = "/"}, {});
  ASSERT_TRUE(stream) << stream.error().ToString();
  EXPECT_EQ((*stream)->Read().value(), "some");
  auto read = (*stream)->ReadAsync();
  EXPECT_LT(TimeOf([&] { served.transport.reset(); }), kAtOnce);
  EXPECT_TRUE(answer.Ready()) << "nothing is called back afterwards";
  EXPECT_TRUE(read.Ready());
  EXPECT_EQ(answer.Get().error().Code(), ErrorCode::kCancelled);
  EXPECT_EQ(read.Get().error().Code(), ErrorCode::kCancelled);
}

TEST_P(WaitingContract, ATransportMayBeDestroyedInAContinuation) {
  // A continuation of what is complete already runs at once, on the thread of the test.
  fakes::Event isContinued;
  auto served = Serve([&](const Request& request, Answer& answer) {
    if (request.target == "/stall") return answer.WaitUntilAbandoned();
    EXPECT_TRUE(isContinued.Wait());
    answer.Whole(200, "");
  });
  auto stalled = served->SendAsync({.target = "/stall"}, {});
  fakes::Event destroyed;
  auto ended = served->SendAsync({.target = "/"}, {}).Then([&](Result<Response>) {
    served.transport.reset();
    destroyed.Set();
  });
  isContinued.Set();
  EXPECT_TRUE(destroyed.Wait());
  EXPECT_EQ(stalled.Get().error().Code(), ErrorCode::kCancelled);
  EXPECT_TRUE(ended.Get());
}

TEST_P(WaitingContract, CancelsAtAnyMomentAreSurvived) {
  const auto transport = Serve([](const Request&, Answer& answer) { answer.Whole(200, std::string(1000, 'x')); });
  for (int i = 0; i < 300; ++i) {
    std::stop_source stop;
    auto answer = transport->SendAsync({.method = i % 2 == 0 ? "GET" : "POST", .target = "/"}, {.stop = stop.get_token()});
    std::this_thread::sleep_for(std::chrono::microseconds(i * 2));
    stop.request_stop();
    const auto response = answer.Get();
    if (!response) {
      EXPECT_EQ(response.error().Code(), ErrorCode::kCancelled) << response.error().ToString();
    }
  }
  EXPECT_TRUE(transport->Send({.target = "/"}, {}));
}

TEST_P(WaitingContract, StopsThatMeetTheStartOfACallEndIt) {
  const auto transport = Serve([](const Request&, Answer& answer) { answer.WaitUntilAbandoned(); });
  for (int i = 0; i < 2000; ++i) {
    std::stop_source stop;
    std::atomic<bool> begun = false;
    std::jthread stopper([&] {
      begun.wait(false);
      stop.request_stop();
    });
    begun = true;
    begun.notify_one();
    EXPECT_EQ(transport->SendAsync({.target = "/"}, {.stop = stop.get_token()}).Get().error().Code(), ErrorCode::kCancelled);
  }
}

}  // namespace
}  // namespace k8s::contract
