#pragma once

#include <mutex>
#include <optional>

#include <k8s/base/future.h>
#include <k8s/transport/collected_body.h>
#include <k8s/transport/cpprest/exchange.h>

namespace k8s::cpprest {

/// An exchange whose answer is wanted whole.
class SendExchange final : public Exchange {
 public:
  struct Limits {
    std::size_t maxResponseBytes;
    bool disableCompression;
  };

  SendExchange(Setting setting, Request request, CallContext context, Limits limits);

  /// Once.
  Future<Response> Answer() { return promise_.GetFuture(); }

 private:
  pplx::task<void> Receive(std::string_view bytes) override;
  Result<void> HeadArrived(Response head) override;
  void Ended(const Result<void>& outcome) override;
  std::string_view AcceptEncoding() const override { return compressed_ ? "gzip" : "identity"; }
  // cpprestsdk watches over both itself.
  std::optional<std::chrono::milliseconds> HeadTimeout() const override { return std::nullopt; }
  std::optional<std::chrono::milliseconds> BodyTimeout(int) const override { return std::nullopt; }

  Result<void> Append(std::string_view bytes);
  Result<Response> TakeAnswer();

  const bool compressed_;
  const std::size_t limit_;
  Promise<Response> promise_;

  std::mutex mutex_;
  std::optional<internal::CollectedBody> body_;  // until the end
  bool head_is_there_ = false;
  std::string early_;  // of the body, from before the head was there
  Response response_;
};

}  // namespace k8s::cpprest
