#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <k8s/base/box.h>

namespace k8s {
namespace {

struct Node {
  int value = 0;
  Box<Node> next;  // a Box of the type that is being defined

  friend bool operator==(const Node& a, const Node& b) { return a.value == b.value && a.next == b.next; }
};

TEST(BoxTest, IsAbsentUntilItIsEnsured) {
  Box<Node> box;
  EXPECT_FALSE(box);
  box.Ensure().value = 4;
  ASSERT_TRUE(box);
  EXPECT_EQ(box->value, 4);
  EXPECT_EQ(box.Ensure().value, 4);
}

TEST(BoxTest, ThrowsWhenAnAbsentValueIsRead) {
  Box<std::string> box;
  EXPECT_THROW(static_cast<void>(box->size()), BadAccess);
  EXPECT_THROW(*box, BadAccess);
  EXPECT_THROW(box.value(), BadAccess);
  EXPECT_EQ(box.value_or("none"), "none");
}

TEST(BoxTest, CopiesDeep) {
  Box<Node> original;
  original.Ensure().next.Ensure().value = 1;
  Box<Node> copy = original;
  copy->next->value = 2;
  EXPECT_EQ(original->next->value, 1);
}

TEST(BoxTest, ComparesByValue) {
  Box<Node> a;
  Box<Node> b;
  EXPECT_EQ(a, b);
  a.Ensure();
  EXPECT_FALSE(a == b);
  b.Ensure();
  EXPECT_EQ(a, b);
  b->next.Ensure();
  EXPECT_FALSE(a == b);
}

TEST(BoxTest, LeavesAnAbsentBoxBehindWhenItIsMoved) {
  Box<std::string> from = std::string("text");
  Box<std::string> to = std::move(from);
  EXPECT_FALSE(from);  // NOLINT(bugprone-use-after-move): it is what the test is about
  EXPECT_EQ(*to, "text");
}

TEST(BoxTest, SurvivesAssignmentToItself) {
  Box<std::string> box = std::string("text");
  Box<std::string>& same = box;
  box = same;
  EXPECT_EQ(*box, "text");
}

TEST(BoxTest, TakesTheRoomOfAPointer) { EXPECT_EQ(sizeof(Box<Node>), sizeof(void*)); }

TEST(BoxTest, IsAbsentAgainAfterNullopt) {
  Box<std::string> box = std::string("text");
  box = std::nullopt;
  EXPECT_EQ(box, std::nullopt);
}

}  // namespace
}  // namespace k8s
