#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <k8s/base/call_context.h>
#include <k8s/base/clock.h>
#include <k8s/base/future.h>
#include <k8s/testkit/core/handler.h>
#include <k8s/testkit/memory/loop.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::memory {

/// The server, as its clients in memory see it.
struct Peer {
  std::shared_ptr<core::Handler> handler;
  std::shared_ptr<Clock> clock;  ///< streams wait by it
  std::string user = {};         ///< who calls, as a certificate would prove; empty: whoever the token of a call tells
  std::stop_token ends = {};     ///< the server is destroyed
};

/// What a call needs of its transport. Calls keep a copy: they may outlive the transport.
struct Link {
  Peer peer;
  std::shared_ptr<Loop> loop;
  std::stop_token ends;  ///< the transport is destroyed
};

/// One request and its answer. The answer's body is pulled as far as its reader reads; whatever ends the call ends it at once.
///
/// Everything happens on the loop, so nothing needs a lock.
///
/// Thread safety: the public members, from any thread.
class Call : public std::enable_shared_from_this<Call> {
 public:
  static std::shared_ptr<Call> Start(const Link& link, Request request, const CallContext& context);

  /// Status and headers of the answer, as soon as they are there. Once.
  Future<Response> Head() { return std::move(head_future_); }

  /// The next bytes of the body, none at its end. After Head().
  Future<std::string> Read();

  /// Fails what is pending and all that comes; the first reason counts.
  void End(Error reason);

 private:
  using StopCallback = std::stop_callback<std::function<void()>>;

  Call(const Link& link, bool isWrite) : loop_(link.loop), clock_(link.peer.clock), is_write_(isWrite) {}

  void EndOn(const CallContext& context, const Link& link);
  void Send(core::Handler& handler, const Request& request);
  void Take(core::Answer answer);
  void EndNow(Error reason);
  /// Ends as a connection that breaks ends a call.
  void Break();
  /// What has come of the answer can still be read. More does not come.
  void LoseServer();
  void Pump();
  void Await(std::optional<std::chrono::nanoseconds> patience);
  void Deliver(Result<std::string> bytes);

  /// A task for the loop that does nothing if this call is gone by then.
  template <class Act>
  auto IfAlive(Act act);

  const std::shared_ptr<Loop> loop_;
  const std::shared_ptr<Clock> clock_;
  const bool is_write_;
  Promise<Response> head_;
  Future<Response> head_future_ = head_.GetFuture();
  bool head_is_there_ = false;
  std::string body_;                      ///< what came along with the head
  std::unique_ptr<core::Stream> stream_;  ///< what comes after it, or null
  std::optional<Promise<std::string>> pending_read_;
  std::optional<Error> end_;
  bool server_is_gone_ = false;
  std::stop_source patience_;  ///< ends the wait for the next piece of the stream
  std::optional<StopCallback> on_stop_;
  std::optional<StopCallback> on_transport_end_;
  std::optional<StopCallback> on_server_end_;
};

}  // namespace k8s::testkit::memory
