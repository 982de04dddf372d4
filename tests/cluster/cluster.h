#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "oracle/rapidjson.h"
#include <gtest/gtest.h>

#include <k8s/client/core/v1/namespaces.h>
#include <k8s/clientset.h>

namespace k8s::test {

/// The form in which objects travel in this run: each test runs once with protobuf, and once with JSON, where the environment
/// variable CLIENT_CPP_TESTBED_JSON is set.
ContentType FormOfTests();

/// A `fieldValidation`: the server sees unknown fields in JSON only, and with one, no object is sent as protobuf.
std::string StrictIfJson();

/// A test on a real API server, in a namespace of its own. The server is the one of the environment variable
/// CLIENT_CPP_TESTBED_KUBECONFIG, which `tools/testbed run` sets; without it the test is skipped, or fails where CI runs it.
class ClusterTest : public testing::Test {
 protected:
  /// No wait of a test is longer.
  static CallContext Soon() { return CallContext::Within(std::chrono::seconds(60)); }

  void SetUp() override;
  void TearDown() override;

  /// The clients of an administrator.
  const Clientset& Clients() const { return *clients_; }
  /// How a context of the kubeconfig reaches the server: "admin", "admin-cert", "nobody".
  static Config ConfigOf(const std::string& context);

  /// The namespace of this test, which also makes names unique in the cluster.
  const std::string& Namespace() const { return namespace_; }
  /// `prefix` and the name of the namespace.
  std::string Unique(std::string_view prefix) const { return std::string(prefix) + "-" + namespace_; }

  /// What the server has at a path, as it sends it.
  k8s_rapidjson::Document ReadRaw(const std::string& path) const;

 private:
  std::optional<Clientset> clients_;
  std::string namespace_;
};

/// Watches an object until `isSo(object)`, and returns it as it is then; throws BadAccess if that does not come to pass.
template <class Client, class Condition>
typename Client::Object Await(const Client& client, const std::string& name, Condition isSo, const CallContext& context) {
  auto watch = client.Watch({.fieldSelector = "metadata.name=" + name}, context).value();
  for (;;) {
    auto event = watch.Next().value();
    if (!event) throw BadAccess("the watch of " + name + " has ended");
    if (event->type != WatchEventType::kDeleted && isSo(event->object)) return std::move(event->object);
  }
}

/// Watches a collection until no object is left that the selection selects.
template <class Client>
void AwaitNone(const Client& client, const ListOptions& selection, const CallContext& context) {
  auto list = client.List(selection, context).value();
  ListOptions changes = selection;
  changes.resourceVersion = list.metadata.resourceVersion;
  auto watch = client.Watch(changes, context).value();
  for (std::size_t left = list.items.size(); left > 0;) {
    const auto event = watch.Next().value();
    if (!event) throw BadAccess("the watch has ended");
    if (event->type == WatchEventType::kAdded) ++left;
    if (event->type == WatchEventType::kDeleted) --left;
  }
}

}  // namespace k8s::test
