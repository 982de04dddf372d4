#include <utility>

#include <k8s/transport/curl/async_calls.h>
#include <k8s/transport/curl/curl_transport.h>
#include <k8s/transport/curl/endpoint.h>
#include <k8s/transport/curl/process.h>
#include <k8s/transport/curl/sync_calls.h>
#include <k8s/transport/leave_at_exit.h>

namespace k8s {
namespace curl {
namespace {

class CurlTransport final : public Transport {
 public:
  CurlTransport(const std::shared_ptr<const Endpoint>& endpoint, std::shared_ptr<Loop> loop)
      : sync_(std::make_shared<SyncCalls>(endpoint)), async_(std::make_shared<AsyncCalls>(endpoint, std::move(loop))) {}

  ~CurlTransport() override {
    const auto inside = CurlGate().Enter();
    if (!inside) {
      internal::LeaveAtExit(sync_);
      internal::LeaveAtExit(async_);
      return;
    }
    sync_->Close();
    async_->Close();
    sync_.reset();
    async_.reset();
  }

  Result<Response> Send(Request request, const CallContext& context) override {
    return sync_->Send(std::move(request), context);
  }
  Future<Response> SendAsync(Request request, CallContext context) override {
    return async_->Send(std::move(request), context);
  }
  Future<std::unique_ptr<ByteStream>> OpenAsync(Request request, CallContext context) override {
    return async_->Open(std::move(request), context);
  }

 private:
  std::shared_ptr<SyncCalls> sync_;
  std::shared_ptr<AsyncCalls> async_;
};

}  // namespace
}  // namespace curl

Result<std::shared_ptr<Transport>> MakeCurlTransport(const TransportOptions& options) {
  if (Result<void> ready = curl::EnsureCurl(); !ready) return ready.error();
  auto endpoint = curl::Endpoint::Make(options);
  if (!endpoint) return endpoint.error();
  auto loop = curl::Loop::Make();
  if (!loop) return loop.error();
  return std::shared_ptr<Transport>(std::make_shared<curl::CurlTransport>(*endpoint, *std::move(loop)));
}

}  // namespace k8s
