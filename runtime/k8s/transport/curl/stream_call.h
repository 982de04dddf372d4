#pragma once

#include <memory>
#include <optional>

#include <k8s/transport/curl/call.h>
#include <k8s/transport/curl/stream_body.h>

namespace k8s::curl {

/// A call whose answer is read while it comes.
class StreamCall final : public Call, private Exchange::Receiver {
 public:
  StreamCall(std::shared_ptr<Loop> loop, const std::shared_ptr<const Endpoint>& endpoint, Request request,
             const CallContext& context);

  /// Whether it may share a connection with others: one of which little comes, and is read as it comes. Without TLS there is no
  /// HTTP/2, and those that wait to learn whether a connection can be shared would wait for the end of its first stream.
  static bool MayShare(const Request& request, const Endpoint& endpoint) {
    return endpoint.tls && request.info.verb == "watch";
  }

  /// Once.
  Future<std::unique_ptr<ByteStream>> Stream() { return promise_->GetFuture(); }

 private:
  class Reader;

  void LimitsChanged() override { Post(&StreamCall::BeginPhase); }
  Result<void> HeadArrived(Response head) override;
  Result<bool> BytesArrived(std::string_view bytes) override;
  void Ended(const Result<void>& outcome) override;
  void BeginPhase();
  void Open();
  void Deliver() { body_.Deliver(); }

  StreamBody body_{[this] { Post(&StreamCall::Unpause); }};
  Response head_;
  std::optional<Promise<std::unique_ptr<ByteStream>>> promise_{std::in_place};  // until it is kept
};

}  // namespace k8s::curl
