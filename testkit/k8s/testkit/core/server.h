#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <k8s/testkit/core/catalog.h>
#include <k8s/testkit/core/clock.h>
#include <k8s/testkit/core/custom/definitions.h>
#include <k8s/testkit/core/garbage.h>
#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/core/names.h>
#include <k8s/testkit/core/namespaces.h>
#include <k8s/testkit/core/openapi_documents.h>
#include <k8s/testkit/core/shared_state.h>
#include <k8s/testkit/core/stream.h>
#include <k8s/testkit/core/writes.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::core {

struct ServerOptions {
  std::span<const codec::ApiResource* const> resources;
  Clock clock;
  Clock watchClock = {};   ///< what the ends of watches and their bookmarks go by; null: `clock`
  std::uint64_t seed = 0;  ///< of uids and generated names
  std::size_t watchHistory = 4096;
  std::chrono::nanoseconds bookmarkInterval = std::chrono::minutes(1);
  bool collectGarbage = true;     ///< delete what deleted objects own, or release it, as they say
  bool gracefulDeletion = false;  ///< keep deleted pods that run until somebody deletes them with a grace of 0
};

/// The API server without thread and socket: a request goes in, an answer comes out.
///
/// Thread safety: all members, from any thread. Watches that wait are woken on the thread that calls Handle() or Close(),
/// before it returns.
class Server final : public Handler {
 public:
  explicit Server(ServerOptions options);

  Answer Handle(const Request& request);
  void Handle(const Request& request, Respond respond) override { respond(Handle(request)); }

  /// One of several objects that cannot be restored, and why.
  struct Refusal {
    std::size_t index;
    Failure failure;
  };
  /// Puts objects there as they are, in JSON with kind and apiVersion: namespaces and definitions first, the others in their
  /// order. Stops at the first that it refuses.
  std::optional<Refusal> Restore(std::span<const std::string> objects);
  /// All objects, in JSON with kind and apiVersion.
  std::vector<std::string> Save();

  /// Forgets what happened up to now: who lists or watches from an earlier version gets a 410.
  void Compact();

  /// Ends all watches. From now on, every request is answered by 503.
  void Close();

 private:
  Outcome<Answer> Dispatch(const Request& request);
  void CreateNamespaces();
  void RunControllers();
  std::optional<Refusal> RestoreAll(std::span<const std::string> objects);

  std::shared_ptr<SharedState> state_;
  OpenApiDocuments open_api_;  ///< guarded by the lock of the state
  NameSource names_;
  Writes writes_;
  Definitions definitions_;
  Namespaces namespaces_;
  Garbage garbage_;
  std::chrono::nanoseconds bookmark_interval_;
};

}  // namespace k8s::testkit::core
