#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include <k8s/base/future.h>
#include <k8s/transport/cpprest/exchange.h>
#include <k8s/transport/cpprest/streamed_body.h>

namespace k8s::cpprest {

/// An exchange whose answer is read while it comes.
class OpenExchange final : public Exchange {
 public:
  using Exchange::Exchange;

  /// Once.
  Future<std::unique_ptr<ByteStream>> Stream() { return promise_->GetFuture(); }

  Future<std::string> Read() { return body_.Read(); }

 private:
  pplx::task<void> Receive(std::string_view bytes) override { return body_.Put(bytes); }
  Result<void> HeadArrived(Response head) override;
  void Ended(const Result<void>& outcome) override;
  std::string_view AcceptEncoding() const override { return "identity"; }
  std::optional<std::chrono::milliseconds> HeadTimeout() const override;
  std::optional<std::chrono::milliseconds> BodyTimeout(int status) const override;

  std::optional<Promise<std::unique_ptr<ByteStream>>> TakePromise();

  StreamedBody body_;

  std::mutex mutex_;
  std::optional<Promise<std::unique_ptr<ByteStream>>> promise_{std::in_place};  // until it is kept
};

}  // namespace k8s::cpprest
