#include <utility>

#include <k8s/transport/cpprest/errors.h>
#include <k8s/transport/cpprest/send_exchange.h>

namespace k8s::cpprest {
SendExchange::SendExchange(Setting setting, Request request, CallContext context, Limits limits)
    : Exchange(std::move(setting), std::move(request), std::move(context)),
      compressed_(!limits.disableCompression),
      body_(std::in_place, limits.maxResponseBytes) {}

pplx::task<void> SendExchange::Receive(std::string_view bytes) {
  std::lock_guard lock(mutex_);
  if (!body_) throw Failure(Error(ErrorCode::kCancelled, "the answer is no longer wanted"));
  if (Result<void> appended = body_->Append(bytes); !appended) throw Failure(appended.error());
  return pplx::task_from_result();
}

Result<void> SendExchange::HeadArrived(Response head) {
  std::lock_guard lock(mutex_);
  if (!body_) return {};
  if (Result<void> expected = body_->Expect(head.headers); !expected) return expected;
  response_ = std::move(head);
  return {};
}

void SendExchange::Ended(const Result<void>& outcome) {
  std::unique_lock lock(mutex_);
  Result<Response> answer = outcome ? TakeAnswer() : outcome.error();
  body_.reset();
  lock.unlock();
  promise_.Set(std::move(answer));
}

Result<Response> SendExchange::TakeAnswer() {
  Result<std::string> bytes = body_->Take();
  if (!bytes) return Lost(bytes.error());
  response_.body = *std::move(bytes);
  return std::move(response_);
}

}  // namespace k8s::cpprest
