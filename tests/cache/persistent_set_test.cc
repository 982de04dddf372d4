#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <k8s/cache/persistent_set.h>

namespace k8s::internal {
namespace {

struct Entry {
  int key = 0;
  int value = 0;
};
using Set = PersistentSet<Entry>;

Set::Record Of(int key, int value = 0) { return std::make_shared<const Entry>(Entry{key, value}); }

std::map<int, int> ContentOf(const Set& set) {
  std::map<int, int> content;
  int last = -1;
  set.ForEach([&](const Set::Record& record) {
    EXPECT_LT(last, record->key) << "out of order";
    last = record->key;
    content[record->key] = record->value;
  });
  EXPECT_EQ(content.size(), set.size());
  return content;
}

TEST(PersistentSetTest, HoldsWhatAMapHoldsThroughAnyChanges) {
  std::mt19937 random(7);
  Set set;
  std::map<int, int> truth;
  for (int step = 0; step < 20'000; ++step) {
    const int key = static_cast<int>(random() % 500);
    if (random() % 2 == 0) {
      set = set.With(Of(key, step));
      truth[key] = step;
    } else {
      set = set.Without(key);
      truth.erase(key);
    }
    ASSERT_EQ(set.size(), truth.size());
  }
  EXPECT_EQ(ContentOf(set), truth);
}

TEST(PersistentSetTest, LeavesTheSetBeforeAChangeAsItIs) {
  const Set before = Set().With(Of(1, 10)).With(Of(2, 20));
  const Set changed = before.With(Of(2, 21)).Without(1);
  EXPECT_EQ(ContentOf(before), (std::map<int, int>{{1, 10}, {2, 20}}));
  EXPECT_EQ(ContentOf(changed), (std::map<int, int>{{2, 21}}));
}

TEST(PersistentSetTest, IsMadeOfSortedRecords) {
  std::vector<Set::Record> records;
  for (int key = 0; key < 1000; ++key) records.push_back(Of(key, key));
  const Set set = Set::OfSorted(records);
  EXPECT_EQ(set.size(), 1000U);
  for (int key = 0; key < 1000; ++key) ASSERT_EQ(set.Find(key)->value, key);
  EXPECT_EQ(set.Find(1000), nullptr);
}

TEST(PersistentSetTest, VisitsFromAKeyUntilTold) {
  Set set;
  for (int key = 0; key < 100; key += 2) set = set.With(Of(key));
  std::vector<int> seen;
  set.VisitFrom(31, [&](const Set::Record& record) {
    if (record->key > 36) return false;
    seen.push_back(record->key);
    return true;
  });
  EXPECT_EQ(seen, (std::vector<int>{32, 34, 36}));
}

// A list that is filled in order is the worst case of a tree without balance: this would take minutes, or the stack.
TEST(PersistentSetTest, StaysBalancedWhenFilledAndEmptiedInOrder) {
  constexpr int kRecords = 20'000;
  Set set;
  for (int key = 0; key < kRecords; ++key) set = set.With(Of(key));
  EXPECT_EQ(set.size(), static_cast<std::size_t>(kRecords));
  for (int key = 0; key < kRecords; ++key) set = set.Without(key);
  EXPECT_TRUE(set.empty());
}

}  // namespace
}  // namespace k8s::internal
