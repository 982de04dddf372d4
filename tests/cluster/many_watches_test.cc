#include <filesystem>
#include <string>
#include <vector>

#include "cluster/cluster.h"
#include <sys/socket.h>

#include <k8s/client/core/v1/config_maps.h>

// Watches share connections, and no more of them than the server takes on one.
namespace k8s::test {
namespace {

namespace fs = std::filesystem;

using ManyWatchesTest = ClusterTest;

/// The connections of this process; libcurl also has sockets to wake itself.
int Connections() {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const bool connected = getpeername(std::stoi(entry.path().filename()), reinterpret_cast<sockaddr*>(&peer), &size) == 0;
    if (connected && peer.ss_family != AF_UNIX) ++count;
  }
  return count;
}

TEST_F(ManyWatchesTest, ShareAFewConnectionsAndAllSeeAChange) {
  constexpr int kWatches = 300;
  constexpr int kMostConnections = kWatches / 90 + 1;
  const auto configMaps = Clients().CoreV1().ConfigMaps(Namespace());
  ASSERT_TRUE(configMaps.List({}, Soon()));
  const int before = Connections();

  const CallContext soon = Soon();
  const ListOptions named{.fieldSelector = "metadata.name=seen-by-all"};
  std::vector<Future<WatchStream<corev1::ConfigMap>>> opening;
  for (int i = 0; i < kWatches; ++i) opening.push_back(configMaps.WatchAsync(named, soon));
  std::vector<WatchStream<corev1::ConfigMap>> watches;
  for (auto& each : opening) watches.push_back(each.Get().value());
  EXPECT_LE(Connections() - before, kMostConnections);

  corev1::ConfigMap map;
  map.metadata.name = "seen-by-all";
  ASSERT_TRUE(configMaps.Create(map, {}, Soon()));
  for (auto& watch : watches) {
    const auto event = watch.Next().value();
    ASSERT_TRUE(event);
    EXPECT_EQ(event->object.metadata.name, "seen-by-all");
  }
}

TEST_F(ManyWatchesTest, MakeRoomForThoseThatFollow) {
  const auto configMaps = Clients().CoreV1().ConfigMaps(Namespace());
  ASSERT_TRUE(configMaps.List({}, Soon()));
  const int before = Connections();
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(configMaps.Watch({}, Soon())) << i;
  EXPECT_LE(Connections() - before, 1) << "one after the other";
}

}  // namespace
}  // namespace k8s::test
