#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include "controller/config_map_controller.h"
#include "fakes/event.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace k8s {
namespace {

using namespace std::chrono_literals;
using corev1::ConfigMap;

class AsyncControllerTest : public fakes::ConfigMapController {};

// A coroutine that asks the server.
Future<Reconciled> Read(corev1::ConfigMapClient maps, fakes::Journal& journal, ObjectKey key, CallContext context) {
  Future<ConfigMap> reading = maps.GetAsync(key.name, GetOptions(), context);
  const Result<ConfigMap> map = co_await reading;
  if (!map) co_return map.error();
  journal.Note(key.name + "=" + map->data.at("v"));
  co_return Reconciled{};
}

TEST_F(AsyncControllerTest, ReconcilesWithACoroutine) {
  Create("a", {{"v", "1"}});
  const auto client = clients.CoreV1().ConfigMaps("default");
  Begin([&](ObjectKey key, CallContext context) { return Read(client, journal, std::move(key), std::move(context)); },
        Options());
  EXPECT_TRUE(journal.WaitFor("a=1"));
  Delete("a");
  EXPECT_TRUE(errors.WaitFor(1));
  EXPECT_TRUE(End());
}

TEST_F(AsyncControllerTest, HasManyUnderWayWithoutAThreadForEachButNoMoreThanItMay) {
  ControllerOptions options = Options();
  options.workers = 50;
  std::mutex mutex;
  std::map<std::string, Promise<Reconciled>> promises;
  Begin(
      [&](ObjectKey key, CallContext) {
        Promise<Reconciled> promise;
        Future<Reconciled> future = promise.GetFuture();
        std::lock_guard lock(mutex);
        promises.emplace(key.name, std::move(promise));
        return future;
      },
      options);
  for (int i = 0; i < 60; ++i) controller->Add({.namespace_ = "", .name = std::to_string(i)});
  const auto underWay = [&] {
    std::lock_guard lock(mutex);
    return promises.size();
  };
  while (underWay() < 50) std::this_thread::yield();
  EXPECT_EQ(controller->Status().queue.processing, 50U);
  EXPECT_EQ(controller->Status().queue.depth, 10U);
  EXPECT_EQ(underWay(), 50U);
  while (controller->Status().reconciled < 60) {
    std::map<std::string, Promise<Reconciled>> ending;
    {
      std::lock_guard lock(mutex);
      ending.swap(promises);
    }
    for (auto& [name, promise] : ending) promise.Set(Reconciled{});
    std::this_thread::yield();
  }
  EXPECT_TRUE(End());
}

TEST_F(AsyncControllerTest, WaitsForWhatIsUnderWayWhenItStops) {
  Create("a");
  Promise<Reconciled> promise;
  Future<Reconciled> future = promise.GetFuture();
  Begin(
      [&](ObjectKey, CallContext) {
        Future<Reconciled> taken = std::move(future);
        under.Set();
        return taken;
      },
      Options());
  ASSERT_TRUE(under.Wait());
  stop.request_stop();
  EXPECT_TRUE(controller->Status().running);
  promise.Set(Reconciled{});
  EXPECT_TRUE(End());
  EXPECT_EQ(controller->Status().reconciled, 1U);
}

TEST_F(AsyncControllerTest, ReportsExceptionsAndFuturesThatAreNone) {
  Create("a");
  Begin(
      [&](ObjectKey, CallContext) -> Future<Reconciled> {
        ++calls;
        if (calls == 1) throw std::runtime_error("oh");
        if (calls == 2) return Future<Reconciled>();
        return Future<Reconciled>(Reconciled{});
      },
      Options());
  ASSERT_TRUE(errors.WaitFor("default/a: an exception left the reconciliation of default/a: oh"));
  Pass(1s);
  ASSERT_TRUE(errors.WaitFor("default/a: a reconciliation that returned no valid Future"));
  Pass(2s);
  while (controller->Status().reconciled < 3) std::this_thread::yield();
  EXPECT_EQ(controller->Status().failed, 2U);
}

}  // namespace
}  // namespace k8s
