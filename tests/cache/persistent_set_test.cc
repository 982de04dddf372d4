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

TEST(PersistentSetTest, ReplacesARangeWhateverIsAroundIt) {
  std::mt19937 random(8);
  Set set;
  std::map<int, int> truth;
  for (int step = 0; step < 3000; ++step) {
    const int from = static_cast<int>(random() % 500);
    const int to = from + static_cast<int>(random() % 60);
    std::vector<Set::Record> records;
    for (int key = from; key < to; ++key) {
      if (random() % 3 != 0) records.push_back(Of(key, step));
    }
    set = set.WithRange(from, to, records);
    truth.erase(truth.lower_bound(from), truth.lower_bound(to));
    for (const Set::Record& record : records) truth[record->key] = record->value;
    ASSERT_EQ(set.size(), truth.size());
  }
  EXPECT_EQ(ContentOf(set), truth);
  EXPECT_TRUE(set.WithRange(0, 1000, {}).empty());
}

// Counts what a look for one record compares: a tree that lost its balance compares more.
struct Counted {
  int value = 0;
  static inline int comparisons = 0;
  friend bool operator<(const Counted& a, const Counted& b) {
    ++comparisons;
    return a.value < b.value;
  }
};
struct CountedEntry {
  Counted key;
};

TEST(PersistentSetTest, StaysBalancedWhenRangesAreReplaced) {
  constexpr int kRanges = 4096;
  PersistentSet<CountedEntry> set;
  for (int range = 0; range < kRanges; ++range) {
    const std::vector<PersistentSet<CountedEntry>::Record> records{
        std::make_shared<const CountedEntry>(CountedEntry{{2 * range}}),
        std::make_shared<const CountedEntry>(CountedEntry{{2 * range + 1}})};
    set = set.WithRange({2 * range}, {2 * range + 2}, records);
  }
  for (int range = 0; range < kRanges; range += 3) set = set.WithRange({2 * range}, {2 * range + 2}, {});
  int most = 0;
  for (int key = 0; key < 2 * kRanges; ++key) {
    Counted::comparisons = 0;
    set.Find({key});
    most = std::max(most, Counted::comparisons);
  }
  EXPECT_LE(most, 2 * 26) << "two comparisons a level; the tree may be twice as deep as one without a gap";
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
