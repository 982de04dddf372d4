#include <utility>

#include <k8s/transport/collected_body.h>
#include <k8s/transport/curl/stream_call.h>

namespace k8s::curl {

/// What the reader holds.
class StreamCall::Reader final : public ByteStream {
 public:
  Reader(std::shared_ptr<StreamCall> call, Response head) : call_(std::move(call)), head_(std::move(head)) {}
  ~Reader() override { call_->Cancel(); }

  const Response& Head() const override { return head_; }
  Future<std::string> ReadAsync() override { return call_->body_.Read(); }

 private:
  const std::shared_ptr<StreamCall> call_;
  const Response head_;
};

StreamCall::StreamCall(std::shared_ptr<Loop> loop, const std::shared_ptr<const Endpoint>& endpoint, Request request,
                       const CallContext& context)
    : Call(std::move(loop), context) {
  const Exchange::Setting setting{.multiplexed = MayShare(request, *endpoint), .streamed = true};
  MakeExchange(endpoint, std::move(request), context.deadline, setting, static_cast<Exchange::Receiver&>(*this));
}

Result<void> StreamCall::HeadArrived(Response head) {
  if (Result<void> known = internal::CheckHead(head.headers, ""); !known) return known;
  head_ = std::move(head);
  Post(&StreamCall::Open);
  return {};
}

// Each phase of a stream has a limit of time of its own; while the reader has no room there is none.
void StreamCall::BeginPhase() {
  if (Handle()) WatchTheTime();
}

void StreamCall::Open() {
  BeginPhase();
  if (!promise_) return;
  Promise<std::unique_ptr<ByteStream>> promise = *std::exchange(promise_, std::nullopt);
  promise.Set(std::make_unique<Reader>(std::static_pointer_cast<StreamCall>(shared_from_this()), std::move(head_)));
}

Result<bool> StreamCall::BytesArrived(std::string_view bytes) {
  if (!body_.Put(bytes)) return false;
  Post(&StreamCall::Deliver);
  return true;
}

void StreamCall::Ended(const Result<void>& outcome) {
  body_.End(outcome);
  if (promise_) std::exchange(promise_, std::nullopt)->Set(outcome.error());
}

}  // namespace k8s::curl
