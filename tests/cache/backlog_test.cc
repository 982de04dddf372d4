#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/cache/backlog.h>

namespace k8s::internal {
namespace {

using testing::ElementsAre;
using Kind = Notification::Kind;

Stored Of(const std::string& name, std::string text) {
  return std::make_shared<const StoredObject>(ObjectKey{"", name}, ObjectVersion(),
                                              std::make_shared<const std::string>(std::move(text)));
}
std::string TextOf(const Stored& text) { return text ? *static_cast<const std::string*>(text->Object().get()) : "-"; }

Notification Add(const std::string& name, const std::string& after, bool initial = false) {
  return {.kind = Kind::kAdd, .after = Of(name, after), .inInitialList = initial};
}
Notification Update(const std::string& name, const std::string& before, const std::string& after) {
  return {.kind = Kind::kUpdate, .before = Of(name, before), .after = Of(name, after)};
}
Notification Delete(const std::string& name, const std::string& before, const std::string& last, bool unknown = false) {
  return {.kind = Kind::kDelete, .before = Of(name, before), .last = Of(name, last), .lastStateUnknown = unknown};
}
Notification Resync(const std::string& name, const std::string& state) {
  return {.kind = Kind::kResync, .before = Of(name, state), .after = Of(name, state)};
}

std::string WordsOf(const Notification& notification) {
  constexpr const char* kNames[] = {"add", "update", "resync", "delete"};
  return std::string(kNames[static_cast<int>(notification.kind)]) + " " + notification.Key().name + " " +
         TextOf(notification.before) + ">" + TextOf(notification.after ? notification.after : notification.last) +
         (notification.lastStateUnknown ? "?" : "");
}

std::vector<std::string> Drained(Backlog& backlog) {
  std::vector<std::string> words;
  while (std::optional<Notification> next = backlog.Pop()) words.push_back(WordsOf(*next));
  return words;
}

TEST(BacklogTest, TellsEverythingInItsOrderUpToItsBound) {
  Backlog backlog(10);
  for (auto& next : {Add("a", "1"), Add("b", "1"), Update("a", "1", "2"), Delete("a", "2", "3"), Add("a", "4")})
    backlog.Push(next);
  EXPECT_THAT(Drained(backlog), ElementsAre("add a ->1", "add b ->1", "update a 1>2", "delete a 2>3", "add a ->4"));
  EXPECT_EQ(backlog.Merged(), 0U);
}

TEST(BacklogTest, MergesTheOldestStateWithTheNewestBeyondItsBound) {
  Backlog backlog(2);
  backlog.Push(Update("a", "1", "2"));
  backlog.Push(Add("b", "1"));
  backlog.Push(Update("a", "2", "3"));
  backlog.Push(Update("b", "1", "2"));
  EXPECT_EQ(backlog.size(), 2U);
  EXPECT_EQ(backlog.Merged(), 2U);
  EXPECT_THAT(Drained(backlog), ElementsAre("update a 1>3", "add b ->2"));
}

TEST(BacklogTest, LeavesOutWhatCameAndWent) {
  Backlog backlog(1);
  backlog.Push(Add("a", "1", true));
  EXPECT_EQ(backlog.InitialSize(), 1U);
  backlog.Push(Delete("a", "1", "2"));
  EXPECT_EQ(backlog.size(), 0U);
  EXPECT_EQ(backlog.InitialSize(), 0U);
}

TEST(BacklogTest, MergesAnEndAndANewBeginningAsARelistWould) {
  Backlog backlog(1);
  backlog.Push(Delete("a", "1", "1", true));
  backlog.Push(Add("a", "2"));
  EXPECT_THAT(Drained(backlog), ElementsAre("update a 1>2"));
  backlog.Push(Update("a", "2", "3"));
  backlog.Push(Delete("a", "3", "4", true));
  EXPECT_THAT(Drained(backlog), ElementsAre("delete a 2>4?"));
}

TEST(BacklogTest, ResyncsOnlyWhatHasNothingPending) {
  Backlog backlog(10);
  backlog.Push(Update("a", "1", "2"));
  backlog.Push(Resync("a", "2"));
  backlog.Push(Resync("b", "1"));
  backlog.Push(Resync("b", "1"));
  EXPECT_THAT(Drained(backlog), ElementsAre("update a 1>2", "resync b 1>1"));
}

// Clearing a large table takes long, and a backlog is cleared whenever it was empty.
TEST(BacklogTest, CostsAnIdleHandlerNoMoreForAResyncThatWasLong) {
  Backlog backlog(10);
  for (int i = 0; i < 10'000; ++i) backlog.Push(Resync(std::to_string(i), "1"));
  EXPECT_GE(backlog.Slots(), 10'000U);
  while (backlog.Pop()) continue;
  backlog.Push(Update("a", "1", "2"));
  EXPECT_LE(backlog.Slots(), 16U);
}

TEST(BacklogTest, MergesIntoWhatCameWhileAllWasNew) {
  Backlog backlog(1);
  for (const char* name : {"a", "b", "c"}) backlog.Push(Add(name, "1", true));
  ASSERT_TRUE(backlog.Pop());
  backlog.Push(Update("a", "1", "2"));  // of an object that the handler has heard of meanwhile
  backlog.Push(Update("b", "1", "2"));
  backlog.Push(Delete("c", "1", "2"));
  EXPECT_EQ(backlog.InitialSize(), 1U);
  EXPECT_THAT(Drained(backlog), ElementsAre("add b ->2", "update a 1>2"));
}

TEST(BacklogTest, TakesAnObjectUpAgainThatWasPopped) {
  Backlog backlog(1);
  backlog.Push(Add("a", "1"));
  ASSERT_TRUE(backlog.Pop());
  backlog.Push(Delete("a", "1", "2"));
  EXPECT_THAT(Drained(backlog), ElementsAre("delete a 1>2"));
}

TEST(BacklogTest, LeadsAnySlowHandlerToTheTruthWithinItsBound) {
  constexpr std::size_t kBound = 8;
  constexpr std::size_t kObjects = 20;
  std::mt19937 random(11);
  Backlog backlog(kBound);
  std::map<std::string, int> truth;
  std::map<std::string, std::string> heard;
  const auto hear = [&](const Notification& next) {
    const bool known = heard.contains(next.Key().name);
    ASSERT_EQ(known, next.kind != Kind::kAdd) << WordsOf(next);
    if (known) {
      ASSERT_EQ(heard[next.Key().name], TextOf(next.before)) << WordsOf(next);
    }
    if (next.kind == Kind::kDelete) {
      heard.erase(next.Key().name);
      return;
    }
    heard[next.Key().name] = TextOf(next.after);
  };
  for (int step = 1; step < 20'000; ++step) {
    const std::string name = std::to_string(random() % kObjects);
    const auto present = truth.find(name);
    if (present == truth.end()) {
      backlog.Push(Add(name, std::to_string(step)));
      truth[name] = step;
    } else if (random() % 4 == 0) {
      backlog.Push(Delete(name, std::to_string(present->second), std::to_string(step)));
      truth.erase(present);
    } else {
      backlog.Push(Update(name, std::to_string(present->second), std::to_string(step)));
      present->second = step;
    }
    ASSERT_LE(backlog.size(), kBound + kObjects);
    if (random() % 3 == 0) {
      if (auto next = backlog.Pop()) hear(*next);
    }
  }
  while (auto next = backlog.Pop()) hear(*next);
  std::map<std::string, std::string> expected;
  for (const auto& [name, state] : truth) expected[name] = std::to_string(state);
  EXPECT_EQ(heard, expected);
  EXPECT_GT(backlog.Merged(), 0U);
}

}  // namespace
}  // namespace k8s::internal
