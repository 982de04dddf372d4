#include <chrono>
#include <functional>
#include <memory>

#include "fakes/event.h"
#include <gtest/gtest.h>

#include <k8s/transport/curl/loop.h>

namespace k8s::curl {
namespace {

TEST(LoopTest, ATaskThatIsPostedAgainAndAgainHoldsUpNoAlarm) {
  const std::shared_ptr<Loop> loop = Loop::Make().value();
  fakes::Event ended;
  bool rang = false;
  int turns = 0;
  std::function<void()> again = [&] {
    ++turns;
    if (rang || turns == 1'000'000) return ended.Set();
    loop->Post([&] { again(); });
  };
  loop->Post([&] {
    loop->GetAlarms().Set(std::chrono::steady_clock::now(), [&] { rang = true; });
    again();
  });
  EXPECT_TRUE(ended.Wait(std::chrono::minutes(1)));
  loop->Stop();
  EXPECT_TRUE(rang);
}

}  // namespace
}  // namespace k8s::curl
