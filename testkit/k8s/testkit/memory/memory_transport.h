#pragma once

#include <memory>
#include <stop_token>

#include <k8s/testkit/core/server.h>
#include <k8s/testkit/memory/loop.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::memory {

/// What a call needs of its transport. Calls keep a copy: they may outlive the transport.
struct Link {
  std::shared_ptr<core::Server> server;
  std::shared_ptr<Loop> loop;
  std::stop_token ends;  ///< the transport is destroyed
};

/// A transport whose other end is in the same process: requests are function calls, and there is no socket.
class MemoryTransport final : public Transport {
 public:
  explicit MemoryTransport(std::shared_ptr<core::Server> server);
  ~MemoryTransport() override;
  MemoryTransport(const MemoryTransport&) = delete;
  MemoryTransport& operator=(const MemoryTransport&) = delete;

  Future<Response> SendAsync(Request request, CallContext context) override;
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override;
  Result<Response> Send(Request request, const CallContext& context) override;
  Result<std::unique_ptr<ByteStream>> Open(Request request, const CallContext& context) override;

 private:
  std::stop_source ends_;
  const Link link_;
};

}  // namespace k8s::testkit::memory
