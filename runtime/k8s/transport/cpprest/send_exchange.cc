#include <utility>

#include <k8s/transport/body_limit.h>
#include <k8s/transport/cpprest/errors.h>
#include <k8s/transport/cpprest/send_exchange.h>

namespace k8s::cpprest {
SendExchange::SendExchange(Setting setting, Request request, CallContext context, Limits limits)
    : Exchange(std::move(setting), std::move(request), std::move(context)),
      compressed_(!limits.disableCompression),
      limit_(limits.maxResponseBytes),
      body_(std::in_place, limits.maxResponseBytes) {}

pplx::task<void> SendExchange::Receive(std::string_view bytes) {
  std::lock_guard lock(mutex_);
  if (!body_) throw Failure(Error(ErrorCode::kCancelled, "the answer is no longer wanted"));
  if (Result<void> appended = Append(bytes); !appended) throw Failure(appended.error());
  return pplx::task_from_result();
}

// The pool reads on while the thread that made the request is still on its way to look at the head, which says what the bytes
// are.
Result<void> SendExchange::Append(std::string_view bytes) {
  if (head_is_there_) return body_->Append(bytes);
  if (Result<void> fits = internal::CheckBodyLimit(early_.size(), bytes.size(), limit_); !fits) return fits;
  early_.append(bytes);
  return {};
}

Result<void> SendExchange::HeadArrived(Response head) {
  std::lock_guard lock(mutex_);
  if (!body_) return {};
  if (Result<void> expected = body_->Expect(head.headers); !expected) return expected;
  response_ = std::move(head);
  head_is_there_ = true;
  return body_->Append(std::exchange(early_, {}));
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
