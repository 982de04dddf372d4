#include <cstddef>
#include <string>

#include <gtest/gtest.h>

#include <k8s/codec/refill.h>

namespace k8s::codec {
namespace {

constexpr std::size_t kBurst = std::size_t{1} << 20;

TEST(RefillTest, TakesWhatWasUsedAndAppends) {
  std::string buffer = "usedleft";
  Refill(buffer, 4, "more");
  EXPECT_EQ(buffer, "leftmore");
  Refill(buffer, 8, "");
  EXPECT_EQ(buffer, "");
}

TEST(RefillTest, GivesTheRoomOfABurstBackAndKeepsWhatIsLeft) {
  std::string buffer = std::string(kBurst, 'x') + "left";
  Refill(buffer, kBurst, "more");
  EXPECT_EQ(buffer, "leftmore");
  EXPECT_LT(buffer.capacity(), kBurst / 8);
}

TEST(RefillTest, KeepsTheRoomWhileTheBurstLasts) {
  std::string buffer(kBurst, 'x');
  const std::size_t room = buffer.capacity();
  Refill(buffer, kBurst, std::string(kBurst / 2, 'y'));
  EXPECT_EQ(buffer.capacity(), room);
  EXPECT_EQ(buffer, std::string(kBurst / 2, 'y'));
}

// Else it would be made and given back in turn.
TEST(RefillTest, KeepsRoomThatIsNotMuch) {
  std::string buffer(kBurst / 8, 'x');
  const std::size_t room = buffer.capacity();
  Refill(buffer, kBurst / 8, "y");
  EXPECT_EQ(buffer.capacity(), room);
}

}  // namespace
}  // namespace k8s::codec
