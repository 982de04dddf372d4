#include <chrono>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "cluster/cluster.h"
#include <gtest/gtest.h>

#include <k8s/base/future.h>
#include <k8s/client/core/v1/config_maps.h>

// Futures, coroutines, watches and pages; and what ends a wait.
namespace k8s::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

class WaitingTest : public ClusterTest {
 protected:
  corev1::ConfigMapClient ConfigMaps() const { return Clients().CoreV1().ConfigMaps(Namespace()); }

  corev1::ConfigMap Create(const std::string& name) const {
    corev1::ConfigMap map;
    map.metadata.name = name;
    return ConfigMaps().Create(map, {}, Soon()).value();
  }

  // Controllers put one of their own into every namespace.
  static ListOptions Mine() { return {.fieldSelector = "metadata.name!=kube-root-ca.crt"}; }
};

// Within 50 ms on a machine that has nothing else to do.
constexpr milliseconds kAtOnce{2000};

TEST_F(WaitingTest, AWatchEndsAtOnceWhenStopped) {
  std::stop_source stop;
  auto watch = ConfigMaps().Watch(Mine(), {.stop = stop.get_token()}).value();
  auto next = watch.NextAsync();
  const auto before = steady_clock::now();
  stop.request_stop();
  const auto event = next.Get(Soon());
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().Code(), ErrorCode::kCancelled);
  EXPECT_LT(steady_clock::now() - before, kAtOnce);
}

TEST_F(WaitingTest, AWatchEndsAtItsDeadline) {
  auto watch = ConfigMaps().Watch(Mine(), CallContext::Within(milliseconds(200)));
  const Error late = watch ? watch->Next().error() : watch.error();  // a busy machine may not even have opened it
  EXPECT_EQ(late.Code(), ErrorCode::kDeadlineExceeded);
}

TEST_F(WaitingTest, AWatchEndsWhenTheServerEndsIt) {
  ListOptions brief = Mine();
  brief.timeoutSeconds = 1;
  auto watch = ConfigMaps().Watch(brief, Soon()).value();
  EXPECT_FALSE(watch.Next().value().has_value());
}

TEST_F(WaitingTest, ADestroyedWatchCancelsItsRead) {
  auto watch = std::make_unique<WatchStream<corev1::ConfigMap>>(ConfigMaps().Watch(Mine(), Soon()).value());
  auto next = watch->NextAsync();
  watch.reset();
  const auto event = next.Get(Soon());
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().Code(), ErrorCode::kCancelled);
}

TEST_F(WaitingTest, ACallWhoseDeadlineHasPassedIsNotMade) {
  const auto late = ConfigMaps().List({}, {.deadline = steady_clock::now()});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().Code(), ErrorCode::kDeadlineExceeded);
}

TEST_F(WaitingTest, AWatchThatIsOpenedLaterSeesTheSameEvents) {
  auto watch = ConfigMaps().WatchAsync(Mine(), Soon()).Get().value();
  auto next = watch.NextAsync();
  Create("sample");
  const auto event = next.Get(Soon()).value();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->type, WatchEventType::kAdded);
  EXPECT_EQ(event->object.metadata.name, "sample");
}

TEST_F(WaitingTest, InitialEventsEndWithABookmark) {
  Create("sample");
  ListOptions options = Mine();
  options.resourceVersionMatch = "NotOlderThan";
  options.sendInitialEvents = true;
  options.allowWatchBookmarks = true;
  auto watch = ConfigMaps().Watch(options, Soon()).value();
  EXPECT_EQ(watch.Next().value()->object.metadata.name, "sample");
  const auto end = watch.Next().value();
  EXPECT_EQ(end->type, WatchEventType::kBookmark);
  EXPECT_EQ(end->object.metadata.annotations.at("k8s.io/initial-events-end"), "true");
}

TEST_F(WaitingTest, PagesMakeUpTheWholeList) {
  for (const char* name : {"a", "b", "c"}) Create(name);
  ListOptions page = Mine();
  page.limit = 2;
  std::set<std::string> names;
  int pages = 0;
  do {
    const auto list = ConfigMaps().List(page, Soon()).value();
    for (const auto& map : list.items) names.insert(map.metadata.name);
    page.continue_ = list.metadata.continue_;
    ++pages;
  } while (!page.continue_.empty());
  EXPECT_EQ(names, (std::set<std::string>{"a", "b", "c"}));
  EXPECT_GE(pages, 2);
}

// A call and its `co_await` stand in two statements, because g++ 12 destroys the temporary options of a call twice if they are
// made in the expression that is awaited.
Future<std::string> CreateThenDelete(corev1::ConfigMapClient maps, CallContext context) {
  corev1::ConfigMap map;
  map.metadata.name = "brief";
  auto creating = maps.CreateAsync(map, {}, context);
  if (const auto created = co_await creating; !created) co_return created.error();
  auto reading = maps.GetAsync("brief", {}, context);
  if (const auto read = co_await reading; !read) co_return read.error();
  auto deleting = maps.DeleteAsync("brief", {}, context);
  if (const auto gone = co_await deleting; !gone) co_return gone.error();
  auto missing = maps.GetAsync("brief", {}, context);
  const auto found = co_await missing;
  co_return found ? "still there" : found.error().Reason();
}

TEST_F(WaitingTest, ACoroutineCallsOneVerbAfterTheOther) {
  EXPECT_EQ(CreateThenDelete(ConfigMaps(), Soon()).Get(Soon()).value(), "NotFound");
}

TEST_F(WaitingTest, ManyCallsAreUnderWayAtOnce) {
  constexpr int kCalls = 50;
  std::vector<Future<corev1::ConfigMap>> calls;
  for (int i = 0; i < kCalls; ++i) {
    corev1::ConfigMap map;
    map.metadata.name = "map-" + std::to_string(i);
    calls.push_back(ConfigMaps().CreateAsync(map, {}, Soon()));
  }
  for (auto& call : calls) call.Get(Soon()).value();
  EXPECT_EQ(ConfigMaps().List(Mine(), Soon()).value().items.size(), std::size_t{kCalls});
  ConfigMaps().DeleteCollectionAsync({}, Mine(), Soon()).Get(Soon()).value();
  EXPECT_TRUE(ConfigMaps().List(Mine(), Soon()).value().items.empty());
}

}  // namespace
}  // namespace k8s::test
