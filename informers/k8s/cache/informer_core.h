#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/result.h>
#include <k8s/cache/informer_options.h>
#include <k8s/cache/listener.h>
#include <k8s/cache/object_decoder.h>
#include <k8s/cache/object_kind.h>
#include <k8s/cache/store_core.h>
#include <k8s/codec/field_filter.h>
#include <k8s/rest/rest_client.h>

namespace k8s::internal {

class Mirror;
class Reflector;

/// An informer without its type: one reflector for each namespace it follows, the mirror that they fill, and the listeners.
///
/// Thread safety: all members, from any thread.
class InformerCore {
 public:
  /// `handlers` and `clock` are never null. `filter` is what is read of the objects.
  InformerCore(RestClient client, const ObjectKind& kind, InformerOptions options, FieldFilter filter,
               std::shared_ptr<Executor> handlers, std::shared_ptr<Clock> clock);
  /// Stops.
  ~InformerCore();
  InformerCore(const InformerCore&) = delete;
  InformerCore& operator=(const InformerCore&) = delete;

  const std::shared_ptr<StoreCore>& Store() const;
  const ObjectKind& Kind() const { return kind_; }

  /// kInvalidArgument once it was started.
  Result<void> SetTransform(ObjectTransform transform);

  /// The first call counts.
  void Start();
  /// Nothing new begins, and no handler is called that is not already.
  void RequestStop();
  /// Ends what runs, and waits for it unless this thread is within a callback of this informer; every call does. On a thread of
  /// the client's executor, if that is a ThreadPool, it waits for callbacks alone.
  void Stop();

  bool HasSynced() const;
  Result<void> WaitForSync(const CallContext& context) const;
  InformerStatus Status() const;

  std::shared_ptr<Listener> AddListener(Listener::Handler handler, const HandlerOptions& options);

  /// What registrations need to take a listener away; they may outlive the informer.
  class Shared;
  const std::shared_ptr<Shared>& GetShared() const { return shared_; }
  static void RemoveListener(Shared& shared, const std::shared_ptr<Listener>& listener);

 private:
  std::vector<std::string> Scopes() const;
  std::chrono::milliseconds DefaultResync() const;
  bool IsWithinCallback() const;

  const RestClient client_;
  const ObjectKind kind_;
  const InformerOptions options_;
  const FieldFilter filter_;
  const std::shared_ptr<Executor> handlers_;
  const std::shared_ptr<Clock> clock_;
  const std::shared_ptr<Shared> shared_;
  std::stop_source stop_;

  mutable std::mutex mutex_;
  ObjectTransform transform_;
  bool started_ = false;
  bool stopped_ = false;
  std::vector<std::shared_ptr<Reflector>> reflectors_;
};

}  // namespace k8s::internal
