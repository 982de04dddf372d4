#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "controller/journal.h"
#include "fakes/event.h"
#include "fakes/manual_clock.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <k8s/client/core/v1/config_maps.h>
#include <k8s/clientset.h>
#include <k8s/controller/controller.h>
#include <k8s/informers/core/v1/config_maps.h>
#include <k8s/testkit/api_server.h>

namespace k8s::fakes {

/// A controller of config maps over an API server in the memory of this process, with a clock that the test turns.
class ConfigMapController : public testing::Test {
 protected:
  using ConfigMap = corev1::ConfigMap;

  ~ConfigMapController() override { EXPECT_TRUE(End() || wants_failure); }

  ControllerOptions Options() {
    ControllerOptions options;
    options.clock = clock;
    options.rateLimiter = std::make_shared<ExponentialItemRateLimiter<ObjectKey>>(std::chrono::seconds(1));
    options.onError = [this](const ObjectKey& key, const Error& error) {
      errors.Note(key.ToString() + ": " + error.Message());
    };
    return options;
  }

  // Watches config maps with it, and runs it on a thread of its own.
  template <class Reconcile>
  void Begin(Reconcile reconcile, ControllerOptions options) {
    controller.emplace(std::move(reconcile), std::move(options));
    controller->Watch(maps);
    Run();
  }
  void Run() {
    thread = std::thread([this] { ended = controller->Run(CallContext{.stop = stop.get_token()}); });
  }
  // What Run() returned.
  Result<void> End() {
    stop.request_stop();
    if (thread.joinable()) thread.join();
    return ended;
  }

  void Create(const std::string& name, std::map<std::string, std::string> data = {}) {
    ConfigMap map;
    map.metadata.name = name;
    map.data = std::move(data);
    ASSERT_TRUE(clients.CoreV1().ConfigMaps("default").Create(map));
  }
  void Change(const std::string& name, const std::string& value) {
    const auto changed = clients.CoreV1().ConfigMaps("default").Patch(name, MergePatch(R"({"data":{"v":")" + value + R"("}})"));
    ASSERT_TRUE(changed) << changed.error().ToString();
  }
  void Delete(const std::string& name) { ASSERT_TRUE(clients.CoreV1().ConfigMaps("default").Delete(name)); }

  // Waits until the queue has so many delayed items, then lets the time pass.
  void Pass(std::chrono::milliseconds time) {
    while (controller->Status().queue.delayed == 0) std::this_thread::yield();
    clock->Advance(time);
  }

  testkit::ApiServer server;
  Clientset clients = *Clientset::Create(server.InMemoryTransport());
  InformerFactory informers{clients};
  corev1::ConfigMapInformer maps = informers.CoreV1().ConfigMaps();
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Journal journal;  // of reconciliations
  Journal errors;
  std::stop_source stop;
  std::optional<Controller> controller;
  std::thread thread;
  Result<void> ended;
  bool wants_failure = false;
  // What reconciliations use, so that it outlives them.
  std::atomic<int> calls = 0;
  Event under;
  Event goOn;
};

}  // namespace k8s::fakes
