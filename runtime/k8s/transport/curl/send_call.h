#pragma once

#include <memory>

#include <k8s/transport/curl/call.h>
#include <k8s/transport/curl/collected_answer.h>

namespace k8s::curl {

/// A call whose answer is wanted whole.
class SendCall final : public Call, private Exchange::Receiver {
 public:
  SendCall(std::shared_ptr<Loop> loop, const std::shared_ptr<const Endpoint>& endpoint, Request request,
           const CallContext& context);

  /// Once.
  Future<Response> Answer() { return promise_.GetFuture(); }

 private:
  Result<void> HeadArrived(Response head) override { return answer_.HeadArrived(std::move(head)); }
  Result<bool> BytesArrived(std::string_view bytes) override;
  void Ended(const Result<void>& outcome) override;

  CollectedAnswer answer_;
  Promise<Response> promise_;
};

}  // namespace k8s::curl
