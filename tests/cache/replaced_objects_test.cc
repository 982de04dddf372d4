#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "cache/manual_executor.h"
#include "fakes/manual_clock.h"
#include <gtest/gtest.h>

#include <k8s/api/core/v1/config_map.h>
#include <k8s/cache/mirror.h>
#include <k8s/cache/replaced_objects.h>

namespace k8s::internal {
namespace {

using Watched = std::weak_ptr<const StoredObject>;

Stored StateOf(const std::string& name, const std::string& version, std::size_t bytes = 100) {
  return std::make_shared<const StoredObject>(ObjectKey{"a", name}, ObjectVersion{version},
                                              std::make_shared<const corev1::ConfigMap>(), bytes);
}

TEST(ReplacedObjectsTest, EndWhenNobodyElseHoldsThem) {
  ReplacedObjects replaced;
  Stored held = StateOf("web", "1");
  const Watched watched = held;
  replaced.Add(held);
  replaced.Add(nullptr);
  EXPECT_EQ(replaced.size(), 1U);
  held.reset();
  EXPECT_FALSE(watched.expired());
  replaced.LetGo();
  EXPECT_TRUE(watched.expired());
}

TEST(ReplacedObjectsTest, EndAtOnceWhenNobodyElseEverHeldThem) {
  ReplacedObjects replaced;
  replaced.Add(StateOf("web", "1"));
  EXPECT_EQ(replaced.size(), 0U);
}

TEST(ReplacedObjectsTest, AreNotMoreThanSoMany) {
  ReplacedObjects replaced;
  const Stored held = StateOf("web", "1");
  for (std::size_t i = 0; i < ReplacedObjects::kMost + 1; ++i) replaced.Add(held);
  EXPECT_EQ(replaced.size(), ReplacedObjects::kMost);
}

TEST(ReplacedObjectsTest, AreNotMoreThanSoManyBytes) {
  ReplacedObjects replaced;
  const Stored held = StateOf("web", "1", ReplacedObjects::kMostBytes / 2);
  for (int i = 0; i < 3; ++i) replaced.Add(held);
  EXPECT_EQ(replaced.size(), 2U);
  replaced.Add(StateOf("large", "1", ReplacedObjects::kMostBytes + 1));
  EXPECT_EQ(replaced.size(), 0U);
  replaced.Add(held);
  EXPECT_EQ(replaced.size(), 1U);
}

TEST(MirrorTest, EndsWhatItReplacedItselfWhenHandlersHaveHeardOfIt) {
  Mirror mirror(std::make_shared<StoreCore>(*ObjectKind::Of(corev1::ConfigMap::kResource)));
  const auto executor = std::make_shared<fakes::ManualExecutor>();
  int heard = 0;
  const auto listener = std::make_shared<Listener>([&](const Notification&) { ++heard; }, executor, 1024, [](const Error&) {},
                                                   HandlerWatch{std::make_shared<fakes::ManualClock>(), executor});
  mirror.AddListener(listener);
  Stored first = StateOf("web", "1");
  const Watched watched = first;
  mirror.Put(std::move(first), "1");
  mirror.Put(StateOf("web", "2"), "2");
  mirror.Rest();
  executor->RunAll();
  EXPECT_EQ(heard, 2);
  EXPECT_FALSE(watched.expired());
  mirror.Rest();
  EXPECT_TRUE(watched.expired());
  listener->Close();
}

}  // namespace
}  // namespace k8s::internal
