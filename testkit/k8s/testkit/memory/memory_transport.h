#pragma once

#include <memory>
#include <stop_token>

#include <k8s/testkit/memory/call.h>
#include <k8s/transport/transport.h>

namespace k8s::testkit::memory {

/// A transport whose other end is in the same process: requests are function calls, and there is no socket.
class MemoryTransport final : public Transport {
 public:
  explicit MemoryTransport(Peer server);
  ~MemoryTransport() override;
  MemoryTransport(const MemoryTransport&) = delete;
  MemoryTransport& operator=(const MemoryTransport&) = delete;

  Future<Response> SendAsync(Request request, CallContext context) override;
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override;

 private:
  std::stop_source ends_;
  const Link link_;
};

}  // namespace k8s::testkit::memory
