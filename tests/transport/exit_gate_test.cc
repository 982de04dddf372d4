#include <thread>

#include "fakes/event.h"
#include <gtest/gtest.h>

#include <k8s/transport/exit_gate.h>

namespace k8s::internal {
namespace {

TEST(ExitGateTest, LetsInWhoeverComesBeforeItsEnd) {
  ExitGate gate;
  EXPECT_TRUE(gate.Enter());
  EXPECT_FALSE(gate.IsClosed());
  gate.Close();
  EXPECT_FALSE(gate.Enter());
  EXPECT_TRUE(gate.IsClosed());
}

TEST(ExitGateTest, EndsNotUnderWhoIsInside) {
  ExitGate gate;
  fakes::Event inside;
  bool isOut = false;  // only the gate orders its two uses
  std::jthread user([&] {
    const auto entered = gate.Enter();
    inside.Set();
    std::this_thread::yield();
    isOut = true;
  });
  ASSERT_TRUE(inside.Wait());
  gate.Close();
  EXPECT_TRUE(isOut);
}

}  // namespace
}  // namespace k8s::internal
