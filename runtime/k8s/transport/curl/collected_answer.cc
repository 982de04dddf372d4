#include <utility>

#include <k8s/transport/curl/collected_answer.h>

namespace k8s::curl {
namespace {

constexpr std::size_t kMostAtOnce = std::size_t{1} << 20;

}  // namespace

Result<void> CollectedAnswer::HeadArrived(Response head) {
  response_ = std::move(head);
  return body_.Expect(response_.headers);
}

Result<bool> CollectedAnswer::BytesArrived(std::string_view bytes) {
  if (inflated_ >= kMostAtOnce) {
    inflated_ = 0;
    return false;
  }
  const std::size_t before = body_.Size();
  if (Result<void> appended = body_.Append(bytes); !appended) return appended.error();
  if (body_.IsCompressed()) inflated_ += body_.Size() - before;
  return true;
}

Result<Response> CollectedAnswer::Take() {
  Result<std::string> body = body_.Take();
  if (!body) return body.error();
  response_.body = *std::move(body);
  return std::move(response_);
}

}  // namespace k8s::curl
