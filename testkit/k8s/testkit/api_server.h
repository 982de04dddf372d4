#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include <k8s/base/result.h>
#include <k8s/codec/resource.h>

namespace k8s {
struct Config;
class Transport;
}  // namespace k8s

namespace k8s::testkit {

struct ApiServerOptions {
  /// What is served; it must outlive the server. Empty: every resource that this build of the library knows.
  std::span<const codec::ApiResource* const> resources = {};
  /// The port on the loopback; 0: one that is free.
  std::uint16_t port = 0;
  /// So many changes of each resource are remembered. A watch that starts before them, or falls behind them, gets a 410.
  std::size_t watchHistory = 4096;
  /// How often a watch that allows bookmarks gets one.
  std::chrono::milliseconds bookmarkInterval = std::chrono::minutes(1);
  /// What creationTimestamp, the ends of watches and bookmarks go by. Null: the system's clock.
  std::function<std::chrono::system_clock::time_point()> clock = {};
};

/// A Kubernetes API server inside the process, for tests that need no cluster. It stores objects of all kinds, with
/// resourceVersions, conflicts, selectors, finalizers and watches, and answers in the words of the real one. Nothing but the
/// API is there: no controller, no scheduler, no authentication. The log of a pod is the text of its annotation `testkit/log`.
///
/// ```
/// k8s::testkit::ApiServer server;
/// auto clients = k8s::Clientset::Create(server.ClientConfig());      // real HTTP on the loopback
/// auto local = k8s::Clientset::Create(server.InMemoryTransport());   // the same server, no socket
/// ```
///
/// Sockets are opened by the first member that needs them. The destructor ends all watches, closes all connections and joins
/// its thread.
///
/// Thread safety: all members, from any thread.
class ApiServer {
 public:
  explicit ApiServer(ApiServerOptions options = {});
  ~ApiServer();
  ApiServer(const ApiServer&) = delete;
  ApiServer& operator=(const ApiServer&) = delete;

  /// Opens the port, unless it is open. Url(), ClientConfig() and Kubeconfig() do so by themselves; this one tells whether it
  /// worked. kUnavailable: the port is taken, or there is no loopback.
  Result<void> Listen() const;

  /// "http://127.0.0.1:40123"; empty if Listen() fails.
  std::string Url() const;

  /// For clients in C++. Without a server, so that no client can be made of it, if Listen() fails.
  Config ClientConfig() const;

  /// The text of a kubeconfig file, for kubectl.
  std::string Kubeconfig() const;

  /// Forgets what happened up to now, as the real server does after five minutes: who lists a page, or watches, from an
  /// earlier version gets a 410. Watches that were told everything go on.
  void Compact();

  /// A transport to this server that needs no socket. It may outlive the server; then its calls are answered by 503.
  std::shared_ptr<Transport> InMemoryTransport() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace k8s::testkit
