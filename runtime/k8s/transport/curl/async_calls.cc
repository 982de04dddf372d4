#include <utility>

#include <k8s/transport/check_request.h>
#include <k8s/transport/curl/async_calls.h>
#include <k8s/transport/curl/send_call.h>
#include <k8s/transport/curl/stream_call.h>

namespace k8s::curl {
namespace {

constexpr std::size_t kMostIdleHandles = 64;

}  // namespace

AsyncCalls::AsyncCalls(std::shared_ptr<const Endpoint> endpoint, std::shared_ptr<Loop> loop)
    : endpoint_(std::move(endpoint)), loop_(std::move(loop)), shared_([this] { return MakeConnections(); }) {}

Future<Response> AsyncCalls::Send(Request request, const CallContext& context) {
  if (Result<void> sane = CheckCall(request, context); !sane) return Future<Response>(Result<Response>(sane.error()));
  const auto call = std::make_shared<SendCall>(loop_, endpoint_, std::move(request), context);
  Future<Response> answer = call->Answer();
  Start(call, false);
  return answer;
}

Future<std::unique_ptr<ByteStream>> AsyncCalls::Open(Request request, const CallContext& context) {
  using Stream = std::unique_ptr<ByteStream>;
  if (Result<void> sane = CheckCall(request, context); !sane) return Future<Stream>(Result<Stream>(sane.error()));
  const bool shares = StreamCall::MayShare(request, *endpoint_);
  const auto call = std::make_shared<StreamCall>(loop_, endpoint_, std::move(request), context);
  Future<Stream> stream = call->Stream();
  Start(call, shares);
  return stream;
}

void AsyncCalls::Start(const std::shared_ptr<Call>& call, bool sharesConnections) {
  const bool posted = loop_->Post([weak = weak_from_this(), call, sharesConnections] {
    const auto self = weak.lock();
    if (!self || self->closed_) return call->End(CallCancelled());
    if (!sharesConnections && !self->exclusive_) self->exclusive_ = self->MakeConnections();
    Connections* const connections = sharesConnections ? &self->shared_.WithRoom() : self->exclusive_.get();
    self->calls_.insert(call);
    call->Start({connections, self->TakeHandle(), [calls = self.get()](Call& ended) { calls->Left(ended); }});
  });
  if (!posted) call->End(Error(ErrorCode::kUnavailable, "the transport has ended, or no thread can be had for it"));
}

void AsyncCalls::Close() {
  loop_->Stop([this] { EndAll(); });
}

void AsyncCalls::EndAll() {
  closed_ = true;
  const auto calls = std::exchange(calls_, {});
  for (const auto& call : calls) call->CancelNow();
  idle_handles_.clear();
  exclusive_.reset();
  shared_.Clear();
}

std::unique_ptr<Connections> AsyncCalls::MakeConnections() {
  return std::make_unique<Connections>(*loop_, [this](CURL* easy, CURLcode code) {
    void* owner = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &owner);
    loop_->Post([call = static_cast<Call*>(owner)->shared_from_this(), code] { call->Finish(code); });
  });
}

Easy AsyncCalls::TakeHandle() {
  if (idle_handles_.empty()) {
    Easy easy(curl_easy_init());
    return easy && endpoint_->Prepare(easy.get()) ? std::move(easy) : Easy();
  }
  Easy easy = std::move(idle_handles_.back());
  idle_handles_.pop_back();
  return easy;
}

void AsyncCalls::Left(Call& call) {
  if (Easy easy = call.TakeHandle(); easy && idle_handles_.size() < kMostIdleHandles) idle_handles_.push_back(std::move(easy));
  calls_.erase(call.shared_from_this());
  shared_.CloseSurplus();
}

}  // namespace k8s::curl
