#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/testkit/core/stream.h>
#include <k8s/testkit/memory/loop.h>

namespace k8s::testkit::memory {

/// Pulls a stream of the server for one reader, as far as it reads; waits for the server, the time and the end of the call.
///
/// Everything happens on the loop, so nothing needs a lock.
///
/// Thread safety: the public members, from any thread.
class StreamReader : public std::enable_shared_from_this<StreamReader> {
 public:
  /// `transportEnds` is the transport's own: it cancels all of its streams.
  static std::shared_ptr<StreamReader> Create(std::unique_ptr<core::Stream> stream, std::shared_ptr<Loop> loop,
                                              const CallContext& context, const std::stop_token& transportEnds);

  /// The next bytes, none at the end.
  Future<std::string> Read();

  /// The pending read and all later ones fail; the first reason counts.
  void End(Error reason);

 private:
  using StopCallback = std::stop_callback<std::function<void()>>;

  StreamReader(std::unique_ptr<core::Stream> stream, std::shared_ptr<Loop> loop)
      : loop_(std::move(loop)), stream_(std::move(stream)) {}

  void EndOn(const CallContext& context, const std::stop_token& transportEnds);
  void Pump();
  void Await(std::optional<std::chrono::nanoseconds> patience);
  void PumpAt(Loop::TimePoint when);
  void Deliver(Result<std::string> bytes);

  /// A task for later that does nothing if this reader is gone by then.
  template <class Act>
  auto IfAlive(Act act) {
    return [weak = weak_from_this(), act = std::move(act)] {
      if (const auto self = weak.lock()) act(*self);
    };
  }

  const std::shared_ptr<Loop> loop_;
  std::unique_ptr<core::Stream> stream_;  ///< null once it has ended
  std::optional<Promise<std::string>> pending_;
  std::optional<Error> end_;
  std::optional<Loop::TimePoint> next_pump_;  ///< when a timer will ask again
  std::optional<StopCallback> on_stop_;
  std::optional<StopCallback> on_transport_end_;
};

}  // namespace k8s::testkit::memory
