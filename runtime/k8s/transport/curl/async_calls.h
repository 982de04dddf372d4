#pragma once

#include <memory>
#include <set>
#include <vector>

#include <k8s/base/call_context.h>
#include <k8s/base/future.h>
#include <k8s/transport/curl/call.h>
#include <k8s/transport/curl/connections.h>
#include <k8s/transport/curl/endpoint.h>
#include <k8s/transport/curl/loop.h>
#include <k8s/transport/curl/stream_groups.h>
#include <k8s/transport/transport.h>

namespace k8s::curl {

/// The calls that the loop drives.
///
/// Thread safety: the public members, from any thread.
class AsyncCalls : public std::enable_shared_from_this<AsyncCalls> {
 public:
  AsyncCalls(std::shared_ptr<const Endpoint> endpoint, std::shared_ptr<Loop> loop);

  Future<Response> Send(Request request, const CallContext& context);
  Future<std::unique_ptr<ByteStream>> Open(Request request, const CallContext& context);

  /// Cancels what is under way, and waits for the loop's end; called on the loop, it leaves the thread to itself.
  void Close();

 private:
  void Start(const std::shared_ptr<Call>& call, bool sharesConnections);
  void EndAll();
  std::unique_ptr<Connections> MakeConnections();
  Easy TakeHandle();
  void Left(Call& call);

  const std::shared_ptr<const Endpoint> endpoint_;
  const std::shared_ptr<Loop> loop_;

  // On the loop's thread.
  bool closed_ = false;
  std::vector<Easy> idle_handles_;
  std::set<std::shared_ptr<Call>> calls_;
  std::unique_ptr<Connections> exclusive_;  // a connection for each
  StreamGroups shared_;
};

}  // namespace k8s::curl
